//! Every order in which readers and writers of a versioned value can meet, and every value that the
//! memory model lets them see: the runtime's own `versioned.rs`, compiled here with loom's atomics.
//!
//! With any one of its orderings weakened, the same model has to find a fault.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by a panic")]

/// What `versioned.rs` names as `crate::atomic`: loom's, with one weakness if there is to be one.
mod atomic {
    pub(crate) use core::sync::atomic::Ordering;
    use std::cell::Cell;

    /// Which ordering is missing.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub(crate) enum Weakness {
        Nowhere,
        ReleaseOfTheStore,
        AcquireOfTheLoad,
        ReleaseFence,
        AcquireFence,
    }

    thread_local! {
        /// Loom runs all threads of a model on one thread.
        pub(crate) static WEAKNESS: Cell<Weakness> = const { Cell::new(Weakness::Nowhere) };
    }

    fn unless(weakness: Weakness, ordering: Ordering) -> Ordering {
        if WEAKNESS.get() == weakness { Ordering::Relaxed } else { ordering }
    }

    /// The version is the only one of them; values have cells of their own.
    #[derive(Debug)]
    pub(crate) struct AtomicU64(loom::sync::atomic::AtomicU64);

    impl AtomicU64 {
        pub(crate) fn new(value: u64) -> Self {
            Self(loom::sync::atomic::AtomicU64::new(value))
        }

        pub(crate) fn load(&self, ordering: Ordering) -> u64 {
            let acquire = ordering == Ordering::Acquire;
            self.0.load(if acquire { unless(Weakness::AcquireOfTheLoad, ordering) } else { ordering })
        }

        pub(crate) fn store(&self, value: u64, ordering: Ordering) {
            let release = ordering == Ordering::Release;
            self.0.store(value, if release { unless(Weakness::ReleaseOfTheStore, ordering) } else { ordering });
        }
    }

    pub(crate) use loom::sync::atomic::AtomicU32;

    pub(crate) fn fence(ordering: Ordering) {
        let missing = match ordering {
            Ordering::Acquire => Weakness::AcquireFence,
            Ordering::Release => Weakness::ReleaseFence,
            _ => Weakness::Nowhere,
        };
        if missing == Weakness::Nowhere || WEAKNESS.get() != missing {
            loom::sync::atomic::fence(ordering);
        }
    }
}

/// What `versioned.rs` names as `crate::pod`: values of two cells that are always equal.
mod pod {
    use core::fmt::Debug;
    use core::mem::MaybeUninit;
    use loom::sync::atomic::{AtomicU64, Ordering::Relaxed};

    #[derive(Debug)]
    pub(crate) struct Corrupt;

    pub(crate) type Layout = [AtomicU64; 2];

    pub(crate) trait Cells {}

    impl Cells for Layout {}

    /// Not modelled: what it writes is written as `write` does.
    pub(crate) struct Converted<'a, L>(core::marker::PhantomData<&'a L>);

    impl<L> Converted<'_, L> {
        #[allow(clippy::unused_self, reason = "the signature of the runtime's")]
        pub(crate) fn copy_to(&self, _: &L) {
            unreachable!("no value of the models is converted")
        }
    }

    pub(crate) trait Pod: Debug + PartialEq + From<[u64; 2]> + 'static {
        type Layout;
        /// Whether it takes the way of large arrays.
        const WHOLE: bool;
        const PLAIN: bool = false;
        const SCHEMA: &'static Schema;
        /// A private copy of the cells.
        fn copied(cells: &Self::Layout) -> Self::Layout;
        fn write_cells(&self, cells: &Self::Layout);
        fn read_into(cells: &Self::Layout, out: &mut MaybeUninit<Self>) -> Result<(), Corrupt>;
    }

    /// Which way a value takes.
    pub(crate) struct Schema {
        code: bool,
    }

    impl Schema {
        pub(crate) const fn runs_code(&self) -> bool {
            self.code
        }

        #[allow(clippy::unused_self, reason = "the signature of the runtime's")]
        pub(crate) const fn is_total(&self) -> bool {
            false
        }
    }

    /// The way of structs.
    pub(crate) const STRUCT: u8 = 0;
    /// The way of large arrays.
    pub(crate) const ARRAY: u8 = 1;
    /// The way of types that functions of the program make or check.
    pub(crate) const MADE: u8 = 2;

    /// From so many bytes on, a copy is made in the heap.
    pub(crate) const ON_HEAP: usize = 1 << 16;

    /// A value that takes one of these ways.
    #[derive(Debug, PartialEq)]
    pub(crate) struct Pair<const WAY: u8>([u64; 2]);

    impl<const WAY: u8> From<[u64; 2]> for Pair<WAY> {
        fn from(values: [u64; 2]) -> Self {
            Self(values)
        }
    }

    impl<const WAY: u8> Pod for Pair<WAY> {
        type Layout = Layout;

        const WHOLE: bool = WAY == ARRAY;
        const SCHEMA: &'static Schema = &Schema { code: WAY == MADE };

        fn copied(cells: &Layout) -> Layout {
            cells.each_ref().map(|cell| AtomicU64::new(cell.load(Relaxed)))
        }

        fn write_cells(&self, cells: &Layout) {
            for (cell, value) in cells.iter().zip(self.0) {
                cell.store(value, Relaxed);
            }
        }

        fn read_into(cells: &Layout, out: &mut MaybeUninit<Self>) -> Result<(), Corrupt> {
            out.write(Self(cells.each_ref().map(|cell| cell.load(Relaxed))));
            Ok(())
        }
    }

    pub(crate) fn write<T: Pod>(value: &T, cells: &T::Layout) {
        value.write_cells(cells);
    }

    pub(crate) fn read_into<T: Pod>(cells: &T::Layout, out: &mut MaybeUninit<T>) -> Result<(), Corrupt> {
        T::read_into(cells, out)
    }

    pub(crate) fn read_out<T: Pod>(cells: &T::Layout) -> Result<T, Corrupt> {
        let mut out = MaybeUninit::uninit();
        read_into(cells, &mut out)?;
        // SAFETY: `read_into` returned `Ok`, so it initialized the value.
        Ok(unsafe { out.assume_init() })
    }

    pub(crate) mod copy {
        use super::{MaybeUninit, Pod};

        /// No value of the models is.
        pub(crate) const LARGE: usize = 1 << 16;

        /// # Safety
        ///
        /// `make` initializes all of `out`.
        pub(crate) unsafe trait Maker<T> {
            fn make(&self, out: &mut MaybeUninit<T>);
        }

        pub(crate) fn made<T, M: Maker<T>>(maker: &M) -> T {
            let mut value = MaybeUninit::uninit();
            maker.make(&mut value);
            // SAFETY: the maker initialized it.
            unsafe { value.assume_init() }
        }

        pub(crate) fn cells<T: Pod>(cells: &T::Layout, out: &mut MaybeUninit<T::Layout>) {
            out.write(T::copied(cells));
        }

        pub(crate) const fn is_whole<T: Pod>() -> bool {
            T::WHOLE
        }

        /// Safe here, but not in the runtime.
        pub(crate) unsafe fn whole<T: Pod>(cells: &T::Layout) -> MaybeUninit<T> {
            let mut out = MaybeUninit::uninit();
            T::read_into(cells, &mut out).unwrap();
            out
        }
    }
}

/// What `versioned.rs` names as `crate::timeout`.
mod timeout {
    #[derive(Clone, Copy)]
    pub(crate) struct Deadline;
}

/// What `versioned.rs` names as `crate::watchers`. Sleeping has a model of its own:
/// `no_wake_up_is_lost.rs`.
mod watchers {
    use crate::timeout::Deadline;

    /// How watching ended; only its moving is modelled.
    #[derive(Debug)]
    #[allow(dead_code, reason = "`versioned.rs` passes it on, and reads it nowhere")]
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

#[path = "../../sync-runtime/src/versioned.rs"]
#[allow(dead_code, clippy::inline_always, reason = "the runtime uses all of it, and inlines what is measured")]
mod versioned;

use atomic::{WEAKNESS, Weakness};
use loom::sync::{Arc, Mutex};
use loom::thread;
use pod::{ARRAY, Layout, MADE, Pair, Pod, STRUCT};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::mem::{self, MaybeUninit};
use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
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

/// Explores a model to its end, or up to so many preemptions, and says in how many orders.
fn explore(weakness: Weakness, preemptions: Option<usize>, model: fn()) -> usize {
    let orders = std::sync::Arc::new(AtomicUsize::new(0));
    let counter = std::sync::Arc::clone(&orders);
    WEAKNESS.set(weakness);
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = preemptions;
    builder.check(move || {
        counter.fetch_add(1, Relaxed);
        model();
    });
    WEAKNESS.set(Weakness::Nowhere);
    orders.load(Relaxed)
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
