//! Notifications to a waiter that is interrupted all the time: none is lost, none comes twice.

use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::{Shared, SyncError, Timeout};
use tests::proof::board::Board;
use tests::proof::fork::Fork;
use tests::signals::handle_interrupts;

const COUNTED: usize = 0;
const INTERRUPTED: usize = 1;
const WAITS: usize = 2;
const WORDS: usize = 3;

pub(crate) fn run(notifications: u64) {
    let board = Board::new(WORDS);
    let shared = Shared::<u64>::options().timeout(Timeout::Never).anonymous(0).unwrap();
    let waiter = Fork::free(|| {
        handle_interrupts(true);
        let mut guard = shared.get_lock().unwrap();
        board[WAITS].store(1, SeqCst);
        loop {
            let word = match guard.wait(Timeout::After(Duration::from_millis(1)).interruptible()) {
                Ok(true) => COUNTED,
                Ok(false) => continue,
                Err(SyncError::Interrupted) => INTERRUPTED,
                Err(error) => panic!("{error}"),
            };
            board[word].fetch_add(1, SeqCst);
        }
    });
    while board[WAITS].load(SeqCst) == 0 {
        thread::yield_now();
    }
    for round in 1..=notifications {
        // On an idle machine a notification overtakes each signal: some rounds begin after one.
        if round % 100 == 1 {
            interrupt(&waiter, &board);
        } else if round % 2 == 0 {
            waiter.signal(libc::SIGINT);
        }
        // The waiter waits, or waits for the lock: it cannot be between two waits.
        let guard = shared.get_lock().unwrap();
        shared.notify_one();
        if round % 2 == 1 {
            waiter.signal(libc::SIGINT);
        }
        drop(guard);
        let start = Instant::now();
        while board[COUNTED].load(SeqCst) < round {
            assert!(start.elapsed() < Duration::from_secs(10), "lost in round {round}");
            thread::yield_now();
        }
    }
    let (counted, interrupted) = (board[COUNTED].load(SeqCst), board[INTERRUPTED].load(SeqCst));
    waiter.kill();
    println!("{notifications} notifications, {counted} arrived, {interrupted} interruptions");
    assert_eq!(counted, notifications);
    assert!(interrupted >= notifications.div_ceil(100), "{interrupted} interruptions");
}

/// Signals the waiter until one of its waits ends as interrupted.
///
/// A signal that comes while the waiter is between two waits interrupts none.
fn interrupt(waiter: &Fork, board: &Board) {
    let before = board[INTERRUPTED].load(SeqCst);
    let start = Instant::now();
    while board[INTERRUPTED].load(SeqCst) == before {
        assert!(start.elapsed() < Duration::from_secs(10), "no signal ended a wait");
        waiter.signal(libc::SIGINT);
        thread::sleep(Duration::from_micros(100));
    }
}
