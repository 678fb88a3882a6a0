//! Handles are cheap copies for any thread; the memory stays until the last one is gone; guards
//! stay where they are.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::fs;
use std::marker::PhantomData;
use std::os::unix::fs::MetadataExt as _;
use std::sync::mpsc;
use std::thread;
use sync_runtime::{
    LockGuard, Locked, Mutex, MutexGuard, OwnedGuard, OwnedMutex, Pod, RecursiveGuard, Shared, SharedLocked, SyncError,
};
use tests::Name;

/// How often this process has the file of that name mapped. See `proc_pid_maps(5)`: the fifth
/// column is the inode.
fn mappings(name: &Name) -> usize {
    let inode = fs::metadata(name.path()).unwrap().ino().to_string();
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    maps.lines().filter(|line| line.split_whitespace().nth(4) == Some(&inode)).count()
}

#[test]
fn a_handle_goes_from_thread_to_thread() {
    let name = Name::new("handles");
    let first = Shared::create(name.as_str(), 0_u64).unwrap();
    let (give, take) = mpsc::channel::<Shared<u64>>();
    let worker = thread::spawn(move || take.into_iter().map(|handle| handle.with_lock(|n| *n += 1).unwrap()).count());
    for _ in 0..100 {
        give.send(first.clone()).unwrap();
    }
    drop(give);
    assert_eq!(worker.join().unwrap(), 100);
    assert_eq!(first.load().unwrap(), 100);
    assert_eq!(mappings(&name), 1, "clones share one mapping");
}

#[test]
fn the_last_handle_unmaps_and_no_other() {
    let name = Name::new("last");
    let first = Shared::create(name.as_str(), 5_u64).unwrap();
    let second = Shared::<u64>::open(name.as_str()).unwrap();
    assert_eq!(mappings(&name), 1, "a process maps a segment once");
    let clones: Vec<_> = (0..10).map(|_| second.clone()).collect();
    drop(first);
    drop(second);
    assert_eq!(mappings(&name), 1);
    let last = clones.into_iter().next_back().unwrap();
    assert_eq!(last.load().unwrap(), 5);
    drop(last);
    assert_eq!(mappings(&name), 0);
}

#[test]
fn a_lock_is_the_threads_whichever_handle_it_came_by() {
    let name = Name::new("threads-lock");
    let first = Shared::create(name.as_str(), 0_u64).unwrap();
    let second = Shared::<u64>::open(name.as_str()).unwrap();
    let guard = first.get_lock().unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            let error = second.try_get_lock().unwrap_err();
            let SyncError::WouldBlock { holder } = error else { panic!("{error:?}") };
            assert_eq!(holder.pid(), Some(std::process::id()));
            assert_ne!(holder.tid(), Some(tests::mutexes::this_thread()));
        });
    });
    assert!(matches!(second.try_get_lock(), Err(SyncError::Deadlock)));
    drop(guard);
    assert!(second.try_get_lock().is_ok());
}

/// Whether a type is `Send`, or whatever the trait is: the constant of the type itself comes before
/// that of the trait.
macro_rules! is {
    ($trait:ident, $type:ty) => {{
        #[allow(dead_code, reason = "one of the two constants is shadowed")]
        trait No {
            const ANSWER: bool = false;
        }
        struct Asked<T: ?Sized>(PhantomData<T>);
        impl<T: ?Sized> No for Asked<T> {}
        #[allow(dead_code, reason = "one of the two constants is shadowed")]
        impl<T: ?Sized + $trait> Asked<T> {
            const ANSWER: bool = true;
        }
        <Asked<$type>>::ANSWER
    }};
}

#[derive(Pod)]
struct Part(#[allow(dead_code, reason = "its type matters")] u8);

#[derive(SharedLocked)]
struct Value {
    #[allow(dead_code, reason = "its type matters")]
    part: Part,
}

#[derive(SharedLocked)]
#[shared(lock = recursive)]
struct Nested {
    #[allow(dead_code, reason = "its type matters")]
    part: Part,
}

#[test]
fn who_may_leave_its_thread() {
    assert!(is!(Send, Shared<Value>) && is!(Sync, Shared<Value>));
    assert!(is!(Send, Locked<Value>) && is!(Sync, Locked<Value>));
    assert!(is!(Send, Mutex) && is!(Sync, Mutex));
    assert!(is!(Send, OwnedMutex) && is!(Sync, OwnedMutex));
    assert!(is!(Send, SyncError) && is!(Sync, SyncError));
    // The lock belongs to the thread.
    assert!(!is!(Send, LockGuard<'static, Value>) && !is!(Send, MutexGuard<'static>));
    assert!(
        !is!(Send, OwnedGuard<Value>) && !is!(Send, OwnedGuard<Nested>) && !is!(Send, RecursiveGuard<'static, Nested>)
    );
    // Two threads must not use one guard: it would be the guard of one of them alone.
    assert!(!is!(Sync, RecursiveGuard<'static, Nested>) && !is!(Sync, OwnedGuard<Nested>));
}
