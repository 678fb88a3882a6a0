//! What the owner of the lock does with a versioned value.

use super::Versioned;
use crate::atomic::{
    AtomicU32,
    Ordering::{Relaxed, Release},
    fence,
};
use crate::pod::{self, Cells, Converted, Corrupt, Pod, copy};
use core::marker::PhantomData;
use core::mem::MaybeUninit;

/// A value whose lock the calling thread holds. What only the owner may do takes this as its
/// receiver.
///
/// It is made for one step at a time: it is not kept while code runs that may release the lock,
/// wait or fork.
#[derive(Debug)]
pub(crate) struct Held<'a, L> {
    pub(super) value: &'a Versioned<L>,
    /// Not `Send`, and not `Sync`: the lock belongs to the thread.
    pub(super) thread: PhantomData<*mut ()>,
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
