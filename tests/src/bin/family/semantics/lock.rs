//! `Lock` and `RLock`, as `_TestLock` has them: those of a value, and mutexes in memory of one's
//! own.
//!
//! Two things differ, and are meant to: a lock belongs to its thread, so that no other one can
//! release it; and a thread that acquires its own `Lock` again is told of the deadlock.

use super::{LONG, holding, joined, until};
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use sync_runtime::{Acquired, Mutex, MutexOptions, Shared, SharedLocked, SyncError, Timeout};
use tests::proof::board::Board;
use tests::proof::fork::Fork;

#[derive(SharedLocked)]
#[shared(lock = recursive)]
struct Nested {
    #[allow(dead_code, reason = "it is the lock that is looked at")]
    number: u32,
}

pub(super) fn run() {
    lock();
    recursive_lock();
    placed(false);
    placed(true);
}

fn lock() {
    let lock = Shared::<u64>::anonymous(0).unwrap();
    let own = std::process::id();
    let owner = || lock.holder().and_then(|holder| holder.pid());
    assert_eq!(owner(), None);
    assert_eq!(lock.acquire(Timeout::Never).unwrap().how(), Acquired::Clean);
    assert_eq!(owner(), Some(own));
    assert!(matches!(lock.acquire(Timeout::Try), Err(SyncError::Deadlock)), "by the thread itself");
    // Another process is told that it is held, and cannot release it.
    joined(vec![Fork::free(|| {
        assert!(matches!(lock.acquire(Timeout::Try), Err(SyncError::WouldBlock { .. })));
        // SAFETY: there is no guard.
        assert!(matches!(unsafe { lock.release() }, Err(SyncError::NotOwner)));
        assert_eq!(owner(), Some(own));
    })]);
    // SAFETY: this thread acquired it above, and there is no guard.
    unsafe { lock.release() }.unwrap();
    assert_eq!(owner(), None);
    // SAFETY: there is no guard.
    assert!(matches!(unsafe { lock.release() }, Err(SyncError::NotOwner)), "it is held no longer");

    // By a scope.
    let guard = lock.get_lock().unwrap();
    assert_eq!(owner(), Some(own));
    drop(guard);
    assert_eq!(owner(), None);

    // Held by another thread, and by another process.
    thread::scope(|scope| {
        let guard = lock.get_lock().unwrap();
        let other = scope.spawn(|| {
            assert!(matches!(lock.try_get_lock(), Err(SyncError::WouldBlock { .. })));
            lock.holder()
        });
        assert_eq!(other.join().unwrap(), lock.holder());
        drop(guard);
    });
    let holder = holding(|| {
        assert_eq!(lock.acquire(LONG).unwrap().how(), Acquired::Clean);
        assert_eq!(owner(), Some(std::process::id()));
    });
    assert_eq!(owner(), Some(holder.pid()));
    // What no other lock of the family does: it comes back, and the next owner is told.
    holder.kill();
    assert_eq!(lock.acquire(LONG).unwrap().how(), Acquired::OwnerDied);
    // SAFETY: as above.
    unsafe { lock.release() }.unwrap();
}

fn recursive_lock() {
    const DEPTH: u32 = 3;
    let lock = Shared::anonymous(Nested { number: 0 }).unwrap();
    let is_held = || lock.holder().is_some();
    assert!(!is_held());
    let mut guards = Vec::new();
    for depth in 1..=DEPTH {
        guards.push(lock.get_lock().unwrap());
        assert_eq!(guards[0].depth(), depth);
    }
    joined(vec![Fork::free(|| {
        assert_eq!(guards[0].depth(), 0, "a forked child holds nothing");
        assert!(matches!(lock.try_get_lock(), Err(SyncError::WouldBlock { .. })));
    })]);
    while let Some(guard) = guards.pop() {
        assert!(is_held());
        drop(guard);
    }
    assert!(!is_held());
    // SAFETY: there is no guard.
    assert!(matches!(unsafe { lock.release() }, Err(SyncError::NotOwner)));

    // Threads and processes take turns, each as deep as it likes.
    let as_deep = |depth: u32| {
        let guards: Vec<_> = (0..depth).map(|_| lock.get_lock_within(LONG).unwrap()).collect();
        assert_eq!(guards[0].depth(), depth);
    };
    let processes = (1..=DEPTH).map(|depth| Fork::free(move || as_deep(depth))).collect();
    thread::scope(|scope| {
        for depth in 1..=DEPTH {
            scope.spawn(move || as_deep(depth));
        }
    });
    joined(processes);
    let holder = holding(|| std::mem::forget(lock.get_lock().unwrap()));
    assert_eq!(lock.holder().and_then(|owner| owner.pid()), Some(holder.pid()));
}

/// A mutex in memory of one's own.
fn placed(recursive: bool) {
    const LEVELS: usize = 3;
    let board = Board::new(Mutex::SIZE.div_ceil(8));
    // SAFETY: as many bytes as a mutex has, for nothing else, and mapped as long as it is used.
    let mutex = unsafe { Mutex::from_buffer(board.start(), Mutex::SIZE) }.unwrap();
    // SAFETY: nobody uses it yet.
    unsafe { mutex.initialize(MutexOptions { recursive, ..Default::default() }) }.unwrap();
    assert!(matches!(mutex.release(), Err(SyncError::NotOwner)));
    mutex.acquire(Timeout::Never).unwrap();
    if recursive {
        for _ in 1..LEVELS {
            mutex.acquire(Timeout::Try).unwrap();
        }
        for _ in 1..LEVELS {
            mutex.release().unwrap();
        }
    } else {
        assert!(matches!(mutex.acquire(Timeout::Try), Err(SyncError::Deadlock)));
    }
    joined(vec![Fork::free(|| {
        assert!(matches!(mutex.acquire(Timeout::Try), Err(SyncError::WouldBlock { .. })));
        assert!(matches!(mutex.release(), Err(SyncError::NotOwner)));
    })]);
    mutex.release().unwrap();
    assert!(matches!(mutex.release(), Err(SyncError::NotOwner)));
    drop(mutex.lock().unwrap());

    // Another process waits for it and has it when it is released.
    let has_it = Board::new(1);
    let guard = mutex.lock().unwrap();
    let other = Fork::free(|| {
        mutex.acquire(Timeout::After(LONG)).unwrap();
        has_it[0].store(1, SeqCst);
        mutex.release().unwrap();
    });
    assert_eq!(has_it[0].load(SeqCst), 0);
    drop(guard);
    until(|| has_it[0].load(SeqCst) == 1);
    joined(vec![other]);
}
