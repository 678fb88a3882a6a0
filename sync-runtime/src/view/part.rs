//! Parts of a value that is changed in place, of any type: read, written and changed as wholes.

use super::access::{Access as _, Read, Root, Write};
use super::{Summed, View};
use crate::error::SyncError;
use crate::pod::damage::Damage;
use crate::pod::{self, Cells, Converted, Corrupt, ON_HEAP, Pod, copy};
use core::convert::identity;
use core::mem::MaybeUninit;
use core::sync::atomic::{Ordering::SeqCst, compiler_fence};

/// What [`View::get`] returns of a part of type `T`.
type Got<T, A> = <<A as Read>::Damage<T> as Damage>::Got<T>;

impl<'a, T: Pod, A: Read> View<'a, T, A> {
    /// Of a whole value.
    #[inline(always)]
    pub(crate) fn new(cells: &'a T::Layout, access: A) -> Self {
        Self { cells, access, place: Root::new::<T>(cells) }
    }

    /// A copy of this part, and of nothing else.
    ///
    /// Of a number, or an array of numbers, under the lock it is the number: any bytes are one.
    /// Otherwise it is a `Result`.
    ///
    /// # Errors
    ///
    /// [`Corrupt`](SyncError::Corrupt), with the path to the field, if what is there is no value of
    /// `T`. Without the lock, an error as well if a writer was faster: return it, and the closure
    /// runs again.
    #[inline(always)]
    pub fn get(&self) -> Got<T, A> {
        A::Damage::<T>::got(self.try_get(), identity)
    }

    /// [`get`](Self::get), as a `Result` for every type: for generic code.
    ///
    /// # Errors
    ///
    /// Those of [`get`](Self::get).
    #[inline(always)]
    pub fn try_get(&self) -> Result<T, SyncError> {
        let mut out = MaybeUninit::uninit();
        self.read_into(&mut out)?;
        // SAFETY: `read_into` returned `Ok`, so it initialized the value.
        Ok(unsafe { out.assume_init() })
    }

    /// A copy of this part on the heap. It is never on the stack, so it may be of any size.
    ///
    /// # Errors
    ///
    /// Those of [`get`](Self::get).
    pub fn to_box(&self) -> Result<Box<T>, SyncError> {
        let mut out = Box::new_uninit();
        self.read_into(&mut out)?;
        // SAFETY: `read_into` returned `Ok`, so it initialized the value.
        Ok(unsafe { out.assume_init() })
    }

    /// Copies this part to where it is to be.
    #[inline(always)]
    pub(crate) fn read_into(&self, out: &mut MaybeUninit<T>) -> Result<(), SyncError> {
        look(self.access, core::slice::from_ref(self.cells));
        if const { T::SCHEMA.runs_code() } {
            return self.read_by_copy(out);
        }
        let read = pod::read_into(self.cells, out);
        self.access.after_read()?;
        read.map_err(|found| self.blame(found))
    }

    /// [`read_into`](Self::read_into) of a type that functions of the program make or check: they
    /// must not see parts of two values.
    fn read_by_copy(&self, out: &mut MaybeUninit<T>) -> Result<(), SyncError> {
        if const { size_of::<T::Layout>() >= ON_HEAP } {
            self.read_out_of(&mut Box::new_uninit(), out)
        } else {
            self.read_out_of(&mut MaybeUninit::uninit(), out)
        }
    }

    #[inline(always)]
    fn read_out_of(&self, copy: &mut MaybeUninit<T::Layout>, out: &mut MaybeUninit<T>) -> Result<(), SyncError> {
        copy::cells::<T>(self.cells, copy);
        self.access.after_read()?;
        // SAFETY: `copy::cells` initialized it.
        pod::read_into(unsafe { copy.assume_init_ref() }, out).map_err(|found| self.blame(found))
    }

    /// The error of what was found in this part.
    #[cold]
    pub(super) fn blame(&self, found: Corrupt) -> SyncError {
        A::seen::<T>(self.place, self.cells, found).into()
    }
}

impl<T: Pod, W: Read> View<'_, T, W> {
    /// Replaces this part, whatever it was.
    ///
    /// # Panics
    ///
    /// If a function that converts a field panics. Nothing is changed then.
    #[inline(always)]
    #[allow(clippy::needless_pass_by_value, reason = "as `Cell::set`")]
    pub fn set(&self, value: T)
    where
        W: Write,
    {
        self.set_from(&value);
    }

    /// [`set`](Self::set), from a value that stays where it is: for one that is too large for the
    /// stack.
    ///
    /// # Panics
    ///
    /// As [`set`](Self::set).
    #[inline(always)]
    pub fn set_from(&self, value: &T)
    where
        W: Write,
    {
        if const { T::SCHEMA.runs_code() } {
            Converted::with(value, |converted| {
                note(self.access, core::slice::from_ref(self.cells), size_of::<T::Layout>());
                converted.copy_to(self.cells);
            });
            return;
        }
        note(self.access, core::slice::from_ref(self.cells), value.extent());
        pod::write(value, self.cells);
    }

    /// Copies another part to this one, from where it is to where this is: the whole of neither is
    /// ever on the stack or the heap. Damage is copied as it is.
    ///
    /// # Errors
    ///
    /// If `from` is read without the lock, an error if a writer was faster. Some of it may have been
    /// copied then.
    #[inline]
    pub fn copy_from<R: Read>(&self, from: View<'_, T, R>) -> Result<(), SyncError>
    where
        W: Write,
    {
        copy_cells(core::slice::from_ref(from.cells), from.access, core::slice::from_ref(self.cells), self.access)
    }

    /// Calls `change` with a copy of this part, replaces the part by what `change` made of the
    /// copy, and returns what `change` returned. If `change` panics, nothing is changed.
    ///
    /// # Errors
    ///
    /// Those of [`get`](Self::get). Nothing is changed then.
    #[inline]
    pub fn update<R>(&self, change: impl FnOnce(&mut T) -> R) -> Result<R, SyncError>
    where
        W: Write,
    {
        let mut value = self.try_get()?;
        let result = change(&mut value);
        self.set_from(&value);
        Ok(result)
    }
}

impl<T: Summed, W: Read> View<'_, T, W> {
    /// Adds `by`, and returns the sum.
    ///
    /// # Errors
    ///
    /// [`Overflow`](SyncError::Overflow) if the sum is no number of this type. Nothing is changed
    /// then.
    #[inline]
    pub fn add(&self, by: T) -> Result<T, SyncError>
    where
        W: Write,
    {
        self.reckon(T::sum, by)
    }

    /// Subtracts `by`, and returns the difference.
    ///
    /// # Errors
    ///
    /// [`Overflow`](SyncError::Overflow) if the difference is no number of this type. Nothing is
    /// changed then.
    #[inline]
    pub fn sub(&self, by: T) -> Result<T, SyncError>
    where
        W: Write,
    {
        self.reckon(T::difference, by)
    }

    #[inline(always)]
    fn reckon(&self, reckon: impl FnOnce(T, T) -> Option<T>, by: T) -> Result<T, SyncError>
    where
        W: Write,
    {
        let number = reckon(self.try_get()?, by).ok_or_else(|| self.overflow())?;
        self.set_from(&number);
        Ok(number)
    }

    #[cold]
    fn overflow(&self) -> SyncError
    where
        W: Write,
    {
        let at = W::seen::<T>(self.place, self.cells, Corrupt::new(0, "a number of this type"));
        SyncError::Overflow { field: at.path().into() }
    }
}

/// Notes that the first `len` bytes of `cells` are to be written. What is written after this, is
/// written after it also if the process is killed in between: the fence keeps the compiler from
/// moving a store. The processor needs none, for all stores of a thread are seen when it is dead.
#[inline(always)]
pub(super) fn note<C, W: Write>(access: W, cells: &[C], len: usize) {
    if len > 0 {
        access.before_write(cells.as_ptr().cast(), len, align_of::<C>());
        compiler_fence(SeqCst);
    }
}

/// Copies as many cells to others, which may be the same.
pub(super) fn copy_cells<C: Cells, R: Read, W: Write>(
    from: &[C],
    reads: R,
    to: &[C],
    writes: W,
) -> Result<(), SyncError> {
    look(reads, from);
    if R::MAY_FAIL {
        // What is noted is taken to be written whole, so that what it held is not brought there.
        look(writes, to);
    }
    note(writes, to, size_of_val(to));
    copy::between(from, to, || reads.after_read())
}

/// Says that `cells` are to be read.
#[inline(always)]
pub(super) fn look<C, R: Read>(access: R, cells: &[C]) {
    access.before_read(cells.as_ptr().cast(), size_of_val(cells));
}
