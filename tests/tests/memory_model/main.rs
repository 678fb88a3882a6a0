//! Every order in which readers and writers of a versioned value can meet, and every value that the
//! memory model lets them see: the runtime's own `versioned`, compiled here with loom's atomics.
//!
//! With any one of its orderings weakened, the same model has to find a fault.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by a panic")]

mod atomic;
#[path = "../models/explore.rs"]
mod explore;
mod pod;

/// What `versioned` names as `crate::timeout`.
mod timeout {
    #[derive(Clone, Copy)]
    pub(crate) struct Deadline;
}

/// What `versioned` names as `crate::watchers`. Sleeping has a model of its own:
/// `no_wake_up_is_lost`.
mod watchers {
    use crate::timeout::Deadline;

    /// How watching ended; only its moving is modelled.
    #[derive(Debug)]
    #[allow(dead_code, reason = "`versioned` passes it on, and reads it nowhere")]
    pub(crate) enum Watch {
        Moved,
        TimedOut,
    }

    #[derive(Debug)]
    pub(crate) struct Watchers(pub(crate) crate::atomic::AtomicU32);

    impl Watchers {
        pub(crate) fn are_there(&self) -> bool {
            let Self(_unused) = self;
            false
        }

        #[allow(clippy::unused_self, reason = "the signature of the runtime's")]
        pub(crate) fn wake_all(&self) {}

        #[allow(clippy::unused_self, reason = "the signature of the runtime's")]
        pub(crate) fn sleep_until(&self, moved: impl Fn() -> bool, _: Deadline) -> Watch {
            if moved() { Watch::Moved } else { Watch::TimedOut }
        }
    }
}

#[path = "../../../sync-runtime/src/versioned/mod.rs"]
#[allow(dead_code, clippy::inline_always, reason = "the runtime uses all of it, and inlines what is measured")]
mod versioned;

use atomic::{WEAKNESS, Weakness};
use explore::explore;
use loom::sync::{Arc, Mutex};
use loom::thread;
use pod::{ARRAY, Layout, MADE, Pair, Pod, STRUCT};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::mem::{self, MaybeUninit};
use std::panic;
use versioned::Versioned;

/// The fields of a [`Versioned`], which the runtime makes of zeroes, as loom's atomics cannot be.
#[repr(C, align(64))]
struct Twin {
    slots: [Layout; 2],
    version: atomic::AtomicU64,
    watchers: watchers::Watchers,
    nest: atomic::AtomicU32,
    recoveries: atomic::AtomicU32,
}

/// A value that is number 0.
fn versioned() -> Versioned<Layout> {
    let cells = || [loom::sync::atomic::AtomicU64::new(0), loom::sync::atomic::AtomicU64::new(0)];
    let twin = Twin {
        slots: [cells(), cells()],
        version: atomic::AtomicU64::new(0),
        watchers: watchers::Watchers(atomic::AtomicU32::new(0)),
        nest: atomic::AtomicU32::new(0),
        recoveries: atomic::AtomicU32::new(0),
    };
    // SAFETY: the same fields in the same order, both `repr(C, align(64))`; the compiler compares
    // the sizes.
    unsafe { mem::transmute::<Twin, Versioned<Layout>>(twin) }
}

/// Reads without the lock: a whole value, and the one that belongs to its version.
fn load<T: Pod<Layout = Layout>>(value: &Versioned<Layout>) -> u64 {
    let mut out = MaybeUninit::<T>::uninit();
    let version = value.load(&mut out).unwrap();
    // SAFETY: `load` returned `Ok`.
    assert_eq!(unsafe { out.assume_init() }, T::from([version; 2]), "torn");
    version
}

/// Commits the next number. The lock is held, or there is no other writer.
fn commit<T: Pod<Layout = Layout>>(value: &Versioned<Layout>) {
    let next = value.version() + 1;
    // SAFETY: the caller's.
    unsafe { value.held() }.commit(&T::from([next; 2]));
}

thread_local! {
    /// Which versions the reader of two commits has seen, in all orders together.
    static SEEN: RefCell<BTreeSet<u64>> = const { RefCell::new(BTreeSet::new()) };
}

/// One writer that commits twice, and a reader.
fn two_commits_and_a_reader<T: Pod<Layout = Layout>>() {
    let value = Arc::new(versioned());
    let writer = {
        let value = Arc::clone(&value);
        thread::spawn(move || (0..2).for_each(|_| commit::<T>(&value)))
    };
    let seen = load::<T>(&value);
    SEEN.with_borrow_mut(|all| all.insert(seen));
    writer.join().unwrap();
    assert_eq!(load::<T>(&value), 2);
}

/// Two writers under a lock, and a reader.
fn two_writers_and_a_reader<T: Pod<Layout = Layout>>() {
    let value = Arc::new(versioned());
    let lock = Arc::new(Mutex::new(()));
    let writers = [(); 2].map(|()| {
        let (value, lock) = (Arc::clone(&value), Arc::clone(&lock));
        thread::spawn(move || {
            let _held = lock.lock().unwrap();
            commit::<T>(&value);
        })
    });
    load::<T>(&value);
    for writer in writers {
        writer.join().unwrap();
    }
    assert_eq!(load::<T>(&value), 2);
}

/// A nest of sections: prepared twice, published once; and once more, and a reader.
fn a_nest_and_a_reader<T: Pod<Layout = Layout>>() {
    let value = Arc::new(versioned());
    let writer = {
        let value = Arc::clone(&value);
        thread::spawn(move || {
            // SAFETY: there is no other writer.
            let held = unsafe { value.held() };
            held.prepare(&T::from([7; 2]));
            held.prepare(&T::from([1; 2]));
            held.publish();
            commit::<T>(&value);
        })
    };
    load::<T>(&value);
    writer.join().unwrap();
    assert_eq!(load::<T>(&value), 2);
}

#[test]
fn readers_see_whole_values_in_every_order() {
    for (name, preemptions, model) in [
        ("two commits and a reader", None, two_commits_and_a_reader::<Pair<STRUCT>> as fn()),
        ("the same, copied whole", None, two_commits_and_a_reader::<Pair<ARRAY>>),
        ("the same, by a copy", None, two_commits_and_a_reader::<Pair<MADE>>),
        ("a nest and a reader", None, a_nest_and_a_reader::<Pair<STRUCT>>),
        ("two writers and a reader", Some(2), two_writers_and_a_reader::<Pair<STRUCT>>),
    ] {
        let orders = explore(Weakness::Nowhere, preemptions, model);
        let end = preemptions.map_or("to the end".to_owned(), |bound| format!("with up to {bound} preemptions"));
        println!("{name}: {orders} orders, {end}");
        assert!(orders > 10, "{name}: {orders} orders");
    }
    let seen = SEEN.with_borrow(|all| all.iter().copied().collect::<Vec<_>>());
    assert_eq!(seen, [0, 1, 2], "the reader came before, between and after");
}

/// Whether the model of two commits finds a torn value, on every way.
fn is_found(weakness: Weakness) {
    for model in [
        two_commits_and_a_reader::<Pair<STRUCT>>,
        two_commits_and_a_reader::<Pair<ARRAY>>,
        two_commits_and_a_reader::<Pair<MADE>>,
    ] {
        let found = panic::catch_unwind(|| explore(weakness, None, model));
        WEAKNESS.set(Weakness::Nowhere);
        let fault = found.expect_err("the weakness goes unnoticed");
        let said = fault.downcast_ref::<String>().unwrap();
        assert!(said.contains("torn"), "{said}");
    }
}

#[test]
fn a_store_of_the_version_that_does_not_release_is_found() {
    is_found(Weakness::ReleaseOfTheStore);
}

#[test]
fn a_load_of_the_version_that_does_not_acquire_is_found() {
    is_found(Weakness::AcquireOfTheLoad);
}

#[test]
fn a_missing_release_fence_is_found() {
    is_found(Weakness::ReleaseFence);
}

#[test]
fn a_missing_acquire_fence_is_found() {
    is_found(Weakness::AcquireFence);
}
