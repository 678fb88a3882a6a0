//! How a view reads and writes, and what it remembers of where it is.

use super::{FieldView, Sealed, View};
use crate::error::{Repair, SyncError};
use crate::pod::damage::Damage;
use crate::pod::foreign::HasCode;
use crate::pod::{Corrupt, Pod};
use crate::schema::Schema;

/// How a view reads and writes: the `A` of a [`View`]. For functions that take every view: those
/// without a lock, and all that [`Read`]. This crate alone implements it.
pub trait Access: Copy + Sealed {
    #[doc(hidden)]
    /// Where a part is, for errors.
    type Place: Copy;

    #[doc(hidden)]
    /// Where the part called `name` of what is at `whole` is.
    fn part(whole: Self::Place, name: &'static str) -> Self::Place;

    #[doc(hidden)]
    /// The view of a field that functions of the program make or check.
    type Field<'a, F: HasCode>;

    #[doc(hidden)]
    /// It, if `stored` is the view of what is stored.
    fn field<F: HasCode>(stored: View<'_, F::Stored, Self>) -> Self::Field<'_, F>;

    #[doc(hidden)]
    /// The same finding, in a part at `place` that is a `T`, seen from the whole.
    fn seen<T: Pod>(place: Self::Place, cells: &T::Layout, found: Corrupt) -> Corrupt;
}

/// The `A` of the [`View`] that `cells` makes, of a value without a lock: each number by one atomic
/// access, seen by all threads at once. It is what `View<T>` stands for; the other views say what
/// they are, as in `View<'_, T, Writing<'_>>`.
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
        found.within(name).repaired_by(Repair::SetOrStore)
    }
}

/// The `A` of a [`View`] of a value that is changed in place: [`Reading`](crate::Reading) of
/// `view`, [`Holding`](crate::Holding) of `wait_until`, [`Writing`](crate::Writing) of `with_lock`.
/// For functions that read by each of them. This crate alone implements it.
///
/// What such a function reads is always a `Result`, by [`try_get`](View::try_get):
///
/// ```
/// use sync_runtime::{Read, Shared, SharedLocked, SyncError, View, Write};
///
/// #[derive(SharedLocked)]
/// #[shared(in_place)]
/// struct Meter { ticks: [u64; 1000], total: u64 }
///
/// fn sum<A: Read>(meter: View<'_, Meter, A>) -> Result<u64, SyncError> {
///     meter.ticks().iter().map(|ticks| ticks.try_get()).sum()
/// }
///
/// fn tick<A: Write>(meter: View<'_, Meter, A>, index: usize) -> Result<(), SyncError> {
///     meter.ticks().at(index)?.add(1).map(drop)
/// }
///
/// let meter = Shared::<Meter>::anonymous_with(|meter| tick(meter, 3))?;
/// meter.with_lock(|meter| {
///     tick(meter, 999)?;
///     meter.total().set(sum(meter)?); // of what is being written
///     Ok(())
/// })?;
/// assert_eq!(meter.view(|meter| sum(meter))?, 2); // without the lock
/// # Ok::<(), SyncError>(())
/// ```
///
/// # As the argument itself
///
/// A function that is generic over `A` is called by a closure, as above. Handed over without one,
/// as `meter.view(sum)`, it is the error "implementation of `FnMut` is not general enough": an `A`
/// is one type, with one lifetime, and [`view`](crate::LockedInPlace::view) calls what it is given
/// for any lifetime. Clippy's `redundant_closure` proposes just that; allow the lint there. A
/// function that names the type of the view can be handed over:
///
/// ```
/// use sync_runtime::{Reading, View, Writing};
/// # use sync_runtime::{Shared, SharedLocked, SyncError};
/// # #[derive(SharedLocked)]
/// # #[shared(in_place)]
/// # struct Meter { ticks: [u64; 1000], total: u64 }
///
/// fn sum(meter: View<'_, Meter, Reading<'_>>) -> Result<u64, SyncError> {
///     meter.ticks().iter().map(|ticks| ticks.get()).sum()
/// }
///
/// fn tick(meter: View<'_, Meter, Writing<'_>>) -> Result<(), SyncError> {
///     meter.ticks().at(3)?.add(1).map(drop)
/// }
///
/// let meter = Shared::<Meter>::anonymous_with(tick)?;
/// meter.with_lock(tick)?;
/// assert_eq!(meter.view(sum)?, 2);
/// # Ok::<(), SyncError>(())
/// ```
pub trait Read: Copy + Sealed {
    #[doc(hidden)]
    /// Whether a `T` that is read can be damaged: as `T` can, if nobody else changes it. Otherwise
    /// always possible, for [`after_read`](Self::after_read) may find that another thread did.
    type Damage<T: Pod>: Damage;

    #[doc(hidden)]
    /// Whether [`after_read`](Self::after_read) may be an error.
    const MAY_FAIL: bool;

    #[doc(hidden)]
    /// Called before bytes of the value are read, which are `len` at `at`: some may have to be
    /// brought there first.
    #[inline(always)]
    fn before_read(&self, _at: *const u8, _len: usize) {}

    #[doc(hidden)]
    /// Called after bytes of the value were read, and before anything is made of them.
    ///
    /// # Errors
    ///
    /// What was read may be of two versions.
    fn after_read(&self) -> Result<(), SyncError>;
}

/// The `A` of a [`View`] that changes a value in place: [`Writing`](crate::Writing). See [`Read`].
#[diagnostic::on_unimplemented(
    message = "this view only reads",
    label = "this changes the value",
    note = "to change the value, use `with_lock` or `get_lock` in place of `view`; after a `wait_until` or `wait_while`, the `view` of its guard"
)]
pub trait Write: Read {
    #[doc(hidden)]
    /// Called before `len` bytes of the value, which begin at `at`, a multiple of `align`, are
    /// written.
    fn before_write(&self, at: *const u8, len: usize, align: usize);
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
        found.inside(root.schema, at, T::SCHEMA).repaired_by(Repair::Set)
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
