//! Views of arrays: of their elements.

use super::{Access, View};
use crate::error::SyncError;
use crate::pod::Pod;
use core::fmt;
use core::iter::FusedIterator;
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
            Some(cells) => Ok(View { cells, access: self.access, name: self.name }),
            None => Err(SyncError::OutOfRange { index, len: N }),
        }
    }

    /// All elements, in order.
    #[inline]
    #[must_use]
    pub fn iter(&self) -> Elements<'a, T, A> {
        Elements { rest: self.cells.iter(), access: self.access, name: self.name }
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
    rest: slice::Iter<'a, T::Layout>,
    access: A,
    name: &'static str,
}

impl<'a, T: Pod, A: Access> Iterator for Elements<'a, T, A> {
    type Item = View<'a, T, A>;

    #[inline]
    fn next(&mut self) -> Option<View<'a, T, A>> {
        let cells = self.rest.next()?;
        Some(View { cells, access: self.access, name: self.name })
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<View<'a, T, A>> {
        let cells = self.rest.nth(n)?;
        Some(View { cells, access: self.access, name: self.name })
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
        Some(View { cells, access: self.access, name: self.name })
    }
}

impl<T: Pod, A: Access> ExactSizeIterator for Elements<'_, T, A> {}

impl<T: Pod, A: Access> FusedIterator for Elements<'_, T, A> {}

impl<T: Pod, A: Access> fmt::Debug for Elements<'_, T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Elements").field("name", &self.name).field("left", &self.len()).finish_non_exhaustive()
    }
}
