//! Views of fields with `#[shared(as = …)]` and `#[shared(validate = …)]`.

use super::View;
use super::access::{Read, Write};
use crate::error::SyncError;
use crate::pod::foreign::{Coded, HasCode};
use core::fmt;

/// A view of a field that functions of the program make or check: one with `#[shared(as = …)]` or
/// `#[shared(validate = …)]`.
///
/// It reads and writes the field's own type as a whole. All else that a [`View`] has (`at`, `iter`,
/// `add`, `copy_from` and so on) is a function of the view of what is stored, which
/// [`stored`](Self::stored) returns. That converts and checks nothing.
///
/// # Examples
///
/// ```
/// use sync_runtime::{Shared, SharedLocked, SyncError};
///
/// #[derive(SharedLocked)]
/// #[shared(in_place)]
/// struct Job {
///     #[shared(validate = are_percentages)]
///     done: [u8; 8],
///     #[shared(validate = are_percentages)]
///     before: [u8; 8],
/// }
///
/// fn are_percentages(done: &[u8; 8]) -> bool {
///     done.iter().all(|done| *done <= 100)
/// }
///
/// let job = Shared::<Job>::anonymous_with(|_| Ok(()))?;
/// job.with_lock(|job| {
///     job.done().set([10; 8]);
///     job.done().stored().at(3)?.add(20)?; // one element
///     job.before().stored().copy_from(job.done().stored())
/// })?;
/// assert_eq!(job.view(|job| job.before().get())?, [10, 10, 10, 30, 10, 10, 10, 10]);
///
/// job.with_lock(|job| job.done().stored().at(3)?.add(100).map(drop))?; // nothing checks it
/// assert!(matches!(job.view(|job| job.done().get()), Err(SyncError::Corrupt { .. })));
/// job.with_lock(|job| Ok(job.done().set([0; 8])))?; // mends it
/// # job.view(|job| job.done().get())?;
/// # Ok::<(), SyncError>(())
/// ```
pub struct FieldView<'a, F: HasCode, A: Read> {
    stored: View<'a, F::Stored, A>,
}

impl<'a, F: HasCode, A: Read> FieldView<'a, F, A> {
    pub(super) fn new(stored: View<'a, F::Stored, A>) -> Self {
        Self { stored }
    }

    /// The view of what is stored, which converts and checks nothing.
    #[must_use]
    pub fn stored(&self) -> View<'a, F::Stored, A> {
        self.stored
    }

    /// The same cells, as those of the field's own type.
    fn coded(&self) -> View<'a, Coded<F>, A> {
        View { cells: self.stored.cells, access: self.stored.access, place: self.stored.place }
    }

    /// The field, made and checked.
    ///
    /// # Errors
    ///
    /// [`Corrupt`](SyncError::Corrupt), with the path to the field, if it is refused; those of
    /// [`View::get`].
    pub fn get(&self) -> Result<F::Value, SyncError> {
        self.coded().try_get().map(|Coded(value)| value)
    }
}

impl<F: HasCode, W: Read> FieldView<'_, F, W> {
    /// Replaces the field, whatever it was. Nothing checks what is written.
    ///
    /// # Panics
    ///
    /// If the function that converts it panics. Nothing is changed then.
    pub fn set(&self, value: F::Value)
    where
        W: Write,
    {
        self.coded().set(Coded(value));
    }

    /// Calls `change` with the field, replaces it by what `change` made of it, and returns what
    /// `change` returned. If `change` panics, nothing is changed.
    ///
    /// # Errors
    ///
    /// Those of [`get`](Self::get). Nothing is changed then.
    pub fn update<R>(&self, change: impl FnOnce(&mut F::Value) -> R) -> Result<R, SyncError>
    where
        W: Write,
    {
        self.coded().update(|Coded(value)| change(value))
    }
}

impl<F: HasCode, A: Read> Clone for FieldView<'_, F, A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F: HasCode, A: Read> Copy for FieldView<'_, F, A> {}

impl<F: HasCode, A: Read> fmt::Debug for FieldView<'_, F, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldView").finish_non_exhaustive()
    }
}
