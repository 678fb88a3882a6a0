//! What makes a type the whole of a shared state: how it is locked.

mod keeping;
mod kinds;
mod whole;

pub(crate) use keeping::{ByValue, Keeping};
pub use keeping::{Copies, InPlace, Kept};
pub(crate) use kinds::LockKind;
pub use kinds::{Exclusive, Recursive, Unlocked};
pub use whole::{MadeFrom, Whole};

use crate::error::SyncError;
use crate::pod::Pod;
use crate::timeout::Timeout;
use crate::view::{Read, View, Write};

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
/// | `validate = path` | a function `fn(&Self) -> bool`: what it refuses is [`Corrupt`](crate::SyncError::Corrupt) when it is read: see below |
/// | `crate = path` | where this crate is found, if it was renamed or comes by another crate: `crate = mystate::sync_runtime` |
///
/// # Checks
///
/// A function of `validate`, of the whole or of a field, is called when a value is read. Nothing
/// checks what is written. So a change that the function refuses is committed, and from then on
/// every [`load`](crate::Locked::load) and every lock is [`Corrupt`](crate::SyncError::Corrupt),
/// until a good value is [stored](crate::Locked::store). To refuse the change itself, ask the
/// function in [`transact`](crate::Locked::transact):
///
/// ```
/// # use sync_runtime::{Shared, SharedLocked, SyncError};
/// #[derive(SharedLocked)]
/// struct Job {
///     #[shared(validate = is_percentage)]
///     done: u8,
/// }
///
/// fn is_percentage(done: &u8) -> bool {
///     *done <= 100
/// }
///
/// let job = Shared::anonymous(Job { done: 99 })?;
/// let changed = job.transact(|job| {
///     job.done += 7;
///     if is_percentage(&job.done) { Ok(()) } else { Err("more than all of it") }
/// });
/// assert!(changed.is_err());
/// assert_eq!(job.load()?.done, 99); // nothing was committed
///
/// job.with_lock(|job| job.done = 200)?; // `Ok`: nothing checks it
/// assert!(matches!(job.load(), Err(SyncError::Corrupt { .. })));
/// assert!(job.with_lock(|job| job.done = 100).is_err()); // it reads the value first
/// job.store(Job { done: 100 })?; // does not read the old value, and mends it
/// assert_eq!(job.load()?.done, 100);
/// # Ok::<(), SyncError>(())
/// ```
///
/// # In place
///
/// A value is copied for each lock, unless it has `in_place`. Then its parts are read and changed
/// where they are, by a [`View`], and only what is touched is touched. It may have any
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
