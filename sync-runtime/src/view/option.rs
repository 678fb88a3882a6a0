//! Views of options: of the tag, and of the value.

use super::View;
use super::access::{Read, Write};
use super::part::note;
use crate::error::SyncError;
use crate::pod::{Pod, write};

impl<'a, T: Pod, A: Read> View<'a, Option<T>, A> {
    /// Whether there is a value.
    ///
    /// # Errors
    ///
    /// Those of [`get`](View::get).
    #[inline]
    pub fn is_some(&self) -> Result<bool, SyncError> {
        self.part::<bool>("is_some", |cells| &cells.some).try_get()
    }

    /// Whether there is none.
    ///
    /// # Errors
    ///
    /// Those of [`get`](View::get).
    #[inline]
    pub fn is_none(&self) -> Result<bool, SyncError> {
        self.is_some().map(|some| !some)
    }

    /// The view of the value, if there is one.
    ///
    /// # Errors
    ///
    /// Those of [`get`](View::get).
    #[inline]
    pub fn some(&self) -> Result<Option<View<'a, T, A>>, SyncError> {
        let value = self.part("value", |cells| &cells.value);
        self.is_some().map(|some| some.then_some(value))
    }
}

impl<T: Pod, W: Read> View<'_, Option<T>, W> {
    /// Leaves none, and returns what there was.
    ///
    /// # Errors
    ///
    /// Those of [`get`](View::get). Nothing is changed then.
    #[inline]
    pub fn take(&self) -> Result<Option<T>, SyncError>
    where
        W: Write,
    {
        let before = self.try_get()?;
        if before.is_some() {
            note(self.access, core::slice::from_ref(&self.cells.some), 1);
            write(&false, &self.cells.some);
        }
        Ok(before)
    }
}
