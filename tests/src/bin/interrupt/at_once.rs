//! A signal, and a notification right after it, while the lock is held: the wait is interrupted,
//! and its time is not over.

use rand::Rng as _;
use std::fmt::Debug;
use std::hint;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::{Locked, Semaphore, Shared, SharedLocked, SyncError, Timeout};
use tests::proof::board::Board;
use tests::proof::fork::Fork;
use tests::signals::handle_interrupts;

/// A wait that is interrupted long before.
const LONG: Duration = Duration::from_secs(60);

/// Long enough for the waiter to do what it is about to.
const PAUSE: Duration = Duration::from_micros(200);

/// For so many turns at most, the notification comes after the signal.
const MOST_TURNS: u32 = 3000;

pub(crate) fn run(rounds: u64) {
    let value = Shared::<u64>::anonymous(0).unwrap();
    trial(rounds, &value, |timeout| value.wait_until(timeout, |value| *value != 0).map(drop));
    let semaphore = Shared::anonymous(Semaphore::new(0)).unwrap();
    trial(rounds, &semaphore, |timeout| semaphore.permit(timeout).map(drop));
}

fn trial<T>(rounds: u64, value: &Locked<T>, wait: impl Fn(Timeout) -> Result<(), SyncError>)
where
    T: SharedLocked<Lock = sync_runtime::Exclusive> + Debug,
{
    let board = Board::new(2);
    let mut waiter = Fork::free(|| {
        handle_interrupts(false);
        board[1].store(1, SeqCst);
        loop {
            let outcome = wait(Timeout::After(LONG).interruptible());
            assert!(matches!(outcome, Err(SyncError::Interrupted)), "{outcome:?}");
            board[0].fetch_add(1, SeqCst);
        }
    });

    while board[1].load(SeqCst) == 0 {
        thread::yield_now();
    }
    for _ in 0..rounds {
        let before = board[0].load(SeqCst);
        // Until it waits again.
        thread::sleep(PAUSE);
        let guard = value.get_lock().unwrap();
        waiter.signal(libc::SIGINT);
        (0..rand::rng().random_range(0..MOST_TURNS)).for_each(|_| hint::spin_loop());
        value.notify_one();
        thread::sleep(PAUSE);
        drop(guard);
        ends(&mut waiter, &board[0], before);
    }
    assert_eq!(waiter.has_ended(), None);
    waiter.kill();
}

/// Interrupts the waiter until it says so: a notification may have come first, or the signal
/// between two waits.
fn ends(waiter: &mut Fork, interrupted: &AtomicU64, before: u64) {
    let mut sent = Instant::now();
    while interrupted.load(SeqCst) == before {
        assert_eq!(waiter.has_ended(), None, "the waiter fails by a panic");
        if sent.elapsed() > Duration::from_millis(1) {
            waiter.signal(libc::SIGINT);
            sent = Instant::now();
        }
        thread::yield_now();
    }
}
