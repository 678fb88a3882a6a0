//! A wake-up for the lock that is lost for certain: its receiver is killed before it runs, and
//! meanwhile a process acquired the lock that does not know that another one waits.

use crate::wait::ended_within;
use std::fs;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::Duration;
use sync_runtime::{Shared, SharedLocked};
use tests::Stop;
use tests::proof::board::Board;
use tests::proof::fork::Fork;

#[derive(SharedLocked, Debug)]
#[shared(timeout = never)]
struct Value {
    number: u32,
}

/// Where they tell each other who they are, and how far they are.
const FIRST: usize = 0;
const SECOND: usize = 1;
const TAKEN: usize = 2;
const KILLED: usize = 3;

const PATIENCE: Duration = Duration::from_secs(5);

/// Whether the second who waits gets the lock, though the first was killed when it was woken.
pub(crate) fn run() -> bool {
    let (shared, board) = (Shared::anonymous(Value { number: 0 }).unwrap(), Board::new(4));
    // Holds the lock until both wait, releases it, takes it again at once, and releases it when the
    // first is dead.
    let holder = Fork::free(|| {
        let guard = shared.get_lock().unwrap();
        sleeps(&board, SECOND);
        drop(guard);
        let guard = shared.try_get_lock().unwrap();
        board[TAKEN].store(1, Relaxed);
        reaches(&board, KILLED);
        drop(guard);
    });
    while shared.try_get_lock().is_ok() {
        thread::yield_now();
    }
    let mut second = Fork::free(|| {
        sleeps(&board, FIRST);
        board[SECOND].store(std::process::id().into(), Relaxed);
        shared.with_lock(|value| value.number += 1).unwrap();
    });
    let mut first = Fork::traced(|| {
        board[FIRST].store(std::process::id().into(), Relaxed);
        drop(shared.get_lock());
    });
    // The step in which it sleeps takes until the second sleeps, too, and is the last.
    while board[SECOND].load(Relaxed) == 0 {
        assert_eq!(first.step(), Stop::Instruction);
    }
    reaches(&board, TAKEN);
    first.kill();
    board[KILLED].store(1, Relaxed);
    assert_eq!(holder.join(), Stop::Exited(0));
    let end = ended_within(&mut second, PATIENCE);
    println!("the second who waited for the lock: {end:?}");
    end == Some(Stop::Exited(0))
}

/// Waits until the process that has told its id there sleeps for the lock.
fn sleeps(board: &Board, place: usize) {
    reaches(board, place);
    let state = format!("/proc/{}/syscall", board[place].load(Relaxed));
    let futex = format!("{} ", libc::SYS_futex);
    while !fs::read_to_string(&state).unwrap().starts_with(&futex) {
        thread::yield_now();
    }
}

fn reaches(board: &Board, place: usize) {
    while board[place].load(Relaxed) == 0 {
        thread::yield_now();
    }
}
