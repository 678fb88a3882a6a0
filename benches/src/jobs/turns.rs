//! Two processes hand a turn to and fro, each asleep while it is the other's.

use crate::area;
use crate::measure::{self, Effort, Turn};
use crate::processes::{Pinned, Signal, Worker};
use crate::report::{Demand, Table};
use crate::rivals::Ours;
use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::{Duration, Instant};

const FUTEX: &str = "bare futex calls";

pub fn run(effort: Effort) -> Vec<Table> {
    let mut anywhere = table(effort, "a turn to and fro, on any processor");
    anywhere.demand(FUTEX, Demand::AtMost(1.15));
    let _pinned = Pinned::here();
    vec![anywhere, table(effort, "a turn to and fro, on one processor")]
}

fn table(effort: Effort, title: &str) -> Table {
    let shared = Ours::<u64>::new().0;
    let ours = |me: u64, times: u64| {
        for _ in 0..times {
            let mut turn = shared.get_lock().expect("the lock");
            while *turn % 2 != me {
                turn.wait(Duration::from_secs(5)).expect("wait");
            }
            *turn += 1;
            drop(turn);
            shared.notify_one();
        }
    };
    let word = area::share(AtomicU32::new(0));
    let bare = |me: u64, times: u64| {
        for _ in 0..times {
            loop {
                let turn = word.load(SeqCst);
                if u64::from(turn % 2) == me {
                    break;
                }
                futex(word, libc::FUTEX_WAIT, turn);
            }
            word.fetch_add(1, SeqCst);
            futex(word, libc::FUTEX_WAKE, 1);
        }
    };
    let effort = Effort { rounds: effort.rounds.min(101), slice: effort.slice * 25, ..effort };
    let mut turns: [Turn<'_>; 2] = [Box::new(|times| play(times, &ours)), Box::new(|times| play(times, &bare))];
    let mut samples = measure::interleaved(effort, &mut turns).into_iter();
    let mut table = Table::new("turns", title, "ns");
    table.add("sync-runtime wait/notify_one", "", samples.next().unwrap());
    table.add(FUTEX, "the limit", samples.next().unwrap());
    table
}

/// So many turns to and fro, with a partner in a process of its own.
fn play(times: u64, hand: &impl Fn(u64, u64)) -> Duration {
    let signal = Signal::new();
    let partner = Worker::fork(|| {
        signal.await_start();
        hand(1, times);
    });
    signal.start(1);
    let start = Instant::now();
    hand(0, times);
    assert!(partner.wait(), "the partner failed");
    start.elapsed()
}

fn futex(word: &AtomicU32, operation: i32, value: u32) {
    // SAFETY: the word lives as long as the call; there is no time limit.
    unsafe { libc::syscall(libc::SYS_futex, word.as_ptr(), operation, value, ptr::null::<libc::timespec>()) };
}
