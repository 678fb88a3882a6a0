//! Views of arrays: of their elements.

use super::access::{Access, Read, Write};
use super::{Slice, View};
use crate::error::SyncError;
use crate::pod::Pod;
use crate::pod::damage::Never;
use core::fmt;
use core::iter::FusedIterator;
use core::ops::RangeBounds;
use core::slice;

impl<'a, T: Pod, const N: usize, A: Access> View<'a, [T; N], A> {
    /// How many elements there are.
    #[inline(always)]
    #[must_use]
    pub const fn len(&self) -> usize {
        N
    }

    /// Whether there is no element.
    #[inline(always)]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        N == 0
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
            None => Err(SyncError::OutOfRange { index, len: N }),
        }
    }

    /// All elements, in order.
    #[inline]
    #[must_use]
    pub fn iter(&self) -> Elements<'a, T, A> {
        Elements { rest: self.cells.iter(), access: self.access, place: self.place }
    }

    /// All elements, as a slice.
    #[inline]
    #[must_use]
    pub fn as_slice(&self) -> Slice<'a, T, A> {
        Slice { cells: self.cells, access: self.access, place: self.place }
    }

    /// The elements in `range`, such as `2..5` or `..n`. None, if it ends before it begins.
    ///
    /// # Errors
    ///
    /// Those of [`Slice::range`].
    #[inline]
    pub fn range(&self, range: impl RangeBounds<usize>) -> Result<Slice<'a, T, A>, SyncError> {
        self.as_slice().range(range)
    }
}

impl<T: Pod<Damage = Never>, const N: usize, A: Read> View<'_, [T; N], A> {
    /// Copies all elements to `out`, at the speed of `memcpy`.
    ///
    /// # Errors
    ///
    /// Those of [`Slice::copy_into`].
    #[inline]
    pub fn copy_into(&self, out: &mut [T]) -> Result<(), SyncError> {
        self.as_slice().copy_into(out)
    }
}

impl<T: Pod, const N: usize, W: Read> View<'_, [T; N], W> {
    /// Replaces all elements by `values`, at the speed of `memcpy` if they are numbers.
    ///
    /// # Errors
    ///
    /// Those of [`Slice::copy_from_slice`].
    ///
    /// # Panics
    ///
    /// As [`Slice::copy_from_slice`].
    #[inline]
    pub fn copy_from_slice(&self, values: &[T]) -> Result<(), SyncError>
    where
        W: Write,
    {
        self.as_slice().copy_from_slice(values)
    }

    /// Replaces each element by `value`.
    ///
    /// # Panics
    ///
    /// As [`Slice::fill`].
    #[inline]
    pub fn fill(&self, value: T)
    where
        W: Write,
    {
        self.as_slice().fill(value);
    }
}

impl<'a, T: Pod, const N: usize, A: Access> IntoIterator for View<'a, [T; N], A> {
    type Item = View<'a, T, A>;
    type IntoIter = Elements<'a, T, A>;

    #[inline]
    fn into_iter(self) -> Elements<'a, T, A> {
        self.iter()
    }
}

impl<'a, T: Pod, const N: usize, A: Access> IntoIterator for &View<'a, [T; N], A> {
    type Item = View<'a, T, A>;
    type IntoIter = Elements<'a, T, A>;

    #[inline]
    fn into_iter(self) -> Elements<'a, T, A> {
        self.iter()
    }
}

/// The views of an array's elements, made by [`View::iter`].
pub struct Elements<'a, T: Pod, A: Access> {
    pub(super) rest: slice::Iter<'a, T::Layout>,
    pub(super) access: A,
    pub(super) place: A::Place,
}

impl<'a, T: Pod, A: Access> Iterator for Elements<'a, T, A> {
    type Item = View<'a, T, A>;

    #[inline]
    fn next(&mut self) -> Option<View<'a, T, A>> {
        let cells = self.rest.next()?;
        Some(View { cells, access: self.access, place: self.place })
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<View<'a, T, A>> {
        let cells = self.rest.nth(n)?;
        Some(View { cells, access: self.access, place: self.place })
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.rest.size_hint()
    }
}

impl<'a, T: Pod, A: Access> DoubleEndedIterator for Elements<'a, T, A> {
    #[inline]
    fn next_back(&mut self) -> Option<View<'a, T, A>> {
        let cells = self.rest.next_back()?;
        Some(View { cells, access: self.access, place: self.place })
    }
}

impl<T: Pod, A: Access> ExactSizeIterator for Elements<'_, T, A> {}

impl<T: Pod, A: Access> FusedIterator for Elements<'_, T, A> {}

impl<T: Pod, A: Access> fmt::Debug for Elements<'_, T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Elements").field("left", &self.len()).finish_non_exhaustive()
    }
}
