//! Views of shared values: their fields and elements, each of which is read and written without the others.

mod access;
mod array;
#[cfg(feature = "arrayvec")]
mod counted;
mod field;
mod number;
mod option;
mod part;
mod slice;
#[cfg(test)]
mod tests;
mod tuple;

pub use access::{Access, Direct, Read, Write};
pub use array::Elements;
pub use field::FieldView;
pub use number::{Arithmetic, Checked, Number};
pub use slice::Slice;

use crate::pod::Pod;
use crate::pod::derived::{Derived, If};
use crate::pod::foreign::HasCode;
use core::fmt;
use core::ops::Deref;

/// A shared value of type `T`, whose fields and elements are read and written in the shared memory, one at a time.
///
/// [`Locked::cells`](crate::Locked::cells) makes one, for a struct with `#[shared(lock = none)]`. What a view has
/// follows from the type that it is a view of:
///
/// | view of | has |
/// |---|---|
/// | a struct with `lock = none`, or one that derives `Pod` | a method for each field, with the field's name and visibility, that returns its view; `f0`, `f1`, … for those of a tuple struct |
/// | a tuple | `f0`, `f1`, … |
/// | an array | [`at`](View::at), [`iter`](View::iter), [`len`](View::len) |
/// | a number, `bool`, `char`, `NonZero*`, a fieldless enum | [`get`](View::get), [`set`](View::set), [`swap`](View::swap), [`compare_exchange`](View::compare_exchange), [`update`](View::update) |
/// | an integer, `f32`, `f64` | [`fetch_add`](View::fetch_add), [`fetch_sub`](View::fetch_sub), [`fetch_max`](View::fetch_max), [`fetch_min`](View::fetch_min) as well |
///
/// A view is as small as a reference, is copied freely, and costs nothing: `fetch_add` is one instruction on `x86_64`.
///
/// A field with `#[shared(as = Type)]` is seen as the `Type` that is stored. `#[shared(validate = …)]` is a check of
/// [`load`](crate::Locked::load), not of a view.
///
/// # Memory order
///
/// Reading acquires and writing releases, as with `Ordering::Acquire`, `Release` and `AcqRel` of
/// [`std::sync::atomic`]: a thread that reads what another one wrote also sees what that thread had done before. So a
/// field can say that others are ready. There is no order of all accesses (`SeqCst`): of two threads that each set one field
/// and then get the other's, both may get the old value.
///
/// # Examples
///
/// ```
/// use sync_runtime::{Pod, Shared, SharedLocked, SyncError, View, zeroed};
///
/// #[derive(SharedLocked)]
/// #[shared(lock = none)]
/// struct Stats { requests: u64, load: [f64; 4], ready: bool, peer: Endpoint }
///
/// #[derive(Pod)]
/// struct Endpoint { address: [u8; 4], port: u16 }
///
/// fn move_to(peer: View<Endpoint>, port: u16) {
///     peer.port().set(port);
/// }
///
/// let stats = Shared::<Stats>::anonymous(zeroed()?)?;
/// let cells = stats.cells();
/// assert_eq!(cells.requests().fetch_add(1), 0);
/// cells.load().at(3)?.set(0.5);
/// cells.ready().set(true);
/// move_to(cells.peer(), 8080);
///
/// assert_eq!(cells.requests().get(), 1);
/// assert_eq!(cells.load().iter().map(|load| load.get()).sum::<f64>(), 0.5);
/// assert!(cells.ready().get()?); // a `bool` can be damaged, so this is a `Result`
/// assert_eq!(stats.load()?.peer.port, 8080);
/// # Ok::<(), SyncError>(())
/// ```
pub struct View<'a, T: Pod, A: Access = Direct> {
    cells: &'a T::Layout,
    access: A,
    /// Where it is, for errors.
    place: A::Place,
}

mod sealed {
    pub trait Sealed {}
}
pub(crate) use sealed::Sealed;

impl<'a, T: Pod> View<'a, T> {
    /// Of a value without a lock.
    #[inline(always)]
    pub(crate) fn direct(cells: &'a T::Layout) -> Self {
        Self { cells, access: Direct(()), place: "value" }
    }
}

impl<'a, T: Pod, A: Access> View<'a, T, A> {
    /// The part called `name`, which `part` finds.
    #[inline(always)]
    fn part<P: Pod>(&self, name: &'static str, part: impl FnOnce(&'a T::Layout) -> &'a P::Layout) -> View<'a, P, A> {
        View { cells: part(self.cells), access: self.access, place: A::part(self.place, name) }
    }
}

impl Derived {
    /// The view of the field called `name`, which `part` finds.
    #[inline(always)]
    pub fn part<'a, T: Pod, P: Pod, A: Access>(
        view: &View<'a, T, A>,
        name: &'static str,
        part: impl FnOnce(&'a T::Layout) -> &'a P::Layout,
    ) -> View<'a, P, A> {
        view.part(name, part)
    }
}

impl Derived {
    /// The view of the field called `name`, for which `F` stands: functions of the program make or check it.
    #[inline(always)]
    pub fn part_with_code<'a, T: Pod, F: HasCode, A: Access>(
        view: &View<'a, T, A>,
        name: &'static str,
        part: impl FnOnce(&'a T::Layout) -> &'a <F::Stored as Pod>::Layout,
    ) -> A::Field<'a, F> {
        A::field(view.part(name, part))
    }
}

/// The view of a field for which `F` stands.
#[doc(hidden)]
pub type FieldOf<'a, F, A> = <A as Access>::Field<'a, F>;

/// The view of a field of type `T`.
#[doc(hidden)]
pub type ViewOf<'a, T, A, const CHECKED: bool = true> = View<'a, <T as If<CHECKED>>::Type, A>;

/// A struct whose fields have views.
///
/// # Safety
///
/// `Of<'a, A>` is a `#[repr(transparent)]` struct around a `View<'a, Self, A>`.
#[doc(hidden)]
pub unsafe trait Fields: Pod {
    /// Has a method for each field.
    type Of<'a, A: Access>;

    /// The derive writes the type of that one field here. So it is this view, also where `#[shared(crate = …)]` names
    /// a module that calls something else so.
    fn is_view<A: Access>(_: &mut View<'_, Self, A>) {}
}

impl<'a, T: Fields, A: Access> Deref for View<'a, T, A> {
    type Target = T::Of<'a, A>;

    #[inline(always)]
    fn deref(&self) -> &T::Of<'a, A> {
        const { assert!(size_of::<T::Of<'a, A>>() == size_of::<Self>(), "the fields are a view and nothing else") };
        // SAFETY: `Fields` promises that this is the same struct under another name.
        unsafe { &*core::ptr::from_ref(self).cast() }
    }
}

impl<T: Pod, A: Access> Clone for View<'_, T, A> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Pod, A: Access> Copy for View<'_, T, A> {}

impl<T: Pod, A: Access> fmt::Debug for View<'_, T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("View").finish_non_exhaustive()
    }
}
