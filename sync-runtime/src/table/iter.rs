//! The records of a table, one after the other.

use super::Table;
use crate::locked::Locked;
use crate::shared_locked::SharedLocked;
use crate::view::Indexed;
use core::fmt;
use core::iter::FusedIterator;
use core::ops::{Index, Range};

/// The records of a [`Table`], made by [`Table::iter`].
pub struct TableIter<'a, T: SharedLocked> {
    table: &'a Table<T>,
    rest: Range<usize>,
}

impl<T: SharedLocked> Table<T> {
    /// All records, in order.
    ///
    /// A damaged record is not left out, so that the indices are right. [`at`](Self::at) tells
    /// which are damaged.
    ///
    /// ```
    /// # use sync_runtime::Table;
    /// let squares = Table::<u64>::anonymous(5, |index| (index * index) as u64)?;
    /// let mut sum = 0;
    /// for square in &squares {
    ///     sum += square.load()?;
    /// }
    /// assert_eq!(sum, 30);
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    #[must_use]
    pub fn iter(&self) -> TableIter<'_, T> {
        TableIter { table: self, rest: 0..self.len() }
    }
}

impl<'a, T: SharedLocked> IntoIterator for &'a Table<T> {
    type Item = &'a Locked<T>;
    type IntoIter = TableIter<'a, T>;

    fn into_iter(self) -> TableIter<'a, T> {
        self.iter()
    }
}

impl<'a, T: SharedLocked> Iterator for TableIter<'a, T> {
    type Item = &'a Locked<T>;

    #[inline]
    fn next(&mut self) -> Option<&'a Locked<T>> {
        let index = self.rest.next()?;
        self.table.segment.unchecked_at(index).ok()
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<&'a Locked<T>> {
        let index = self.rest.nth(n)?;
        self.table.segment.unchecked_at(index).ok()
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.rest.size_hint()
    }
}

impl<'a, T: SharedLocked> DoubleEndedIterator for TableIter<'a, T> {
    #[inline]
    fn next_back(&mut self) -> Option<&'a Locked<T>> {
        let index = self.rest.next_back()?;
        self.table.segment.unchecked_at(index).ok()
    }
}

impl<T: SharedLocked> ExactSizeIterator for TableIter<'_, T> {}

impl<T: SharedLocked> FusedIterator for TableIter<'_, T> {}

impl<T: SharedLocked> Clone for TableIter<'_, T> {
    fn clone(&self) -> Self {
        Self { table: self.table, rest: self.rest.clone() }
    }
}

impl<T: SharedLocked> fmt::Debug for TableIter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TableIter").field("rest", &self.rest).finish_non_exhaustive()
    }
}

/// Says to use [`Table::at`].
impl<T: SharedLocked, I> Index<I> for Table<T>
where
    Self: Indexed<I>,
{
    type Output = <Self as Indexed<I>>::Element;

    fn index(&self, index: I) -> &Self::Output {
        self.element(index)
    }
}
