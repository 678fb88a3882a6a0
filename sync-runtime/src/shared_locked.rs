//! What makes a type the whole of a shared state: how it is locked.

use crate::error::SyncError;
use crate::pod::Pod;
use crate::segment::Record;
use crate::timeout::Timeout;
use crate::view::{Read, View, Write};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use core::num::{NonZero, Saturating, Wrapping};
use core::ptr::NonNull;

/// A [`Pod`] type that can be shared as a whole, with a lock of its own. Derive it:
///
/// ```
/// # use sync_runtime::SharedLocked;
/// #[derive(SharedLocked)]
/// #[shared(timeout_ms = 250)]
/// struct Stats { requests: u64, errors: u32 }
/// ```
///
/// Every type that this crate makes [`Pod`] has it already: numbers, times, addresses, text,
/// arrays, tuples, lists. What a field may be, and its options, stand with
/// [`Pod`](trait@crate::Pod). The options of the whole, all under `#[shared(…)]`:
///
/// | option | meaning |
/// |---|---|
/// | `lock = mutex` | one thread at a time; locking again is [`Deadlock`](crate::SyncError::Deadlock) (default) |
/// | `lock = recursive` | the thread that holds the lock may lock again |
/// | `lock = none` | no lock: see below |
/// | `in_place` | the value is changed where it is, and may have up to 256 GiB: see below |
/// | `timeout_ms = 250` | how long a lock is waited for (default: 1000) |
/// | `timeout = never` | wait for ever |
/// | `priority_inherit` | the holder runs at the priority of the highest waiter |
/// | `validate = path` | a function `fn(&Self) -> bool`: what it refuses is [`Corrupt`](crate::SyncError::Corrupt) |
/// | `crate = path` | where this crate is found, if it was renamed |
///
/// # In place
///
/// A value is copied for each lock, unless it has `in_place`. Then its parts are read and changed
/// where they are, by a [`View`](crate::View), and only what is touched is touched. It may have any
/// size, where others have at most 64 KiB. The fields may be of every kind. It has a lock, which a
/// thread acquires once: not together with `lock = recursive` or `lock = none`.
///
/// A closure that changes such a value returns a `Result`, for an access may find damage or an
/// index too large; an `Err` rolls back.
///
/// # Without a lock
///
/// A struct with `lock = none` holds numbers, `bool`, `char`, `NonZero*`, fieldless enums, and
/// arrays, tuples and structs of these. Each of these numbers is one atomic access, so it is never
/// seen half changed. Nothing is promised across them: a [`load`](crate::Locked::load) beside a
/// [`store`](crate::Locked::store) may see some numbers from before it and others from after it.
///
/// What takes more than one access is refused, at compile time: `u128`, `Duration` and the other
/// times, addresses, `Option`, ranges, text, lists, enums with data. A field with `as` or
/// `validate` has to be stored as one number.
///
/// [`cells`](crate::Locked::cells) reads and changes one field or element, and leaves the others
/// alone:
///
/// ```
/// # use sync_runtime::{Shared, SharedLocked};
/// use std::time::Duration;
///
/// #[derive(SharedLocked)]
/// #[shared(lock = none)]
/// struct Stats {
///     requests: u64,
///     latency: [f64; 4],
///     #[shared(as = u64, into = to_micros, from = Duration::from_micros)]
///     longest: Duration,
/// }
///
/// fn to_micros(duration: &Duration) -> u64 {
///     duration.as_micros().try_into().unwrap_or(u64::MAX)
/// }
///
/// let stats = Shared::anonymous(Stats { requests: 0, latency: [0.0; 4], longest: Duration::ZERO })?;
/// let cells = stats.cells();
/// cells.requests().fetch_add(1);
/// cells.latency().at(3)?.set(0.25);
/// cells.longest().fetch_max(to_micros(&Duration::from_millis(250)));
/// assert_eq!(stats.load()?.longest, Duration::from_millis(250));
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be shared as a whole",
    label = "this type has no lock of its own",
    note = "for a struct or an enum of your own, add `#[derive(sync_runtime::SharedLocked)]` to it, and `#[shared(in_place)]` for `create_with` and `view`; if it has `#[derive(Pod)]`, which makes it a part of a shared struct, replace that",
    note = "for a type parameter, add the bound `sync_runtime::SharedLocked`",
    note = "for a type of another crate, hold it or what it is made from in a struct with `#[derive(sync_runtime::SharedLocked)]`; for text and lists use `ArrayString<N>` and `ArrayVec<T, N>` (feature `arrayvec`)"
)]
pub trait SharedLocked: Pod + Whole<Made = Self> {
    /// How it is locked: [`Lockable`](crate::Lockable), unless it is not.
    type Lock: LockKind;

    /// How long a lock is waited for.
    #[doc(hidden)]
    const TIMEOUT: Timeout = Timeout::DEFAULT;

    /// Whether the holder inherits the priority of those who wait.
    #[doc(hidden)]
    const PRIORITY_INHERIT: bool = false;

    /// Tells of the layouts that have not got the fields with `#[shared(default)]`.
    #[doc(hidden)]
    #[must_use]
    fn former_layouts<F: Formers<Self>>(formers: F) -> F {
        formers
    }
}

/// Takes the former layouts of a `T`.
#[doc(hidden)]
pub trait Formers<T>: Sized {
    /// A layout, what it is called in an error, and how a value of it becomes a `T`.
    #[must_use]
    fn former<O: SharedLocked>(self, name: &'static str, upgrade: fn(O) -> T) -> Self
    where
        T: SharedLocked;

    /// A layout of values that are changed in place.
    #[must_use]
    fn former_in_place<O: FormerInPlace<T>>(self) -> Self
    where
        T: SharedInPlace;
}

/// The layout of a `T` that has not got some fields with `#[shared(default)]`, where a `T` is
/// changed in place.
#[doc(hidden)]
pub trait FormerInPlace<T: SharedInPlace>: SharedInPlace {
    /// What it is called in an error.
    const NAME: &'static str;

    /// Makes a `T`, which begins as zeroes, of a value.
    ///
    /// # Errors
    ///
    /// None, as long as the calling thread holds the lock of the value.
    fn upgrade<R: Read, W: Write>(former: View<'_, Self, R>, new: View<'_, T, W>) -> Result<(), SyncError>;
}

/// A [`Pod`] type that is shared as a whole and changed in place: it has `#[derive(SharedLocked)]`
/// and `#[shared(in_place)]`.
///
/// To be named in generic code. What can be done with such a value is in
/// [`LockedInPlace`](crate::LockedInPlace).
///
/// ```
/// use sync_runtime::{LockedInPlace, Shared, SharedInPlace, SharedLocked, SyncError};
///
/// fn recoveries<T: SharedInPlace>(shared: &Shared<T>) -> u32 {
///     shared.recoveries()
/// }
///
/// #[derive(SharedLocked)]
/// #[shared(in_place)]
/// struct Frame { number: u64, pixels: [u8; 1 << 20] }
///
/// let frame = Shared::<Frame>::anonymous_with(|_| Ok(()))?;
/// assert_eq!(recoveries(&frame), 0);
/// # Ok::<(), SyncError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not changed in place",
    label = "this needs `#[shared(in_place)]`",
    note = "for a struct of your own, add `#[derive(sync_runtime::SharedLocked)]` and `#[shared(in_place)]` to it; or use `create`, `open_or_create`, `replace` or `anonymous`, with a first value; `SharedReader` reads it",
    note = "for a type parameter, add the bound `sync_runtime::SharedInPlace`"
)]
pub trait SharedInPlace: Pod + Kept<How = InPlace> {
    /// How long a lock is waited for.
    #[doc(hidden)]
    const TIMEOUT: Timeout = Timeout::DEFAULT;

    /// Whether the holder inherits the priority of those who wait.
    #[doc(hidden)]
    const PRIORITY_INHERIT: bool = false;

    /// Tells of the layouts that have not got the fields with `#[shared(default)]`.
    #[doc(hidden)]
    #[must_use]
    fn former_layouts<F: Formers<Self>>(formers: F) -> F {
        formers
    }
}

/// A type that can be shared as a whole, and how its values are kept. Implemented by the derive.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be shared as a whole",
    label = "this type has no lock of its own",
    note = "for a struct or an enum of your own, add `#[derive(sync_runtime::SharedLocked)]` to it, and `#[shared(in_place)]` for `create_with` and `view`; if it has `#[derive(Pod)]`, which makes it a part of a shared struct, replace that",
    note = "for a type parameter, add the bound `sync_runtime::SharedLocked`",
    note = "for a type of another crate, hold it or what it is made from in a struct with `#[derive(sync_runtime::SharedLocked)]`; for text and lists use `ArrayString<N>` and `ArrayVec<T, N>` (feature `arrayvec`)"
)]
pub trait Kept: Pod {
    /// [`ByValue`] or [`InPlace`].
    type How: Keeping<Self>;
}

/// What a segment holds of a `T`, and what a handle gives access to.
#[doc(hidden)]
pub trait Keeping<T> {
    /// The value with its lock.
    type Place: Record + Sync;

    /// Refuses, at compile time, what cannot be shared.
    const FITS: ();

    /// How long a lock is waited for, if nothing else is said.
    const TIMEOUT: Timeout;

    /// Tells of the layouts that have not got the fields with `#[shared(default)]`.
    #[must_use]
    fn former_layouts<F: Formers<T>>(formers: F) -> F;

    /// What an upgrade makes another value of: the value, or a view of it.
    type Seen<'a>;

    /// Ends the value at `place` under its lock: `prepare` makes what takes its place, and what
    /// that returns puts it there. If either fails or panics, nothing has changed.
    ///
    /// # Errors
    ///
    /// Those of acquiring the lock, and those of the two functions.
    fn supersede<P: FnOnce() -> Result<R, SyncError>, R>(
        place: &Self::Place,
        timeout: Timeout,
        prepare: impl FnOnce(Self::Seen<'_>) -> Result<P, SyncError>,
    ) -> Result<R, SyncError>;

    /// What a handle has of the value.
    type Access: Copy + Send + Sync;

    /// What the handle dereferences to.
    type Target;

    /// # Safety
    ///
    /// The value stays where it is as long as what is returned is used.
    unsafe fn access(place: NonNull<Self::Place>, timeout: Timeout) -> Self::Access;

    fn target(access: &Self::Access) -> &Self::Target;
}

// Recommended: what is missing is `SharedLocked`.
impl<T: SharedLocked> Kept for T {
    type How = ByValue;
}

/// Changed by a private copy, which is committed as a whole.
#[doc(hidden)]
#[derive(Debug)]
pub enum ByValue {}

/// Changed where it is.
#[doc(hidden)]
#[derive(Debug)]
pub enum InPlace {}

/// That values of type `T` are copied, although they are kept so: never met. The derive of a struct
/// with `#[shared(in_place)]` writes a [`SharedLocked`] that asks for it, so that this is what the
/// compiler tells.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{T}` is changed in place, and this is for values that are copied",
    label = "`{T}` has `#[shared(in_place)]`",
    note = "to make a segment of one, use `create_with`, `open_or_create_with`, `replace_with` or `anonymous_with`: their closure sets the first value",
    note = "to read one, open it with `Shared`, or with `InPlaceReader` in place of `SharedReader`, and use `view`",
    note = "for an upgrade, use `upgrade_with`, to a struct with `#[shared(in_place)]`: its closure sets the new value",
    note = "for a `Table`, remove `#[shared(in_place)]`, if it has at most 65536 bytes"
)]
pub trait Copies<'a, T> {}

/// A type that can be shared as a whole, as what makes a shared one is told of it.
///
/// `Made` is the type itself. For a type without the derive it is unknown, and so is the type of
/// the handle that it is put into: what is then done with the handle is not one more error each.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be shared as a whole",
    label = "this type has no lock of its own",
    note = "for a struct or an enum of your own, add `#[derive(sync_runtime::SharedLocked)]` to it, and `#[shared(in_place)]` for `create_with` and `view`; if it has `#[derive(Pod)]`, which makes it a part of a shared struct, replace that",
    note = "for a type parameter, add the bound `sync_runtime::SharedLocked`",
    note = "for a type of another crate, hold it or what it is made from in a struct with `#[derive(sync_runtime::SharedLocked)]`; for text and lists use `ArrayString<N>` and `ArrayVec<T, N>` (feature `arrayvec`)"
)]
pub trait Whole {
    /// The type itself.
    type Made;

    /// The value itself.
    fn made(self) -> Self::Made;
}

/// The other way round: which type is put into a handle of a type that is known.
#[doc(hidden)]
pub trait MadeFrom {
    /// The type itself.
    type Whole;
}

#[diagnostic::do_not_recommend]
impl<T: Kept> MadeFrom for T {
    type Whole = T;
}

/// A way of locking.
#[doc(hidden)]
pub trait LockKind: sealed::Sealed + 'static {
    /// What the derive's option calls it.
    const NAME: &'static str;
    /// Whether a thread may lock again.
    const RECURSIVE: bool;
    /// What holds the lock. Kinds without a lock name one, too, so that only the missing lock is an
    /// error.
    type Guard<'a, T: SharedLocked>;
    /// Whether there is a lock.
    const LOCKED: bool;
}

mod sealed {
    pub trait Sealed {}
}

/// `lock = mutex`, the default: one thread at a time, once.
///
/// To be named in generic code:
///
/// ```
/// use sync_runtime::{Exclusive, Shared, SharedLocked, SyncError};
///
/// fn reset<T: SharedLocked<Lock = Exclusive> + Default>(shared: &Shared<T>) -> Result<(), SyncError> {
///     shared.with_lock(|value| *value = T::default())
/// }
/// # let shared = Shared::<u32>::anonymous(7)?;
/// # reset(&shared)?;
/// # assert_eq!(shared.load()?, 0);
/// # Ok::<(), SyncError>(())
/// ```
#[derive(Debug)]
pub enum Exclusive {}

/// `lock = recursive`: one thread at a time, as often as it calls.
#[derive(Debug)]
pub enum Recursive {}

/// `lock = none`: no lock.
#[derive(Debug)]
pub enum Unlocked {}

impl sealed::Sealed for Exclusive {}
impl sealed::Sealed for Recursive {}
impl sealed::Sealed for Unlocked {}

macro_rules! whole {
    ($([$($generics:tt)*] $type:ty $(, $bound:ident)?;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> SharedLocked for $type
        $(where
            Self: $bound)?
        {
            type Lock = Exclusive;
        }
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> Whole for $type
        $(where
            Self: $bound)?
        {
            type Made = Self;

            #[inline(always)]
            fn made(self) -> Self {
                self
            }
        }
    )*};
}

/// Tuples, of which the parts are named.
macro_rules! tuples {
    ($(($($part:ident),*);)*) => {
        whole! { $([$($part: Pod),*] ($($part,)*);)* }
    };
}

whole! {
    [] u8; [] u16; [] u32; [] u64; [] u128; [] usize;
    [] i8; [] i16; [] i32; [] i64; [] i128; [] isize;
    [] f32; [] f64; [] bool; [] char;
    [] NonZero<u8>; [] NonZero<u16>; [] NonZero<u32>; [] NonZero<u64>; [] NonZero<u128>; [] NonZero<usize>;
    [] NonZero<i8>; [] NonZero<i16>; [] NonZero<i32>; [] NonZero<i64>; [] NonZero<i128>; [] NonZero<isize>;
    [] core::time::Duration; [] std::time::SystemTime; [] core::cmp::Ordering;
    [] IpAddr; [] Ipv4Addr; [] Ipv6Addr; [] SocketAddr; [] SocketAddrV4; [] SocketAddrV6;
    [T: Pod] Option<T>; [T: Pod] Wrapping<T>; [T: Pod] Saturating<T>; [T: Pod] core::cmp::Reverse<T>;
    [T: Pod] core::ops::Range<T>; [T: Pod] core::ops::RangeInclusive<T>, Pod;
    [T: Pod, const N: usize] [T; N];
}

tuples! {
    (A); (A, B); (A, B, C); (A, B, C, D); (A, B, C, D, E); (A, B, C, D, E, F); (A, B, C, D, E, F, G);
    (A, B, C, D, E, F, G, H); (A, B, C, D, E, F, G, H, I); (A, B, C, D, E, F, G, H, I, J);
    (A, B, C, D, E, F, G, H, I, J, K); (A, B, C, D, E, F, G, H, I, J, K, L);
}

#[cfg(feature = "arrayvec")]
whole! {
    [const N: usize] arrayvec::ArrayString<N>;
    [T: Pod, const N: usize] arrayvec::ArrayVec<T, N>;
}
