//! The kinds of locks.

use super::SharedLocked;

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
