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
    /// Puts the first value in, as version 0, before anybody else can look.
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

/// A value whose lock the calling thread holds. What only the owner may do takes this as its
/// receiver.
///
/// It is made for one step at a time: it is not kept while code runs that may release the lock,
/// wait or fork.
#[derive(Debug)]
pub(crate) struct Held<'a, L> {
    value: &'a Versioned<L>,
    /// Not `Send`, and not `Sync`: the lock belongs to the thread.
    thread: PhantomData<*mut ()>,
}

impl<L> Held<'_, L> {
    /// Copies the committed value to `out`. No writer can be faster.
    #[inline(always)]
    pub(crate) fn read_into<T: Pod<Layout = L>>(&self, out: &mut MaybeUninit<T>) -> Result<(), Corrupt> {
        let slot = self.value.slot(self.version());
        if const { copy::is_whole::<T>() } {
            // SAFETY: `is_whole`.
            *out = unsafe { copy::whole(slot) };
            return Ok(());
        }
        pod::read_into(slot, out)
    }

    /// A copy of the committed value.
    #[inline(always)]
    pub(crate) fn read<T: Pod<Layout = L>>(&self) -> Result<T, Corrupt> {
        let mut value = MaybeUninit::uninit();
        self.read_into(&mut value)?;
        // SAFETY: `read_into` returned `Ok`, so it initialized the value.
        Ok(unsafe { value.assume_init() })
    }

    /// Calls `with` with a copy of the committed value. A large value would be copied once more if
    /// [`read`](Self::read) returned it in a `Result`.
    ///
    /// `with` may be a user's closure, so this is taken away first.
    #[inline(always)]
    pub(crate) fn with_copy<T: Pod<Layout = L>, R>(self, with: impl FnOnce(&mut T) -> R) -> Result<R, Corrupt> {
        let mut value = MaybeUninit::uninit();
        self.read_into(&mut value)?;
        // SAFETY: `read_into` returned `Ok`, so it initialized the value.
        Ok(with(unsafe { value.assume_init_mut() }))
    }

    /// Commits `value`.
    #[inline(always)]
    pub(crate) fn commit<T: Pod<Layout = L>>(&self, value: &T) {
        let next = self.next_version();
        self.write_slot(next, value);
        self.value.version.store(next, Release);
    }

    /// [`commit`](Self::commit) of a value that functions of the program have converted.
    #[inline(always)]
    pub(crate) fn commit_converted(&self, value: &Converted<'_, L>)
    where
        L: Cells,
    {
        self.prepare_converted(value);
        self.publish();
    }

    /// [`prepare`](Self::prepare) of a value that functions of the program have converted.
    #[inline(always)]
    pub(crate) fn prepare_converted(&self, value: &Converted<'_, L>)
    where
        L: Cells,
    {
        fence(Release);
        value.copy_to(self.value.slot(self.next_version()));
    }

    /// Writes `value` where no reader looks before the version is `next`.
    #[inline(always)]
    fn write_slot<T: Pod<Layout = L>>(&self, next: u64, value: &T) {
        fence(Release);
        pod::write(value, self.value.slot(next));
    }

    /// Writes `value`, to be [published](Self::publish) later.
    pub(crate) fn prepare<T: Pod<Layout = L>>(&self, value: &T) {
        self.write_slot(self.next_version(), value);
    }

    /// A copy of what was [prepared](Self::prepare).
    pub(crate) fn read_prepared<T: Pod<Layout = L>>(&self) -> Result<T, Corrupt> {
        pod::read_out(self.value.slot(self.next_version()))
    }

    /// Commits what was [prepared](Self::prepare).
    pub(crate) fn publish(&self) {
        self.value.version.store(self.next_version(), Release);
    }

    /// Counts an owner that was found dead.
    pub(crate) fn count_recovery(&self) {
        self.value.recoveries.store(self.value.recoveries().wrapping_add(1), Relaxed);
    }

    /// The word that says where nested sections are; see `Nest`.
    pub(crate) fn nest(&self) -> &AtomicU32 {
        &self.value.nest
    }

    /// The committed version, which only the calling thread can change.
    #[inline(always)]
    fn version(&self) -> u64 {
        self.value.version.load(Relaxed)
    }

    #[inline(always)]
    fn next_version(&self) -> u64 {
        self.version().wrapping_add(1)
    }
}
