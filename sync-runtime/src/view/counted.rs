//! Views of lists and texts: `ArrayVec` and `ArrayString`.

use super::access::{Read, Write};
use super::part::{look, note};
use super::{Elements, Slice, View};
use crate::atomic::AtomicU32;
use crate::error::SyncError;
use crate::pod::{Pod, write};
use arrayvec::{ArrayString, ArrayVec};
use core::slice;

/// Replaces the number of elements in use.
#[inline]
fn set_len<W: Write>(access: W, cells: &AtomicU32, len: usize) {
    note(access, slice::from_ref(cells), size_of::<AtomicU32>());
    // Both crates count in 32 bits.
    #[allow(clippy::cast_possible_truncation, reason = "the capacity has at most 32 bits")]
    write(&(len as u32), cells);
}

impl<'a, T: Pod, const N: usize, A: Read> View<'a, ArrayVec<T, N>, A> {
    /// How many elements there can be.
    #[inline]
    #[must_use]
    pub const fn capacity(&self) -> usize {
        N
    }

    /// How many elements there are.
    ///
    /// # Errors
    ///
    /// Those of [`get`](View::get).
    #[inline]
    pub fn len(&self) -> Result<usize, SyncError> {
        self.as_slice().map(|elements| elements.len())
    }

    /// Whether there is no element.
    ///
    /// # Errors
    ///
    /// Those of [`get`](View::get).
    #[inline]
    pub fn is_empty(&self) -> Result<bool, SyncError> {
        self.len().map(|len| len == 0)
    }

    /// The elements, as a slice: those that there are now.
    ///
    /// # Errors
    ///
    /// Those of [`get`](View::get).
    #[inline]
    pub fn as_slice(&self) -> Result<Slice<'a, T, A>, SyncError> {
        look(self.access, slice::from_ref(&self.cells.len));
        let used = self.cells.used();
        self.access.after_read()?;
        let cells = used.map_err(|found| self.blame(found))?;
        Ok(Slice { cells, access: self.access, place: self.place })
    }

    /// The element at `index`.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`](SyncError::OutOfRange) if there are not so many; those of [`get`](View::get).
    #[inline]
    pub fn at(&self, index: usize) -> Result<View<'a, T, A>, SyncError> {
        self.as_slice()?.at(index)
    }

    /// The elements that there are now, in order.
    ///
    /// # Errors
    ///
    /// Those of [`get`](View::get).
    #[inline]
    #[allow(clippy::iter_not_returning_iterator, reason = "how many there are may be damaged")]
    pub fn iter(&self) -> Result<Elements<'a, T, A>, SyncError> {
        self.as_slice().map(|elements| elements.iter())
    }

    /// The view of an element, whether in use or not.
    fn place_at(&self, index: usize) -> Result<View<'a, T, A>, SyncError> {
        match self.cells.elements.get(index) {
            Some(cells) => Ok(View { cells, access: self.access, place: self.place }),
            None => Err(SyncError::Full { capacity: N }),
        }
    }
}

impl<T: Pod, const N: usize, W: Read> View<'_, ArrayVec<T, N>, W> {
    /// Adds an element at the end.
    ///
    /// # Errors
    ///
    /// [`Full`](SyncError::Full) if there is no room; those of [`get`](View::get). Nothing is
    /// changed then.
    ///
    /// # Panics
    ///
    /// As [`set`](View::set).
    #[inline]
    #[allow(clippy::needless_pass_by_value, reason = "as `Vec::push`")]
    pub fn push(&self, value: T) -> Result<(), SyncError>
    where
        W: Write,
    {
        let len = self.len()?;
        self.place_at(len)?.set_from(&value);
        set_len(self.access, &self.cells.len, len + 1);
        Ok(())
    }

    /// Removes the last element and returns it; `None` if there is none.
    ///
    /// # Errors
    ///
    /// Those of [`get`](View::get). Nothing is changed then.
    #[inline]
    pub fn pop(&self) -> Result<Option<T>, SyncError>
    where
        W: Write,
    {
        let Some(last) = self.len()?.checked_sub(1) else { return Ok(None) };
        let value = self.place_at(last)?.try_get()?;
        set_len(self.access, &self.cells.len, last);
        Ok(Some(value))
    }

    /// Removes all elements. Also repairs a length that was damaged.
    #[inline]
    pub fn clear(&self)
    where
        W: Write,
    {
        set_len(self.access, &self.cells.len, 0);
    }
}

impl<const N: usize, A: Read> View<'_, ArrayString<N>, A> {
    /// How many bytes there can be.
    #[inline]
    #[must_use]
    pub const fn capacity(&self) -> usize {
        N
    }

    /// How many bytes there are.
    ///
    /// # Errors
    ///
    /// Those of [`get`](View::get).
    #[inline]
    pub fn len(&self) -> Result<usize, SyncError> {
        look(self.access, slice::from_ref(&self.cells.len));
        let used = self.cells.used();
        self.access.after_read()?;
        used.map(<[_]>::len).map_err(|found| self.blame(found))
    }

    /// Whether there is no byte.
    ///
    /// # Errors
    ///
    /// Those of [`get`](View::get).
    #[inline]
    pub fn is_empty(&self) -> Result<bool, SyncError> {
        self.len().map(|len| len == 0)
    }

    /// Calls `with` with a copy of the text, and returns what it returned.
    ///
    /// # Errors
    ///
    /// Those of [`get`](View::get).
    #[inline]
    pub fn with_str<R>(&self, with: impl FnOnce(&str) -> R) -> Result<R, SyncError> {
        self.try_get().map(|text| with(&text))
    }
}

impl<const N: usize, W: Read> View<'_, ArrayString<N>, W> {
    /// Replaces the text.
    ///
    /// # Errors
    ///
    /// [`Full`](SyncError::Full) if it does not fit. Nothing is changed then.
    #[inline]
    pub fn set_str(&self, text: &str) -> Result<(), SyncError>
    where
        W: Write,
    {
        let Some(cells) = self.cells.elements.get(..text.len()) else { return Err(SyncError::Full { capacity: N }) };
        Slice::<u8, W> { cells, access: self.access, place: self.place }.copy_from_slice(text.as_bytes())?;
        set_len(self.access, &self.cells.len, text.len());
        Ok(())
    }

    /// Leaves no text.
    #[inline]
    pub fn clear(&self)
    where
        W: Write,
    {
        set_len(self.access, &self.cells.len, 0);
    }
}
