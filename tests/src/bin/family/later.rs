//! What is given back comes back: also where `/proc` cannot be read any more, where no descriptor
//! is left, and by one thread, however much it is.

use super::semantics::LONG;
use super::stopped::{LIMIT, in_time, shared, stopped_inside, until};
use std::fs;
use std::sync::Barrier as LocalBarrier;
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::Duration;
use sync_runtime::{Barrier, Once, RwLock, Semaphore, SyncError};
use tests::Stop;
use tests::proof::board::Board;
use tests::proof::fork::Fork;

/// Fails by a panic.
pub(crate) fn run() {
    without_proc();
    without_descriptors();
    by_one_thread();
    a_party_that_comes_again();
    println!("all came back");
}

/// A process that shuts itself in, as servers do, still gives back what it holds.
fn without_proc() {
    let semaphore = shared(Semaphore::bounded(2), LIMIT);
    let (lock, once) = (shared(RwLock::new(), LIMIT), shared(Once::new(), LIMIT));
    let empty = tempdir();
    let mut confined = Fork::free(|| {
        let (first, second) = (semaphore.permit(LONG).unwrap(), semaphore.permit(LONG).unwrap());
        let writer = lock.write(LONG).unwrap();
        let outcome = once.call_once(LONG, || {
            // SAFETY: a path that ends with a zero.
            if unsafe { libc::chroot(empty.as_ptr()) } != 0 {
                // Not for every user: without descriptors it is nearly the same.
                let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
                // SAFETY: a limit that outlives the call.
                assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &raw const none) }, 0);
            }
        });
        outcome.unwrap();
        first.release().unwrap();
        drop((second, writer));
        assert_eq!(semaphore.available().unwrap(), 2);
        tests::ptrace::marker();
    });
    confined.wait_until_stopped();
    assert!(once.is_done().unwrap());
    drop(lock.write(LONG).unwrap());
    confined.kill();
    // SAFETY: a path that ends with a zero.
    unsafe { libc::rmdir(empty.as_ptr()) };
}

fn tempdir() -> std::ffi::CString {
    let path = std::env::temp_dir().join(format!("sync-runtime-later-{}", std::process::id()));
    fs::create_dir(&path).unwrap();
    std::ffi::CString::new(path.into_os_string().into_encoded_bytes()).unwrap()
}

/// Threads that release at once look up at once who they are.
fn without_descriptors() {
    const THREADS: usize = 8;
    let semaphore = shared(Semaphore::bounded(8), LONG);
    let child = Fork::free(|| {
        let permits: Vec<_> = (0..THREADS).map(|_| semaphore.permit(LONG).unwrap()).collect();
        let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        // SAFETY: a limit that outlives the call.
        assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &raw const none) }, 0);
        let all = LocalBarrier::new(THREADS);
        thread::scope(|scope| {
            for mut permit in permits {
                let (all, semaphore) = (&all, &semaphore);
                scope.spawn(move || {
                    all.wait();
                    for _ in 0..1000 {
                        permit.release().unwrap();
                        permit = semaphore.permit(LONG).unwrap();
                    }
                });
            }
        });
    });
    assert_eq!(child.join(), Stop::Exited(0));
    assert_eq!(semaphore.permit(LONG).map(drop).map_err(|error| error.to_string()), Ok(()));
}

/// However many permits wait for one lock.
fn by_one_thread() {
    const PERMITS: u32 = 300;
    let semaphore = shared(Semaphore::bounded(PERMITS), Duration::from_millis(1));
    let permits: Vec<_> = (0..PERMITS).map(|_| semaphore.permit(LONG).unwrap()).collect();
    let holder = stopped_inside(&semaphore);
    let threads = || fs::read_dir("/proc/self/task").unwrap().count();
    in_time(|| drop(permits));
    assert_eq!(threads(), 2, "one thread gives back all");
    // A child begins anew, and gives back nothing of its parent's.
    let child = Fork::free(|| {
        assert_eq!(threads(), 1);
        assert!(matches!(semaphore.permit(LONG), Err(SyncError::Timeout { .. })));
    });
    assert_eq!(in_time(|| child.join()), Stop::Exited(0));
    holder.signal(libc::SIGCONT);
    until(|| semaphore.available().unwrap() == PERMITS);
    until(|| threads() == 1);
    drop(holder);
    drop(semaphore.permit(LONG).unwrap());
    assert_eq!(semaphore.available().unwrap(), PERMITS);
}

/// A party that got `Timeout` after it had arrived, and comes again before it could be written down
/// that it left, is no second one.
fn a_party_that_comes_again() {
    for _ in 0..10 {
        let (barrier, board) = (shared(Barrier::new(2), LIMIT), Board::new(2));
        let party = Fork::free(|| {
            let outcome = barrier.wait(LONG);
            assert!(matches!(outcome, Err(SyncError::Timeout { .. })), "{outcome:?}");
            board[0].store(1, SeqCst);
            let outcome = loop {
                match barrier.wait(LONG) {
                    Err(SyncError::Timeout { .. }) => {}
                    outcome => break outcome,
                }
            };
            assert!(matches!(outcome, Err(SyncError::BrokenBarrier)), "{outcome:?}");
        });
        until(|| barrier.waiting().unwrap() == 1);
        let holder = stopped_inside(&barrier);
        until(|| board[0].load(SeqCst) == 1);
        holder.signal(libc::SIGCONT);
        assert_eq!(in_time(|| party.join()), Stop::Exited(0), "it passed alone");
        assert_eq!(holder.join(), Stop::Exited(0));
        assert!(barrier.is_broken().unwrap());
        barrier.reset().unwrap();
        let other = Fork::free(|| assert!(barrier.wait(LONG).is_ok()));
        assert!(barrier.wait(LONG).is_ok());
        assert_eq!(other.join(), Stop::Exited(0));
    }
}
