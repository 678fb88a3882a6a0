//! What makes a type the whole of a shared state: how it is locked.

use crate::pod::Pod;
use crate::timeout::Timeout;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use core::num::{NonZero, Saturating, Wrapping};

/// A [`Pod`] type that can be shared as a whole, with a lock of its own. Derive it:
///
/// ```
/// # use sync_runtime::SharedLocked;
/// #[derive(SharedLocked)]
/// #[shared(timeout_ms = 250)]
/// struct Stats { requests: u64, errors: u32 }
/// ```
///
/// Every type that this crate makes [`Pod`] has it already: numbers, times, addresses, text, arrays, tuples, lists.
/// What a field may be, and its options, stand with [`Pod`](trait@crate::Pod). The options of the whole, all under
/// `#[shared(…)]`:
///
/// | option | meaning |
/// |---|---|
/// | `lock = mutex` | one thread at a time; locking again is [`Deadlock`](crate::SyncError::Deadlock) (default) |
/// | `lock = recursive` | the thread that holds the lock may lock again |
/// | `lock = none` | no lock: see below |
/// | `timeout_ms = 250` | how long a lock is waited for (default: 1000) |
/// | `timeout = never` | wait for ever |
/// | `priority_inherit` | the holder runs at the priority of the highest waiter |
/// | `validate = path` | a function `fn(&Self) -> bool`: what it refuses is [`Corrupt`](crate::SyncError::Corrupt) |
/// | `crate = path` | where this crate is found, if it was renamed |
///
/// # Without a lock
///
/// A struct with `lock = none` holds numbers, `bool`, `char`, `NonZero*`, fieldless enums, and arrays, tuples and structs of
/// these. Each of these numbers is one atomic access, so it is never seen half changed. Nothing is promised across them: a
/// [`load`](crate::Locked::load) beside a [`store`](crate::Locked::store) may see some numbers from before it and others from after it.
///
/// What takes more than one access is refused, at compile time: `u128`, `Duration` and the other times, addresses, `Option`,
/// ranges, text, lists, enums with data. A field with `as` or `validate` has to be stored as one number.
///
/// [`cells`](crate::Locked::cells) reads and changes one field or element, and leaves the others alone:
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
    note = "add `#[derive(SharedLocked)]` to it (`#[derive(Pod)]` makes it a part of a shared struct, not a whole)"
)]
pub trait SharedLocked: Pod {
    /// How it is locked: [`Lockable`](crate::Lockable), unless it is not.
    type Lock: LockKind;

    /// How long a lock is waited for.
    #[doc(hidden)]
    const TIMEOUT: Timeout = Timeout::DEFAULT;

    /// Whether the holder inherits the priority of those who wait.
    #[doc(hidden)]
    const PRIORITY_INHERIT: bool = false;
}

/// A way of locking.
#[doc(hidden)]
pub trait LockKind: sealed::Sealed + 'static {
    /// What the derive's option calls it.
    const NAME: &'static str;
    /// Whether a thread may lock again.
    const RECURSIVE: bool;
    /// Whether there is a lock.
    const LOCKED: bool;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $name:literal recursive $recursive:literal locked $locked:literal;)*) => {$(
        $(#[$doc])*
        #[doc(hidden)]
        #[derive(Debug)]
        pub enum $kind {}
        impl sealed::Sealed for $kind {}
        impl LockKind for $kind {
            const NAME: &'static str = $name;
            const RECURSIVE: bool = $recursive;
            const LOCKED: bool = $locked;
        }
    )*};
}

kinds! {
    /// One thread at a time, once.
    Exclusive "mutex" recursive false locked true;
    /// One thread at a time, as often as it likes.
    Recursive "recursive" recursive true locked true;
    /// No lock.
    Unlocked "none" recursive false locked false;
}

macro_rules! whole {
    ($([$($part:ident),*] $type:ty;)*) => {$(
        impl<$($part: Pod),*> SharedLocked for $type {
            type Lock = Exclusive;
        }
    )*};
}

whole! {
    [] u8; [] u16; [] u32; [] u64; [] u128; [] usize;
    [] i8; [] i16; [] i32; [] i64; [] i128; [] isize;
    [] f32; [] f64; [] bool; [] char;
    [] NonZero<u8>; [] NonZero<u16>; [] NonZero<u32>; [] NonZero<u64>; [] NonZero<u128>; [] NonZero<usize>;
    [] NonZero<i8>; [] NonZero<i16>; [] NonZero<i32>; [] NonZero<i64>; [] NonZero<i128>; [] NonZero<isize>;
    [] core::time::Duration; [] std::time::SystemTime; [] core::cmp::Ordering;
    [] IpAddr; [] Ipv4Addr; [] Ipv6Addr; [] SocketAddr; [] SocketAddrV4; [] SocketAddrV6;
    [T] Option<T>; [T] Wrapping<T>; [T] Saturating<T>; [T] core::cmp::Reverse<T>; [T] core::ops::Range<T>;
    [A] (A,); [A, B] (A, B); [A, B, C] (A, B, C); [A, B, C, D] (A, B, C, D); [A, B, C, D, E] (A, B, C, D, E);
    [A, B, C, D, E, F] (A, B, C, D, E, F); [A, B, C, D, E, F, G] (A, B, C, D, E, F, G);
    [A, B, C, D, E, F, G, H] (A, B, C, D, E, F, G, H); [A, B, C, D, E, F, G, H, I] (A, B, C, D, E, F, G, H, I);
    [A, B, C, D, E, F, G, H, I, J] (A, B, C, D, E, F, G, H, I, J);
    [A, B, C, D, E, F, G, H, I, J, K] (A, B, C, D, E, F, G, H, I, J, K);
    [A, B, C, D, E, F, G, H, I, J, K, L] (A, B, C, D, E, F, G, H, I, J, K, L);
}

impl<T: Pod> SharedLocked for core::ops::RangeInclusive<T>
where
    Self: Pod,
{
    type Lock = Exclusive;
}

impl<T: Pod, const N: usize> SharedLocked for [T; N] {
    type Lock = Exclusive;
}

#[cfg(feature = "arrayvec")]
impl<const N: usize> SharedLocked for arrayvec::ArrayString<N> {
    type Lock = Exclusive;
}

#[cfg(feature = "arrayvec")]
impl<T: Pod, const N: usize> SharedLocked for arrayvec::ArrayVec<T, N> {
    type Lock = Exclusive;
}
