//! What locking means for each kind of lock that a shared type can have.

use super::section::Section;
use super::{LockGuard, Locked, RecursiveGuard};
use crate::error::SyncError;
use crate::shared_locked::{Exclusive, LockKind, Recursive, SharedLocked, Unlocked};
use crate::timeout::{Deadline, Timeout};

/// A kind of lock that can be acquired, for a value of type `T`: all but `#[shared(lock = none)]`.
///
/// To be named in generic code:
///
/// ```
/// use sync_runtime::{Lockable, Shared, SharedLocked, SyncError};
///
/// fn reset<T: SharedLocked + Default>(shared: &Shared<T>) -> Result<(), SyncError>
/// where
///     T::Lock: Lockable<T>,
/// {
///     shared.with_lock(|value| *value = T::default())
/// }
/// # let shared = Shared::<u32>::anonymous(7)?;
/// # reset(&shared)?;
/// # assert_eq!(shared.load()?, 0);
/// # Ok::<(), SyncError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "nothing says that `{T}` has a lock",
    label = "this needs a lock",
    note = "if `{T}` is declared with `#[shared(lock = none)]`, use `load` and `store`, or remove `lock = none`",
    note = "if `{T}` is a type parameter, add the bound `sync_runtime::SharedLocked<Lock = sync_runtime::Exclusive>`"
)]
pub trait Lockable<T: SharedLocked>: LockKind {
    #[doc(hidden)]
    /// Acquires the lock.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::get_lock`].
    fn acquire(locked: &Locked<T>, timeout: Timeout) -> Result<Self::Guard<'_, T>, SyncError>;

    #[doc(hidden)]
    /// Acquires the lock and changes the value, if `change` returns `Ok`.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::get_lock`]; inside, that of `change`.
    fn change<R, E>(
        locked: &Locked<T>,
        timeout: Timeout,
        change: impl FnOnce(&mut T) -> Result<R, E>,
    ) -> Result<Result<R, E>, SyncError>;

    #[doc(hidden)]
    /// Acquires the lock when `ready` says so of the value, or gives up.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::wait_until`].
    fn acquire_when(
        locked: &Locked<T>,
        timeout: Timeout,
        ready: impl FnMut(&T) -> bool,
    ) -> Result<Self::Guard<'_, T>, SyncError>;
}

/// A kind of lock, or none, under which a value of type `T` can be replaced: every kind. To be named in generic code.
#[diagnostic::on_unimplemented(
    message = "nothing says how a `{T}` is stored",
    label = "this needs to know the kind of lock",
    note = "if `{T}` is a type parameter, add the bound `sync_runtime::SharedLocked<Lock = sync_runtime::Exclusive>`"
)]
pub trait Storable<T: SharedLocked> {
    #[doc(hidden)]
    /// Replaces the value.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::store`].
    fn store(locked: &Locked<T>, timeout: Timeout, value: &T) -> Result<(), SyncError>;
}

impl LockKind for Exclusive {
    const NAME: &'static str = "mutex";
    const RECURSIVE: bool = false;
    type Guard<'a, T: SharedLocked> = LockGuard<'a, T>;
}

impl LockKind for Recursive {
    const NAME: &'static str = "recursive";
    const RECURSIVE: bool = true;
    type Guard<'a, T: SharedLocked> = RecursiveGuard<'a, T>;
}

impl LockKind for Unlocked {
    const NAME: &'static str = "none";
    const RECURSIVE: bool = false;
    type Guard<'a, T: SharedLocked> = LockGuard<'a, T>;
}

#[diagnostic::do_not_recommend]
impl<T: SharedLocked> Lockable<T> for Exclusive {
    #[inline(always)]
    fn acquire(locked: &Locked<T>, timeout: Timeout) -> Result<LockGuard<'_, T>, SyncError> {
        let section = Section::enter(locked, timeout)?;
        LockGuard::enter(section, timeout)
    }

    #[inline(always)]
    fn change<R, E>(
        locked: &Locked<T>,
        timeout: Timeout,
        change: impl FnOnce(&mut T) -> Result<R, E>,
    ) -> Result<Result<R, E>, SyncError> {
        let section = Section::enter(locked, timeout)?;
        section.with_copy(|value| {
            let result = change(value);
            if result.is_ok() {
                section.commit(value);
            }
            result
        })
    }

    fn acquire_when(
        locked: &Locked<T>,
        timeout: Timeout,
        mut ready: impl FnMut(&T) -> bool,
    ) -> Result<LockGuard<'_, T>, SyncError> {
        let deadline = Deadline::new(timeout);
        let mut guard = Self::acquire(locked, timeout)?;
        while !ready(&guard) {
            if deadline.has_passed() {
                return Err(SyncError::ConditionTimeout { waited: deadline.waited() });
            }
            guard.wait_until(deadline, || deadline.left())?;
        }
        Ok(guard)
    }
}

#[diagnostic::do_not_recommend]
impl<T: SharedLocked> Storable<T> for Exclusive {
    #[inline(always)]
    fn store(locked: &Locked<T>, timeout: Timeout, value: &T) -> Result<(), SyncError> {
        Section::enter(locked, timeout)?.commit(value);
        Ok(())
    }
}

#[diagnostic::do_not_recommend]
impl<T: SharedLocked> Lockable<T> for Recursive {
    fn acquire(locked: &Locked<T>, timeout: Timeout) -> Result<RecursiveGuard<'_, T>, SyncError> {
        RecursiveGuard::enter(locked, timeout)
    }

    fn change<R, E>(
        locked: &Locked<T>,
        timeout: Timeout,
        change: impl FnOnce(&mut T) -> Result<R, E>,
    ) -> Result<Result<R, E>, SyncError> {
        RecursiveGuard::enter(locked, timeout)?.try_update(change)
    }

    fn acquire_when(
        locked: &Locked<T>,
        timeout: Timeout,
        mut ready: impl FnMut(&T) -> bool,
    ) -> Result<RecursiveGuard<'_, T>, SyncError> {
        let deadline = Deadline::new(timeout);
        let guard = RecursiveGuard::enter(locked, timeout)?;
        while !ready(&guard.get()?) {
            if deadline.has_passed() {
                return Err(SyncError::ConditionTimeout { waited: deadline.waited() });
            }
            guard.wait(deadline.left())?;
        }
        Ok(guard)
    }
}

#[diagnostic::do_not_recommend]
impl<T: SharedLocked> Storable<T> for Recursive {
    fn store(locked: &Locked<T>, timeout: Timeout, value: &T) -> Result<(), SyncError> {
        RecursiveGuard::enter(locked, timeout)?.replace(value)
    }
}

#[diagnostic::do_not_recommend]
impl<T: SharedLocked> Storable<T> for Unlocked {
    #[inline(always)]
    fn store(locked: &Locked<T>, _: Timeout, value: &T) -> Result<(), SyncError> {
        locked.value.overwrite(value);
        Ok(())
    }
}
