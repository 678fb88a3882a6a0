//! Views of shared values: their fields and elements, each of which is read and written without the
//! others.

mod access;
mod arithmetic;
mod array;
#[cfg(feature = "arrayvec")]
mod counted;
mod field;
mod index;
mod number;
mod option;
mod part;
mod slice;
#[cfg(test)]
mod tests;
mod tuple;

pub use access::{Access, Direct, Read, Write};
pub use arithmetic::{Arithmetic, Summed};
pub use array::Elements;
pub use field::FieldView;
pub use index::Indexed;
pub use number::{Checked, Number};
pub use slice::Slice;

use crate::pod::Pod;
use crate::pod::derived::{Derived, If};
use crate::pod::foreign::HasCode;
use core::fmt;
use core::ops::Deref;

/// A shared value of type `T`, or a part of one, which is read and written in the shared memory,
/// one part at a time.
///
/// [`Locked::cells`](crate::Locked::cells) makes one, for a struct with `#[shared(lock = none)]`. A
/// struct with `#[shared(in_place)]` hands one to the closures that change and read it. What a view
/// has follows from the type that it is a view of:
///
/// | view of | has |
/// |---|---|
/// | a struct, whether it derives `SharedLocked` or `Pod` | a method for each field, with the field's name and visibility, that returns its view; `f0`, `f1`, … for those of a tuple struct |
/// | a tuple | `f0`, `f1`, … |
/// | an array | [`at`](View::at), [`iter`](View::iter), [`len`](View::len), [`range`](View::range), [`as_slice`](View::as_slice) |
///
/// A view is as small as a reference or two, is copied freely, and costs nothing.
///
/// # In the signature of a function
///
/// Where a view comes from is a part of its type. `T` is the part that it is a view of: the struct,
/// or the type of a field.
///
/// | view in | type |
/// |---|---|
/// | [`cells`](crate::Locked::cells) | `View<'_, T>` |
/// | [`with_lock`](crate::LockedInPlace::with_lock), [`transact`](crate::LockedInPlace::transact), the `view` of a [guard](crate::InPlaceGuard), the first value of `create_with` and the like | [`View<'_, T, Writing<'_>>`](crate::Writing) |
/// | [`view`](crate::LockedInPlace::view), [`view_newer`](crate::LockedInPlace::view_newer), also of an [`InPlaceReader`](crate::InPlaceReader) | [`View<'_, T, Reading<'_>>`](crate::Reading) |
/// | [`wait_until`](crate::LockedInPlace::wait_until), [`wait_while`](crate::InPlaceGuard::wait_while), the former value in [`upgrade_with`](crate::SharedOptions::upgrade_with) | [`View<'_, T, Holding<'_>>`](crate::Holding) |
/// | several of the last three | `View<'_, T, A>` with `A:` [`Read`], or [`Write`] to change it |
///
/// # In place
///
/// Views of a value with `#[shared(in_place)]`, and of its parts, have besides:
///
/// | view of | has |
/// |---|---|
/// | anything | [`get`](View::get), [`to_box`](View::to_box); under the lock [`set`](View::set), [`set_from`](View::set_from), [`copy_from`](View::copy_from), [`update`](View::update) |
/// | an integer, `f32`, `f64` | under the lock [`add`](View::add), [`sub`](View::sub), which refuse to overflow |
/// | an array | under the lock [`fill`](View::fill), [`copy_from_slice`](View::copy_from_slice); of numbers [`copy_into`](View::copy_into) |
/// | an `Option` | [`is_some`](View::is_some), [`some`](View::some); under the lock [`take`](View::take) |
/// | an `ArrayVec` | `len`, `is_empty`, `at`, `iter`, `as_slice`, each a `Result`, for the length may be damaged; under the lock `push`, `pop`, `clear` |
/// | an `ArrayString` | `len`, `is_empty`, `with_str`, each a `Result`; under the lock `set_str`, `clear` |
///
/// Each copies the part that it is called on, and nothing else. Under the lock, a number is a
/// number: `get` returns a `u64` or a `[f64; 4]`. What can be damaged (`bool`, `char`, enums,
/// structs, …) is a `Result`; and without the lock everything is, for a writer may have been
/// faster.
///
/// A field with `#[shared(as = Type)]` or `#[shared(validate = …)]` has a
/// [`FieldView`], of the field's own type: `get`, `set`, `update`, and by
/// [`stored`](FieldView::stored) all of the above. `#[shared(validate = …)]` of a whole struct is a
/// check of reading that struct whole.
///
/// These methods come before a field's: the method of a field called `get`, `to_box`, `set`,
/// `set_from`, `copy_from` or `update` is called by `(*view).get()`.
///
/// ```
/// use sync_runtime::{Pod, Read, Reading, Shared, SharedLocked, SyncError, View, Writing};
///
/// #[derive(SharedLocked)]
/// #[shared(in_place)]
/// struct Peers { count: u64, peers: [Endpoint; 10_000] }
///
/// #[derive(Pod)]
/// struct Endpoint { address: [u8; 4], port: u16 }
///
/// fn move_to(peer: View<'_, Endpoint, Writing<'_>>, port: u16) {
///     peer.port().set(port); // in `with_lock`
/// }
///
/// fn port(peer: View<'_, Endpoint, Reading<'_>>) -> Result<u16, SyncError> {
///     peer.port().get() // in `view`
/// }
///
/// fn is_local<A: Read>(peer: View<'_, Endpoint, A>) -> Result<bool, SyncError> {
///     Ok(peer.address().at(0)?.try_get()? == 127) // in each of them
/// }
///
/// let peers = Shared::<Peers>::anonymous_with(|_| Ok(()))?;
/// peers.with_lock(|peers| {
///     let peer = peers.peers().at(7)?;
///     move_to(peer, 8080);
///     assert!(!is_local(peer)?);
///     Ok(())
/// })?;
/// let port = peers.view(|peers| port(peers.peers().at(7)?))?;
/// assert_eq!(port, 8080);
/// # Ok::<(), SyncError>(())
/// ```
///
/// # Without a lock
///
/// Views of a value with `#[shared(lock = none)]`, and of its parts, have besides:
///
/// | view of | has |
/// |---|---|
/// | a number, `bool`, `char`, `NonZero*`, a fieldless enum | `get`, `set`, [`swap`](View::swap), [`compare_exchange`](View::compare_exchange), `update` |
/// | an integer, `f32`, `f64` | [`fetch_add`](View::fetch_add), [`fetch_sub`](View::fetch_sub), [`fetch_max`](View::fetch_max), [`fetch_min`](View::fetch_min) as well |
///
/// `fetch_add` is one instruction on `x86_64`. A field with `#[shared(as = Type)]` is seen as the
/// `Type` that is stored. `#[shared(validate = …)]` is a check of [`load`](crate::Locked::load),
/// not of a view.
///
/// Reading acquires and writing releases, as with `Ordering::Acquire`, `Release` and `AcqRel` of
/// [`std::sync::atomic`]: a thread that reads what another one wrote also sees what that thread had
/// done before. So a field can say that others are ready. There is no order of all accesses
/// (`SeqCst`): of two threads that each set one field and then get the other's, both may get the
/// old value.
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
/// fn move_to(peer: View<'_, Endpoint>, port: u16) {
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
    /// The view of the field called `name`, for which `F` stands: functions of the program make or
    /// check it.
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

    /// The derive writes the type of that one field here. So it is this view, also where
    /// `#[shared(crate = …)]` names a module that calls something else so.
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
