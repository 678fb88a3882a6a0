//! A value that is changed by one store: two slots, and a version that says which of them counts.
//!
//! Slot `version & 1` is the committed one. A writer, of which the lock admits one, writes a whole
//! value into the other slot and then stores `version + 1`. A reader copies the committed slot and
//! keeps the copy if the version has not moved meanwhile. So a writer may be killed anywhere: the
//! version has moved, or it has not.
//!
//! A reader that saw a byte of a later write has to see the later version too. Say it read slot `s`
//! under version `v` while the writer of `v + 2` was writing there. That writer's release fence
//! comes after the store of `v + 1` (its own, or one that the lock ordered before it) and before
//! its writes; the reader's acquire fence comes after its reads and before it looks at the version
//! again. The fences synchronize through the byte, so the version is at least `v + 1`.

mod held;

pub(crate) use held::Held;

use crate::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
    fence,
};
use crate::pod::copy::Maker;
use crate::pod::{self, Cells, Converted, Corrupt, Pod, copy};
use crate::timeout::Deadline;
use crate::watchers::{Watch, Watchers};
use core::cell::Cell;
use core::convert::identity;
use core::hint;
use core::marker::PhantomData;
use core::mem::MaybeUninit;

/// A value of some layout `L`, in two slots. On a cache line of its own, away from the lock.
#[derive(Debug)]
#[repr(C, align(64))]
pub(crate) struct Versioned<L> {
    /// First, so that large values begin with a cache line.
    slots: [L; 2],
    version: AtomicU64,
    /// Those who sleep until the version moves.
    watchers: Watchers,
    /// Where nested sections are; see `Nest`. Only the holder of a recursive lock looks at it.
    nest: AtomicU32,
    /// How often the owner of the lock was found dead.
    recoveries: AtomicU32,
}

impl<L> Versioned<L> {
    /// Puts the first value in, as version 0, before any other thread can look.
    pub(crate) fn initialize<T: Pod<Layout = L>>(&self, value: &T) {
        pod::write(value, self.slot(0));
        self.version.store(0, Release);
    }

    /// [`initialize`](Self::initialize), with a value that functions of the program have converted.
    pub(crate) fn initialize_converted(&self, value: &Converted<'_, L>)
    where
        L: Cells,
    {
        value.copy_to(self.slot(0));
        self.version.store(0, Release);
    }

    /// How often a value was committed.
    #[inline(always)]
    pub(crate) fn version(&self) -> u64 {
        self.version.load(Acquire)
    }

    /// The slot in which a value of this version is. Whatever the version is, there is one.
    #[inline(always)]
    fn slot(&self, version: u64) -> &L {
        let [even, odd] = &self.slots;
        if version & 1 == 0 { even } else { odd }
    }

    /// Copies a whole value to `out` and returns its version, without the lock: never waits for a
    /// writer, not even for one that died.
    ///
    /// To where it is to be, and not by way of a `Result`, which would cost a large value another
    /// copy.
    #[inline(always)]
    pub(crate) fn load<T: Pod<Layout = L>>(&self, out: &mut MaybeUninit<T>) -> Result<u64, Corrupt> {
        if const { T::SCHEMA.runs_code() } {
            return self.load_by_copy(out);
        }
        if const { copy::is_whole::<T>() } {
            let mut version = 0;
            // SAFETY: `is_whole`.
            *out = unsafe { self.load_whole(&mut version) };
            return Ok(version);
        }
        if const { size_of::<T>() >= copy::LARGE && T::SCHEMA.is_total() && !cfg!(debug_assertions) } {
            // It never fails, and the compiler should see that.
            let loading = Loading { value: self, version: Cell::new(0) };
            *out = copy::made(&loading);
            return Ok(loading.version.get());
        }
        if let Some(outcome) = self.try_load(out) {
            return outcome;
        }
        if const { size_of::<T>() >= copy::LARGE } {
            return self.load_large_again(out);
        }
        // The compiler should see that a plain type is never damaged, here as above.
        if const { T::PLAIN } {
            let (value, version) = self.load_again(Result::unwrap_or_default);
            *out = value;
            return Ok(version);
        }
        let (value, outcome) = self.load_again(identity);
        *out = value;
        outcome
    }

    /// [`load`](Self::load), unless a writer commits meanwhile.
    #[inline(always)]
    fn try_load<T: Pod<Layout = L>>(&self, out: &mut MaybeUninit<T>) -> Option<Result<u64, Corrupt>> {
        let version = self.version.load(Acquire);
        // What was read counts, even as damaged, only if no writer can have been at it.
        match pod::read_into(self.slot(version), out) {
            Ok(()) => {
                fence(Acquire);
                (self.version.load(Relaxed) == version).then_some(Ok(version))
            }
            Err(corrupt) => self.still_damaged(version, corrupt).map(Err),
        }
    }

    /// The damage found under this version, unless a writer has committed meanwhile. Out of line,
    /// so that a value that is not damaged takes a way without it.
    #[cold]
    #[inline(never)]
    fn still_damaged(&self, version: u64, corrupt: Corrupt) -> Option<Corrupt> {
        fence(Acquire);
        (self.version.load(Relaxed) == version).then_some(corrupt)
    }

    /// [`load`](Self::load), when a writer was faster once. Out of line, so that the others need
    /// not jump over it; and the value is returned, for a caller that gave its address could not
    /// have it in a register.
    #[cold]
    #[inline(never)]
    fn load_again<T: Pod<Layout = L>, O>(&self, seen: impl Fn(Result<u64, Corrupt>) -> O) -> (MaybeUninit<T>, O) {
        let mut out = MaybeUninit::uninit();
        loop {
            hint::spin_loop();
            if let Some(outcome) = self.try_load(&mut out) {
                return (out, seen(outcome));
            }
        }
    }

    /// [`load_large`](Self::load_large), when a writer was faster once. A copy of the cells takes
    /// less time than to read the value out of them: a writer that commits again and again needs
    /// more, for it writes the value.
    #[cold]
    #[inline(never)]
    fn load_large_again<T: Pod<Layout = L>>(&self, out: &mut MaybeUninit<T>) -> Result<u64, Corrupt> {
        self.load_by_copy(out)
    }

    /// [`load`](Self::load) of a value that is in no register.
    #[inline(always)]
    fn load_large<T: Pod<Layout = L>>(&self, out: &mut MaybeUninit<T>) -> Result<u64, Corrupt> {
        match self.try_load(out) {
            Some(outcome) => outcome,
            None => self.load_large_again(out),
        }
    }

    /// [`load`](Self::load) of a type that is copied whole. In a function of its own that returns
    /// the value, for then it is copied once, to where the caller wants it.
    ///
    /// # Safety
    ///
    /// [`copy::is_whole::<T>()`](copy::is_whole).
    #[inline(never)]
    unsafe fn load_whole<T: Pod<Layout = L>>(&self, seen: &mut u64) -> MaybeUninit<T> {
        loop {
            *seen = self.version.load(Acquire);
            // SAFETY: the caller's promise.
            let value = unsafe { copy::whole(self.slot(*seen)) };
            fence(Acquire);
            if self.version.load(Relaxed) == *seen {
                return value;
            }
            hint::spin_loop();
        }
    }

    /// [`load`](Self::load) of a type that functions of the program make or check, which must not
    /// see parts of two values, or of a large one. It copies the cells, and reads the value out of
    /// the copy when that is known to be whole.
    #[inline(never)]
    fn load_by_copy<T: Pod<Layout = L>>(&self, out: &mut MaybeUninit<T>) -> Result<u64, Corrupt> {
        if const { size_of::<L>() >= pod::ON_HEAP } {
            self.load_out_of::<T>(&mut Box::new_uninit(), out)
        } else {
            self.load_out_of::<T>(&mut MaybeUninit::uninit(), out)
        }
    }

    #[inline(always)]
    fn load_out_of<T: Pod<Layout = L>>(
        &self,
        copy: &mut MaybeUninit<L>,
        out: &mut MaybeUninit<T>,
    ) -> Result<u64, Corrupt> {
        loop {
            let version = self.version.load(Acquire);
            copy::cells::<T>(self.slot(version), copy);
            fence(Acquire);
            if self.version.load(Relaxed) == version {
                // SAFETY: `copy::cells` initialized it.
                return pod::read_into(unsafe { copy.assume_init_ref() }, out).map(|()| version);
            }
            hint::spin_loop();
        }
    }

    /// The value as the owner of its lock sees it, and proof that the calling thread is the owner.
    ///
    /// # Safety
    ///
    /// The calling thread holds the lock of this value, in this process, as long as what is
    /// returned is used.
    #[inline(always)]
    pub(crate) unsafe fn held(&self) -> Held<'_, L> {
        Held { value: self, thread: PhantomData }
    }

    /// How often the owner of the lock was found dead.
    pub(crate) fn recoveries(&self) -> u32 {
        self.recoveries.load(Relaxed)
    }

    /// Where a value without a lock is. Its version stays 0.
    #[inline(always)]
    pub(crate) fn unlocked(&self) -> &L {
        let [slot, _] = &self.slots;
        slot
    }

    /// Wakes every watcher. To be called after a commit, and best after the lock was released.
    #[inline(always)]
    pub(crate) fn wake_watchers(&self) {
        if self.watchers.are_there() {
            self.wake_all_watchers();
        }
    }

    /// Generic, as its callers are: so the compiler sees that it does not unwind.
    #[cold]
    #[inline(never)]
    fn wake_all_watchers(&self) {
        self.watchers.wake_all();
    }

    /// Sleeps until the version is another than `seen`, or `has_ended` returns true, and says how
    /// that ended.
    pub(crate) fn watch(&self, seen: u64, has_ended: impl Fn() -> bool, deadline: Deadline) -> Watch {
        self.watchers.sleep_until(|| self.version() != seen || has_ended(), deadline)
    }
}

/// The [`load`](Versioned::load) of a large value that any bytes are.
struct Loading<'a, L> {
    value: &'a Versioned<L>,
    /// That of the value which was loaded.
    version: Cell<u64>,
}

// SAFETY: all `out` is initialized, for a `MaybeUninit` is whatever its bytes are.
unsafe impl<T: Pod> Maker<MaybeUninit<T>> for Loading<'_, T::Layout> {
    #[inline(always)]
    fn make(&self, out: &mut MaybeUninit<MaybeUninit<T>>) {
        let out = out.write(MaybeUninit::uninit());
        self.version.set(self.value.load_large(out).unwrap_or_default());
    }
}
