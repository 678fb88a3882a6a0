//! Views of runs of elements.

use super::access::{Access, Read, Write};
use super::part::{copy_cells, look, note};
use super::{Elements, View};
use crate::error::SyncError;
use crate::pod::damage::Never;
use crate::pod::{Converted, ConvertedRun, Corrupt, Pod, copy, write};
use core::fmt;
use core::mem::MaybeUninit;
use core::ops::{Bound, RangeBounds};

/// A view of some elements of an array or of a list, one after the other: made by [`View::range`]
/// and [`View::as_slice`].
pub struct Slice<'a, T: Pod, A: Access> {
    pub(super) cells: &'a [T::Layout],
    pub(super) access: A,
    pub(super) place: A::Place,
}

impl<'a, T: Pod, A: Access> Slice<'a, T, A> {
    /// How many elements there are.
    #[inline(always)]
    #[must_use]
    pub const fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there is no element.
    #[inline(always)]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The element at `index`.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`](SyncError::OutOfRange) if there are not so many.
    #[inline(always)]
    pub fn at(&self, index: usize) -> Result<View<'a, T, A>, SyncError> {
        match self.cells.get(index) {
            Some(cells) => Ok(View { cells, access: self.access, place: self.place }),
            None => Err(SyncError::OutOfRange { index, len: self.cells.len() }),
        }
    }

    /// All elements, in order.
    #[inline]
    #[must_use]
    pub fn iter(&self) -> Elements<'a, T, A> {
        Elements { rest: self.cells.iter(), access: self.access, place: self.place }
    }

    /// The elements in `range`, such as `2..5` or `..n`. None, if it ends before it begins.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`](SyncError::OutOfRange) if there are not so many.
    pub fn range(&self, range: impl RangeBounds<usize>) -> Result<Self, SyncError> {
        let len = self.cells.len();
        let start = match range.start_bound() {
            Bound::Included(first) => *first,
            Bound::Excluded(before) => before.saturating_add(1),
            Bound::Unbounded => 0,
        };
        let end = match range.end_bound() {
            Bound::Included(last) => last.saturating_add(1),
            Bound::Excluded(end) => *end,
            Bound::Unbounded => len,
        };
        let end = end.max(start);
        match self.cells.get(start..end) {
            Some(cells) => Ok(Self { cells, ..*self }),
            None => Err(SyncError::OutOfRange { index: end.saturating_sub(1), len }),
        }
    }
}

impl<T: Pod<Damage = Never>, A: Read> Slice<'_, T, A> {
    /// Copies all elements to `out`, at the speed of `memcpy`.
    ///
    /// # Errors
    ///
    /// [`LengthMismatch`](SyncError::LengthMismatch) if `out` has another length. Without the lock,
    /// an error as well if a writer was faster: `out` holds what is of no use then.
    pub fn copy_into(&self, out: &mut [T]) -> Result<(), SyncError> {
        self.fits(out.len())?;
        look(self.access, self.cells);
        let room = core::ptr::from_mut(out) as *mut [MaybeUninit<T>];
        // SAFETY: the same elements. `read_run` initializes what it writes, and any bytes of it are
        // a `T`.
        let read = T::read_run(self.cells, unsafe { &mut *room });
        self.access.after_read()?;
        // Of a number, none is ever damaged but a `usize` on a machine with 32 bits.
        read.map_err(|found| self.blame(found))
    }

    #[cold]
    fn blame(&self, found: Corrupt) -> SyncError {
        let (index, found) = found.element();
        match self.cells.get(index) {
            Some(cells) => A::seen::<T>(self.place, cells, found).into(),
            None => found.into(),
        }
    }
}

impl<T: Pod, W: Read> Slice<'_, T, W> {
    /// Replaces all elements by `values`, at the speed of `memcpy` if they are numbers.
    ///
    /// # Errors
    ///
    /// [`LengthMismatch`](SyncError::LengthMismatch) if there are not as many. Nothing is changed
    /// then.
    ///
    /// # Panics
    ///
    /// If a function that converts a field panics. Nothing is changed then.
    pub fn copy_from_slice(&self, values: &[T]) -> Result<(), SyncError>
    where
        W: Write,
    {
        self.fits(values.len())?;
        if const { T::SCHEMA.runs_code() } {
            let converted = ConvertedRun::new(values);
            self.note();
            converted.copy_to(self.cells);
        } else {
            self.note();
            T::write_run(values, self.cells);
        }
        Ok(())
    }

    /// Copies other elements to these, as [`View::copy_from`].
    ///
    /// # Errors
    ///
    /// [`LengthMismatch`](SyncError::LengthMismatch) if there are not as many; those of
    /// [`View::copy_from`].
    pub fn copy_from<R: Read>(&self, from: Slice<'_, T, R>) -> Result<(), SyncError>
    where
        W: Write,
    {
        self.fits(from.len())?;
        copy_cells(from.cells, from.access, self.cells, self.access)
    }

    /// Replaces each element by `value`.
    ///
    /// # Panics
    ///
    /// If a function that converts a field panics. Nothing is changed then.
    #[allow(clippy::needless_pass_by_value, reason = "as `slice::fill`")]
    pub fn fill(&self, value: T)
    where
        W: Write,
    {
        let Some(first) = self.cells.first() else { return };
        if const { T::SCHEMA.runs_code() } {
            Converted::with(&value, |converted| {
                self.note();
                converted.copy_to(first);
            });
        } else {
            self.note();
            write(&value, first);
        }
        copy::repeat(self.cells);
    }

    fn note(&self)
    where
        W: Write,
    {
        note(self.access, self.cells, size_of_val(self.cells));
    }
}

impl<T: Pod, A: Access> Slice<'_, T, A> {
    fn fits(&self, len: usize) -> Result<(), SyncError> {
        if len == self.cells.len() {
            Ok(())
        } else {
            Err(SyncError::LengthMismatch { expected: self.cells.len(), found: len })
        }
    }
}

impl<T: Pod, A: Access> Clone for Slice<'_, T, A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Pod, A: Access> Copy for Slice<'_, T, A> {}

impl<'a, T: Pod, A: Access> IntoIterator for Slice<'a, T, A> {
    type Item = View<'a, T, A>;
    type IntoIter = Elements<'a, T, A>;

    fn into_iter(self) -> Elements<'a, T, A> {
        self.iter()
    }
}

impl<'a, T: Pod, A: Access> IntoIterator for &Slice<'a, T, A> {
    type Item = View<'a, T, A>;
    type IntoIter = Elements<'a, T, A>;

    fn into_iter(self) -> Elements<'a, T, A> {
        self.iter()
    }
}

impl<T: Pod, A: Access> fmt::Debug for Slice<'_, T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slice").field("len", &self.len()).finish_non_exhaustive()
    }
}
