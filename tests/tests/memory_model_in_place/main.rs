//! Every order in which readers without the lock and writers in place can meet, and every value
//! that the memory model lets them see: the runtime's own `twin`, compiled here with loom's
//! atomics.
//!
//! With any one of its orderings weakened, a model has to find a fault.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by a panic")]

mod atomic;
#[path = "../models/explore.rs"]
mod explore;

/// What `twin` names as `crate::pod`: values of two cells that are always equal.
mod pod {
    use crate::atomic::AtomicU64;

    pub(crate) type Layout = [AtomicU64; 2];

    pub(crate) trait Cells {}

    impl Cells for Layout {}

    pub(crate) mod copy {
        use super::Layout;
        use core::sync::atomic::Ordering::Relaxed;

        pub(crate) fn prefetch(_: *const u8) {}

        /// Copies a value. The rest of its line is nothing that loom knows.
        #[allow(clippy::cast_ptr_alignment, reason = "lines are aligned")]
        pub(crate) unsafe fn lines(from: *const u8, to: *mut u8, len: usize) {
            assert_eq!(len, 64);
            // SAFETY: the models' slots begin with a value.
            let (from, to) = (unsafe { &*from.cast::<Layout>() }, unsafe { &*to.cast::<Layout>() });
            to.iter().zip(from).for_each(|(to, from)| to.store(from.load(Relaxed), Relaxed));
        }
    }
}

#[path = "../models/around_twin.rs"]
mod around_twin;

use around_twin::{sys, timeout, watchers};

#[path = "../../../sync-runtime/src/twin/mod.rs"]
#[allow(dead_code, clippy::inline_always, reason = "the runtime uses all of it, and inlines what is measured")]
mod twin;

use atomic::{AtomicU64, DIES, HAS_RELEASED, OWNS, WEAKNESS, Weakness};
use explore::explore;
use loom::sync::{Arc, Mutex};
use loom::thread;
use pod::Layout;
use std::cell::{RefCell, UnsafeCell};
use std::collections::BTreeSet;
use std::mem::MaybeUninit;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::Ordering::Relaxed;
use sys::fork::Generation;
use twin::{Pen, Room, Twin};

/// A slot: a value, and what the rest of its line is.
#[repr(C, align(64))]
struct Slot(Layout);

/// The fields of a [`Twin`], which the runtime makes of zeroes, as loom's atomics cannot be; and
/// what is behind it.
#[repr(C, align(64))]
struct Fields {
    version: AtomicU64,
    watchers: watchers::Watchers,
    recoveries: loom::sync::atomic::AtomicU32,
    log: [AtomicU64; 6],
    slots: [Slot; 2],
    /// The models change one line: nothing is ever written here.
    halves: [MaybeUninit<u64>; 128],
}

/// A value, number 0, and its lock.
struct Value {
    fields: Box<UnsafeCell<Fields>>,
    lock: Mutex<()>,
}

// SAFETY: what is used of the fields is atomic.
unsafe impl Send for Value {}
// SAFETY: as for `Send`.
unsafe impl Sync for Value {}

impl Value {
    fn new() -> Self {
        let slot = || Slot([AtomicU64::new(0), AtomicU64::new(0)]);
        let fields = Box::new(UnsafeCell::new(Fields {
            version: AtomicU64::new(0),
            watchers: watchers::Watchers(0),
            recoveries: loom::sync::atomic::AtomicU32::new(0),
            log: [(); 6].map(|()| AtomicU64::new(0)),
            slots: [slot(), slot()],
            halves: [MaybeUninit::new(0); 128],
        }));
        fields.get().expose_provenance();
        Self { fields, lock: Mutex::new(()) }
    }

    fn twin(&self) -> &Twin<Layout> {
        const { assert!(size_of::<Fields>() == Twin::<Layout>::SIZE) };
        // SAFETY: the same fields in the same order; the compiler compares the sizes.
        unsafe { &*self.fields.get().cast() }
    }

    /// Does what an owner of the lock does. If it dies, the lock is free.
    fn lock(&self, work: impl FnOnce(Pen<'_>)) {
        let _held = self.lock.lock().unwrap();
        OWNS.with(|owns| owns.set(true));
        // The owner before stored that.
        HAS_RELEASED.set(false);
        let _died = panic::catch_unwind(AssertUnwindSafe(|| {
            let room = Room::new();
            // SAFETY: the lock is held, and all fields are valid and exposed.
            let tip = unsafe { self.twin().tip(&room, Generation::current()) };
            // SAFETY: made with these room right above.
            work(unsafe { tip.pen(&room) });
        }));
        OWNS.with(|owns| owns.set(false));
    }

    /// Writes the first `cells` cells of the next number.
    fn write(&self, pen: Pen<'_>, cells: usize) {
        let next = self.twin().version() + 1;
        for cell in &self.twin().working(pen)[..cells] {
            pen.before_write(std::ptr::from_ref(cell).cast(), size_of::<u64>(), size_of::<u64>());
            cell.store(next, Relaxed);
        }
    }

    /// Commits the next number.
    fn commit(&self, pen: Pen<'_>) {
        self.write(pen, 2);
        assert!(pen.commit());
    }

    /// Reads without the lock, looking after each cell, as a view does: what is whole is of the
    /// version.
    fn look(&self) {
        let (look, cells) = self.twin().look();
        for cell in cells {
            let number = cell.load(Relaxed);
            if !look.is_whole() {
                return;
            }
            assert_eq!(number, look.version(), "torn");
        }
        SEEN.with_borrow_mut(|all| all.insert(look.version()));
    }

    /// The same, with one look for the whole.
    fn look_once(&self) {
        let (look, cells) = self.twin().look();
        let numbers = cells.each_ref().map(|cell| cell.load(Relaxed));
        if look.is_whole() {
            assert_eq!(numbers, [look.version(); 2], "torn");
            SEEN.with_borrow_mut(|all| all.insert(look.version()));
        }
    }
}

thread_local! {
    /// Which versions readers have seen, in all orders together.
    static SEEN: RefCell<BTreeSet<u64>> = const { RefCell::new(BTreeSet::new()) };
}

/// A reader, and what each of the writers does, one after the other or both at once.
fn meet<const N: usize>(read: fn(&Value), writers: [fn(&Value); N], last: u64) {
    DIES.set(false);
    let value = Arc::new(Value::new());
    let writers = writers.map(|write| {
        let value = Arc::clone(&value);
        thread::spawn(move || write(&value))
    });
    read(&value);
    for writer in writers {
        writer.join().unwrap();
    }
    value.look();
    assert_eq!(value.twin().version(), last);
}

fn twice(value: &Value) {
    value.lock(|pen| value.commit(pen));
    value.lock(|pen| value.commit(pen));
}

/// As `guard.commit()` and the end of the guard.
fn twice_by_one_owner(value: &Value) {
    value.lock(|pen| {
        value.commit(pen);
        value.commit(pen);
    });
}

fn once(value: &Value) {
    value.lock(|pen| value.commit(pen));
}

/// Half a change, and then a whole one.
fn after_a_death(value: &Value) {
    // Killed before its commit.
    value.lock(|pen| value.write(pen, 1));
    value.lock(|pen| value.commit(pen));
}

/// Killed behind its commit, before it copied anything; and then a whole one.
fn after_a_death_behind_a_commit(value: &Value) {
    value.lock(|pen| {
        value.write(pen, 2);
        DIES.set(true);
        pen.commit();
    });
    value.lock(|pen| value.commit(pen));
}

fn two_commits() {
    meet(Value::look, [twice], 2);
}

fn two_commits_seen_at_once() {
    meet(Value::look_once, [twice], 2);
}

fn two_commits_of_one_owner() {
    meet(Value::look_once, [twice_by_one_owner], 2);
}

fn two_writers() {
    meet(Value::look_once, [once, once], 2);
}

fn a_death_before_the_commit() {
    meet(Value::look_once, [after_a_death], 1);
}

fn a_death_behind_the_commit() {
    meet(Value::look_once, [after_a_death_behind_a_commit], 2);
}

#[test]
fn readers_see_whole_values_in_every_order() {
    for (name, preemptions, model) in [
        ("two commits and a reader", None, two_commits as fn()),
        ("the same, seen at once", None, two_commits_seen_at_once),
        ("two commits of one owner and a reader", None, two_commits_of_one_owner),
        ("two writers and a reader", Some(2), two_writers),
        ("an owner that dies or rolls back before it commits", None, a_death_before_the_commit),
        ("an owner that dies behind its commit", None, a_death_behind_the_commit),
    ] {
        let orders = explore(Weakness::Nowhere, preemptions, model);
        let end = preemptions.map_or("to the end".to_owned(), |bound| format!("with up to {bound} preemptions"));
        println!("{name}: {orders} orders, {end}");
        assert!(orders > 10, "{name}: {orders} orders");
    }
    let seen = SEEN.with_borrow(|all| all.iter().copied().collect::<Vec<_>>());
    assert_eq!(seen, [0, 1, 2], "readers came before, between and after");
}

/// Whether a model finds a torn value.
fn is_found(weakness: Weakness, model: fn()) {
    let found = panic::catch_unwind(|| explore(weakness, Some(3), model));
    WEAKNESS.set(Weakness::Nowhere);
    let fault = found.expect_err("the weakness goes unnoticed");
    let said = fault.downcast_ref::<String>().unwrap();
    assert!(said.contains("torn"), "{said}");
}

#[test]
fn a_store_of_the_version_that_does_not_release_is_found() {
    is_found(Weakness::ReleaseOfTheStore, two_commits_seen_at_once);
}

#[test]
fn a_load_of_the_version_that_does_not_acquire_is_found() {
    is_found(Weakness::AcquireOfTheLoad, two_commits_seen_at_once);
}

#[test]
fn a_missing_fence_of_the_commit_is_found() {
    is_found(Weakness::FenceOfTheCommit, two_commits_of_one_owner);
}

#[test]
fn a_missing_fence_of_the_owner_is_found() {
    is_found(Weakness::FenceOfTheOwner, two_writers);
}

#[test]
fn a_missing_fence_of_the_reader_is_found() {
    is_found(Weakness::FenceOfTheReader, two_commits_seen_at_once);
}
