//! How a view reads and writes, and what it remembers of where it is.

use super::{FieldView, Sealed, View};
use crate::error::SyncError;
use crate::pod::damage::Damage;
use crate::pod::foreign::HasCode;
use crate::pod::{Corrupt, Pod};
use crate::schema::Schema;

/// How a view reads and writes.
#[doc(hidden)]
pub trait Access: Copy + Sealed {
    /// Where a part is, for errors.
    type Place: Copy;

    /// Where the part called `name` of what is at `whole` is.
    fn part(whole: Self::Place, name: &'static str) -> Self::Place;

    /// The view of a field that functions of the program make or check.
    type Field<'a, F: HasCode>;

    /// It, if `stored` is the view of what is stored.
    fn field<F: HasCode>(stored: View<'_, F::Stored, Self>) -> Self::Field<'_, F>;

    /// The same finding, in a part at `place` that is a `T`, seen from the whole.
    fn seen<T: Pod>(place: Self::Place, cells: &T::Layout, found: Corrupt) -> Corrupt;
}

/// Each number by one atomic access, seen by all threads at once.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Direct(pub(super) ());

impl Sealed for Direct {}

impl Access for Direct {
    /// What it is a field of its struct by.
    type Place = &'static str;

    #[inline(always)]
    fn part(_: &'static str, name: &'static str) -> &'static str {
        name
    }

    /// A view of what is stored.
    type Field<'a, F: HasCode> = View<'a, F::Stored>;

    #[inline(always)]
    fn field<F: HasCode>(stored: View<'_, F::Stored>) -> View<'_, F::Stored> {
        stored
    }

    #[cold]
    fn seen<T: Pod>(name: &'static str, _: &T::Layout, found: Corrupt) -> Corrupt {
        found.within(name)
    }
}

/// Parts of a value that others may be changing, or of one that the calling thread alone may
/// change.
#[doc(hidden)]
pub trait Read: Copy + Sealed {
    /// Whether a `T` that is read can be damaged: as `T` can, if nobody else changes it. Otherwise
    /// always possible, for [`after_read`](Self::after_read) may find that another thread did.
    type Damage<T: Pod>: Damage;

    /// Whether [`after_read`](Self::after_read) may be an error.
    const MAY_FAIL: bool;

    /// Called before bytes of the value are read, which are `len` at `at`: some may have to be
    /// brought there first.
    #[inline(always)]
    fn before_read(&self, _at: *const u8, _len: usize) {}

    /// Called after bytes of the value were read, and before anything is made of them.
    ///
    /// # Errors
    ///
    /// What was read may be of two versions.
    fn after_read(&self) -> Result<(), SyncError>;
}

/// Parts of a value that the calling thread alone may change.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this view only reads",
    label = "this changes the value",
    note = "to change the value, use `with_lock` or `get_lock` in place of `view`; after a `wait_until` or `wait_while`, the `view` of its guard"
)]
pub trait Write: Read {
    /// Called before `len` bytes of the value, which begin at `at`, are written.
    fn before_write(&self, at: *const u8, len: usize);
}

impl<R: Read> Access for R {
    type Place = Root;

    #[inline(always)]
    fn part(root: Root, _: &'static str) -> Root {
        root
    }

    type Field<'a, F: HasCode> = FieldView<'a, F, R>;

    #[inline(always)]
    fn field<F: HasCode>(stored: View<'_, F::Stored, R>) -> FieldView<'_, F, R> {
        FieldView::new(stored)
    }

    #[cold]
    fn seen<T: Pod>(root: Root, cells: &T::Layout, found: Corrupt) -> Corrupt {
        let at = core::ptr::from_ref(cells).addr().wrapping_sub(root.cells.addr());
        found.inside(root.schema, at, T::SCHEMA)
    }
}

/// The whole of which a view is a part. Where in it the part is, its address says.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Root {
    cells: *const u8,
    schema: &'static Schema,
}

// SAFETY: the pointer is an address to reckon with, and is not dereferenced.
unsafe impl Send for Root {}
// SAFETY: the same.
unsafe impl Sync for Root {}

impl Root {
    #[inline(always)]
    pub(super) fn new<T: Pod>(cells: &T::Layout) -> Self {
        Self { cells: core::ptr::from_ref(cells).cast(), schema: T::SCHEMA }
    }
}
