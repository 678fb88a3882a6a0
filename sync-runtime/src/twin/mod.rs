//! A value that is changed where it is: two slots that are equal but for what is being changed, and
//! a log of where that is.
//!
//! Slot `version & 1` is the committed one. A writer, of which the lock admits one, notes each
//! range in the [log] and then writes it, in the other slot. It commits by one store, of
//! `version + 1`. Then it copies the ranges that are in the log to the slot that counts no longer,
//! and empties the log. The cost follows what is touched, and not the size of the value.
//!
//! # Killed anywhere
//!
//! The slots differ in no line that the log does not name. A range is in the log before it is
//! written, and leaves it after it was copied; every step of the log is one store. So the next
//! owner of the lock copies the ranges of the log from the slot that counts to the other one,
//! whatever the owner before was doing: it had committed, or it had not, and then this undoes what
//! it wrote. The copy itself may be ended anywhere, and done again.
//!
//! # Large ranges
//!
//! After a commit a few large ranges may stay in the log, for the next writer. If it overwrites
//! such a range whole, nothing is copied. Of what it reads or overwrites in part, that part is
//! copied before, and all the rest before it commits.
//!
//! # Readers
//!
//! A reader reads in the committed slot, and what it read counts if the version has not moved by
//! then. A reader that saw a byte of a later write has to see a later version too. Say it read slot
//! `s` under version `v`, which was committed there. A byte of `s` is written after that only by
//! the owner of the lock, either as the catching up after the commit of `v + 1`, or while it
//! prepares `v + 2`, undoes that, or ends what a dead owner began. All of these come after a
//! release fence that comes after the store of `v + 1`: the one in `Pen::commit`, or the one in
//! `Tip::new`, whose owner the lock ordered after that store. The reader's acquire fence comes
//! after its reads and before it looks at the version again. The fences synchronize through the
//! byte, so the version is at least `v + 1`.
//!
//! The version may be 2⁶⁴ commits further and the same again. That takes centuries.

mod entry;
mod join;
pub(crate) mod log;
mod next;
mod notes;
mod pen;
pub(crate) mod place;
mod seen;
pub(crate) mod slot;
mod written;

pub(crate) use notes::Room;
pub(crate) use pen::{Pen, Tip};

use crate::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{Acquire, Relaxed},
    fence,
};
use crate::pod::Cells;
use crate::sys::fork::Generation;
use crate::timeout::Deadline;
use crate::watchers::{Watch, Watchers};
use core::cell::Cell;
use core::mem::offset_of;
use entry::Head;
use place::Place;
use slot::Slot;

/// What is in front of the slots.
#[derive(Debug)]
#[repr(C)]
struct Front {
    version: AtomicU64,
    /// Those who sleep until the version moves.
    watchers: Watchers,
    /// How often the owner of the lock was found dead.
    recoveries: AtomicU32,
    log: Head,
}

/// A value of some layout `L` in two slots. Behind it, in the same memory, are the halves of its
/// log: [`SIZE`](Self::SIZE) bytes in all.
#[derive(Debug)]
#[repr(C, align(64))]
pub(crate) struct Twin<L> {
    front: Front,
    slots: [Slot<L>; 2],
}

impl<L: Cells> Twin<L> {
    /// Entries of both halves of the log.
    const ENTRIES: usize = {
        assert!(Slot::<L>::LINES <= entry::MAX_LINES, "a value that is changed in place has at most 256 GiB");
        2 * place::half(Slot::<L>::LINES)
    };

    /// Where the slots begin.
    const SLOTS: usize = offset_of!(Self, slots);

    /// Bytes that it takes, together with the log behind it.
    pub(crate) const SIZE: usize = size_of::<Self>() + Self::ENTRIES * size_of::<AtomicU64>();

    /// The version of a value that was never committed: the first commit makes it 0.
    pub(crate) fn begin(&self) {
        self.front.version.store(u64::MAX, Relaxed);
    }

    /// How often a value was committed.
    #[inline(always)]
    pub(crate) fn version(&self) -> u64 {
        self.front.version.load(Acquire)
    }

    #[inline(always)]
    pub(crate) fn slot(&self, version: u64) -> &Slot<L> {
        &self.slots[usize::from(version & 1 != 0)]
    }

    /// What a reader begins with, and the value that it looks at.
    #[inline(always)]
    pub(crate) fn look(&self) -> (Look<'_>, &L) {
        let version = self.version();
        (Look { version: &self.front.version, seen: version, overtaken: Cell::new(false) }, self.slot(version).cells())
    }

    /// The tip of the pen with which the owner of the lock changes the value. `room` is new, and
    /// `process` is the calling one.
    ///
    /// # Safety
    ///
    /// The calling thread holds the lock of this value, in this process, as long as what is
    /// returned is used, and has no other pen for it. [`SIZE`](Self::SIZE) bytes at `self` are
    /// valid for reading and writing as long as it is borrowed, and their provenance is exposed.
    #[inline(always)]
    pub(crate) unsafe fn tip(&self, room: &Room, process: Generation) -> Tip<'_> {
        // SAFETY: the caller's promise.
        Tip::new(unsafe { self.place() }, room, process)
    }

    /// Where its parts are.
    ///
    /// # Safety
    ///
    /// [`SIZE`](Self::SIZE) bytes at `self` are valid for reading and writing as long as it is
    /// borrowed, and their provenance is exposed.
    #[inline(always)]
    pub(crate) unsafe fn place(&self) -> Place<'_> {
        // SAFETY: the caller's promise.
        unsafe { Place::new(self) }
    }

    /// The value as the owner of the lock sees it, with what it has written and not committed.
    #[inline(always)]
    pub(crate) fn working(&self, pen: Pen<'_>) -> &L {
        self.slots[pen.working() & 1].cells()
    }

    /// How often the owner of the lock was found dead.
    pub(crate) fn recoveries(&self) -> u32 {
        self.front.recoveries.load(Relaxed)
    }

    /// Counts an owner that was found dead. Only the owner of the lock calls it.
    pub(crate) fn count_recovery(&self) {
        self.front.recoveries.store(self.recoveries().wrapping_add(1), Relaxed);
    }

    /// Wakes every watcher. To be called after a commit, and best after the lock was released.
    #[inline(always)]
    pub(crate) fn wake_watchers(&self) {
        if self.front.watchers.are_there() {
            self.wake_all_watchers();
        }
    }

    #[cold]
    #[inline(never)]
    fn wake_all_watchers(&self) {
        self.front.watchers.wake_all();
    }

    /// Sleeps until the version is another than `seen`, or `has_ended` returns true, and says how
    /// that ended.
    pub(crate) fn watch(&self, seen: u64, has_ended: impl Fn() -> bool, deadline: Deadline) -> Watch {
        self.front.watchers.sleep_until(|| self.version() != seen || has_ended(), deadline)
    }
}

/// Where the parts of a twin are, from its beginning, for those who know no type of the value.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) version: usize,
    pub(crate) recoveries: usize,
    pub(crate) slots: [usize; 2],
    /// Behind the log.
    pub(crate) end: usize,
}

/// The parts of a twin of a value that has `size` bytes. `None` if no value has so many.
pub(crate) fn parts(size: usize) -> Option<Parts> {
    type Any = Twin<AtomicU64>;
    let slot = size.checked_next_multiple_of(align_of::<Slot<AtomicU64>>())?;
    let first = offset_of!(Any, slots);
    let behind = slot.checked_mul(2)?.checked_add(first)?;
    let log = place::half(slot / slot::LINE).checked_mul(2 * size_of::<AtomicU64>())?;
    Some(Parts {
        version: offset_of!(Any, front.version),
        recoveries: offset_of!(Any, front.recoveries),
        slots: [first, first + slot],
        end: behind.checked_add(log)?,
    })
}

/// One look of a reader at a value: what it reads is of one version, or it is told so.
#[derive(Debug)]
pub(crate) struct Look<'a> {
    version: &'a AtomicU64,
    seen: u64,
    overtaken: Cell<bool>,
}

impl Look<'_> {
    /// The version that is looked at.
    pub(crate) fn version(&self) -> u64 {
        self.seen
    }

    /// Whether everything that was read until now is of this version. Once it is not, it never is
    /// again.
    #[inline(always)]
    pub(crate) fn is_whole(&self) -> bool {
        fence(Acquire);
        let is_whole = self.version.load(Relaxed) == self.seen;
        if !is_whole {
            self.overtaken.set(true);
        }
        is_whole
    }

    /// Whether [`is_whole`](Self::is_whole) was ever answered with no.
    #[inline(always)]
    pub(crate) fn was_overtaken(&self) -> bool {
        self.overtaken.get()
    }
}
