//! What is done once, though a process that does it may die.

use super::{LONG, SHORT, joined, until};
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use sync_runtime::{Once, Shared, SyncError};
use tests::proof::board::Board;
use tests::proof::fork::Fork;

pub(super) fn run() {
    let once: Shared<Once> = Shared::anonymous(Once::new()).unwrap();
    let board = Board::new(1);
    // Killed while it does it: not done.
    let begun = Board::new(1);
    let victim = Fork::free(|| {
        let _ = once.call_once(LONG, || {
            begun[0].store(1, SeqCst);
            loop {
                thread::park();
            }
        });
    });
    until(|| begun[0].load(SeqCst) == 1);
    assert!(matches!(once.call_once(SHORT, || panic!("another does it")), Err(SyncError::ConditionTimeout { .. })));
    victim.kill();
    let many: Vec<_> = (0..5)
        .map(|_| {
            Fork::free(|| {
                once.call_once(LONG, || {
                    board[0].fetch_add(1, SeqCst);
                })
                .unwrap();
                assert_eq!(board[0].load(SeqCst), 1, "done when it returns");
            })
        })
        .collect();
    joined(many);
    assert!(once.is_done().unwrap());

    // A child that the function forked, and that returns from it, has not done it.
    let forks: Shared<Once> = Shared::anonymous(Once::new()).unwrap();
    let returned = Board::new(1);
    let victim = Fork::free(|| {
        let doer = std::process::id();
        let outcome = forks.call_once(LONG, || {
            // SAFETY: the child calls nothing that another thread's lock could block for ever:
            // there is none.
            if unsafe { libc::fork() } != 0 {
                loop {
                    thread::park();
                }
            }
        });
        let is_refused = std::process::id() != doer && matches!(outcome, Err(SyncError::NotOwner));
        returned[0].store(1 + u64::from(is_refused), SeqCst);
        // SAFETY: takes no pointer. Nothing of the parent's is to be ended by the child.
        unsafe { libc::_exit(0) };
    });
    until(|| returned[0].load(SeqCst) != 0);
    assert_eq!((returned[0].load(SeqCst), forks.is_done().unwrap()), (2, false), "the child is told, nothing is done");
    assert!(matches!(forks.call_once(SHORT, || panic!("the parent does it")), Err(SyncError::ConditionTimeout { .. })));
    victim.kill();
    let mut times = 0;
    forks.call_once(LONG, || times += 1).unwrap();
    assert_eq!(times, 1);

    let panics: Shared<Once> = Shared::anonymous(Once::new()).unwrap();
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        panics.call_once(LONG, || std::panic::resume_unwind(Box::new(())))
    }));
    assert!(caught.is_err() && !panics.is_done().unwrap());
    panics.call_once(LONG, || ()).unwrap();
    assert!(panics.is_done().unwrap());
}
