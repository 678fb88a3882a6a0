//! What locking means for each kind of lock that a shared type can have.

use super::section::Section;
use super::waiting::{for_a_look, out_of_time, to_look_again, wait_until_ready};
use super::{LockGuard, Locked, RecursiveGuard};
use crate::condvar::{Condvar, Unnotified};
use crate::error::SyncError;
use crate::mutex::Acquired;
use crate::pod::apart;
use crate::shared_locked::{Exclusive, LockKind, Recursive, SharedLocked, Unlocked};
use crate::timeout::{Deadline, Timeout};
use core::mem::{self, MaybeUninit};

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
    fn acquire<'a>(locked: &'a Locked<T>, timeout: &Timeout) -> Result<Self::Guard<'a, T>, SyncError>;

    /// What an [`OwnedGuard`](crate::OwnedGuard) dereferences to: the value, or a
    /// [`RecursiveGuard`].
    type Target
    where
        T: 'static;

    #[doc(hidden)]
    fn target<'g>(guard: &'g Self::Guard<'static, T>) -> &'g Self::Target
    where
        T: 'static;

    #[doc(hidden)]
    fn roll_back(guard: Self::Guard<'_, T>);

    #[doc(hidden)]
    /// Acquires the lock without a guard.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::acquire`].
    fn acquire_bare(locked: &Locked<T>, timeout: Timeout) -> Result<Acquired, SyncError>;

    #[doc(hidden)]
    /// Makes a guard for a lock that is held without one.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::adopt_lock`].
    ///
    /// # Safety
    ///
    /// That of [`Locked::adopt_lock`].
    unsafe fn adopt(locked: &Locked<T>) -> Result<Self::Guard<'_, T>, SyncError>;

    #[doc(hidden)]
    /// Releases a lock that is held without a guard.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::release`].
    ///
    /// # Safety
    ///
    /// That of [`Locked::release`].
    unsafe fn release(locked: &Locked<T>) -> Result<(), SyncError>;

    #[doc(hidden)]
    /// Acquires the lock and changes the value, if `change` returns `Ok`.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::get_lock`]; inside, that of `change`.
    fn change<R, E>(
        locked: &Locked<T>,
        timeout: &Timeout,
        change: impl FnOnce(&mut T) -> Result<R, E>,
    ) -> Result<Result<R, E>, SyncError>;

    #[doc(hidden)]
    /// Acquires the lock when `ready` says so of the value, or gives up. Until then it waits for
    /// the value's own condition, unless for a `further` one.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::wait_until`].
    fn acquire_when<'a>(
        locked: &'a Locked<T>,
        further: Option<&Condvar>,
        timeout: Timeout,
        ready: impl FnMut(&T) -> bool,
    ) -> Result<Self::Guard<'a, T>, SyncError>;
}

/// A kind of lock, or none, under which a value of type `T` can be replaced: every kind. To be
/// named in generic code.
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
    fn store(locked: &Locked<T>, timeout: &Timeout, value: &T) -> Result<(), SyncError>;
}

impl LockKind for Exclusive {
    const NAME: &'static str = "mutex";
    const RECURSIVE: bool = false;
    const LOCKED: bool = true;
    type Guard<'a, T: SharedLocked> = LockGuard<'a, T>;
}

impl LockKind for Recursive {
    const NAME: &'static str = "recursive";
    const RECURSIVE: bool = true;
    const LOCKED: bool = true;
    type Guard<'a, T: SharedLocked> = RecursiveGuard<'a, T>;
}

impl LockKind for Unlocked {
    const NAME: &'static str = "none";
    const RECURSIVE: bool = false;
    const LOCKED: bool = false;
    type Guard<'a, T: SharedLocked> = LockGuard<'a, T>;
}

#[diagnostic::do_not_recommend]
impl<T: SharedLocked> Lockable<T> for Exclusive {
    #[inline(always)]
    fn acquire<'a>(locked: &'a Locked<T>, timeout: &Timeout) -> Result<LockGuard<'a, T>, SyncError> {
        LockGuard::enter(Section::enter(locked, timeout)?)
    }

    type Target
        = T
    where
        T: 'static;

    fn target<'g>(guard: &'g LockGuard<'static, T>) -> &'g T {
        guard
    }

    fn roll_back(guard: LockGuard<'_, T>) {
        guard.roll_back();
    }

    fn acquire_bare(locked: &Locked<T>, timeout: Timeout) -> Result<Acquired, SyncError> {
        Section::enter(locked, &timeout).map(Section::leave)
    }

    unsafe fn adopt(locked: &Locked<T>) -> Result<LockGuard<'_, T>, SyncError> {
        // SAFETY: the caller's promise.
        let section = unsafe { Section::adopt(locked)? };
        let mut value = MaybeUninit::uninit();
        match section.held()?.read_into(&mut value) {
            // SAFETY: `read_into` returned `Ok`, so it initialized the value.
            Ok(()) => Ok(unsafe { LockGuard::new(section, value) }),
            Err(corrupt) => {
                section.leave();
                Err(corrupt.into())
            }
        }
    }

    unsafe fn release(locked: &Locked<T>) -> Result<(), SyncError> {
        // SAFETY: the caller's promise.
        let section = unsafe { Section::adopt(locked)? };
        section.end(None);
        Ok(())
    }

    #[inline(always)]
    fn change<R, E>(
        locked: &Locked<T>,
        timeout: &Timeout,
        change: impl FnOnce(&mut T) -> Result<R, E>,
    ) -> Result<Result<R, E>, SyncError> {
        Section::enter_with_copy(locked, timeout, |section, value| {
            let result = change(value);
            if result.is_ok() && !section.end(Some(value)) {
                return Err(SyncError::NotOwner);
            }
            Ok(result)
        })
    }

    fn acquire_when<'a>(
        locked: &'a Locked<T>,
        further: Option<&Condvar>,
        timeout: Timeout,
        mut ready: impl FnMut(&T) -> bool,
    ) -> Result<LockGuard<'a, T>, SyncError> {
        let deadline = Deadline::new(timeout);
        let mut guard = Self::acquire(locked, &for_a_look(timeout)).map_err(|error| out_of_time(error, deadline))?;
        wait_until_ready(
            &mut guard,
            deadline,
            |guard| Ok(ready(guard)),
            |guard| guard.wait_until(further, deadline, Unnotified::Every, |slept| to_look_again(slept, deadline)),
        )?;
        Ok(guard)
    }
}

#[diagnostic::do_not_recommend]
impl<T: SharedLocked> Storable<T> for Exclusive {
    #[inline(always)]
    fn store(locked: &Locked<T>, timeout: &Timeout, value: &T) -> Result<(), SyncError> {
        // A function that converts a field may fork.
        if Section::enter(locked, timeout)?.end(Some(value)) { Ok(()) } else { Err(SyncError::NotOwner) }
    }
}

#[diagnostic::do_not_recommend]
impl<T: SharedLocked> Lockable<T> for Recursive {
    fn acquire<'a>(locked: &'a Locked<T>, timeout: &Timeout) -> Result<RecursiveGuard<'a, T>, SyncError> {
        RecursiveGuard::enter(locked, timeout)
    }

    type Target
        = RecursiveGuard<'static, T>
    where
        T: 'static;

    fn target<'g>(guard: &'g RecursiveGuard<'static, T>) -> &'g RecursiveGuard<'static, T> {
        guard
    }

    fn roll_back(guard: RecursiveGuard<'_, T>) {
        guard.roll_back();
    }

    fn acquire_bare(locked: &Locked<T>, timeout: Timeout) -> Result<Acquired, SyncError> {
        let guard = RecursiveGuard::enter(locked, &timeout)?;
        let acquired = if guard.recovered() { Acquired::OwnerDied } else { Acquired::Clean };
        mem::forget(guard);
        Ok(acquired)
    }

    unsafe fn adopt(locked: &Locked<T>) -> Result<RecursiveGuard<'_, T>, SyncError> {
        // SAFETY: the caller's promise.
        unsafe { Section::adopt(locked) }.map(RecursiveGuard::of)
    }

    unsafe fn release(locked: &Locked<T>) -> Result<(), SyncError> {
        // SAFETY: the caller's promise.
        unsafe { Self::adopt(locked) }.map(drop)
    }

    fn change<R, E>(
        locked: &Locked<T>,
        timeout: &Timeout,
        change: impl FnOnce(&mut T) -> Result<R, E>,
    ) -> Result<Result<R, E>, SyncError> {
        RecursiveGuard::enter(locked, timeout)?.try_update(change)
    }

    fn acquire_when<'a>(
        locked: &'a Locked<T>,
        further: Option<&Condvar>,
        timeout: Timeout,
        mut ready: impl FnMut(&T) -> bool,
    ) -> Result<RecursiveGuard<'a, T>, SyncError> {
        let deadline = Deadline::new(timeout);
        let mut guard =
            RecursiveGuard::enter(locked, &for_a_look(timeout)).map_err(|error| out_of_time(error, deadline))?;
        // Outer guards of this thread have to have their lock again, however long that takes.
        let reacquire = |levels, slept| if levels == 1 { to_look_again(slept, deadline) } else { Timeout::Never };
        wait_until_ready(
            &mut guard,
            deadline,
            |guard| Ok(ready(&guard.get()?)),
            |guard| guard.wait_until(further, deadline, Unnotified::Every, reacquire),
        )?;
        Ok(guard)
    }
}

#[diagnostic::do_not_recommend]
impl<T: SharedLocked> Storable<T> for Recursive {
    fn store(locked: &Locked<T>, timeout: &Timeout, value: &T) -> Result<(), SyncError> {
        RecursiveGuard::enter(locked, timeout)?.replace(value)
    }
}

#[diagnostic::do_not_recommend]
impl<T: SharedLocked> Storable<T> for Unlocked {
    #[inline(always)]
    fn store(locked: &Locked<T>, _: &Timeout, value: &T) -> Result<(), SyncError> {
        apart::store(value, locked.value.unlocked());
        Ok(())
    }
}
