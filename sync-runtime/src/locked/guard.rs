//! A value under its lock, for as long as a scope.

use super::Locked;
use super::section::{Section, woken};
use super::waiting::wait_while;
use crate::condvar::{Condvar, Slept, Unnotified};
use crate::error::SyncError;
use crate::pod::copy::LARGE;
use crate::shared_locked::SharedLocked;
use crate::stays::stays;
use crate::timeout::{Deadline, IntoTimeout, Timeout};
use core::fmt;
use core::mem::{ManuallyDrop, MaybeUninit};
use core::ops::{Deref, DerefMut};
use std::thread;

/// Holds the lock of a shared value and a private copy of it. Dropping the guard commits the copy,
/// if it was borrowed mutably, and releases the lock.
///
/// Nothing is committed if the guard is dropped by a panic. That is: the thread is panicking, and
/// was not yet when the guard was acquired, or when its value was last borrowed mutably. A guard in
/// a destructor that runs while another panic unwinds commits as always. Nothing is committed by
/// [`roll_back`](Self::roll_back) either.
///
/// The guard belongs to the thread that acquired it, as the lock does. A forked child has a copy of
/// the guard, but not the lock: dropping the copy does nothing there, and [`commit`](Self::commit)
/// and [`wait`](Self::wait) are [`NotOwner`](SyncError::NotOwner).
///
/// ```
/// # use sync_runtime::Shared;
/// let shared = Shared::<[u32; 2]>::anonymous([0, 0])?;
/// let mut guard = shared.get_lock()?;
/// guard[0] += 1;
/// guard[1] += 1;
/// assert_eq!(shared.load()?, [0, 0], "no reader sees a part of it");
/// drop(guard);
/// assert_eq!(shared.load()?, [1, 1]);
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
#[must_use = "dropping the guard releases the lock at once"]
pub struct LockGuard<'a, T: SharedLocked> {
    /// `None` only after a wait that could not acquire the lock again, or not read the value.
    ///
    /// Taken out by `drop` below, so that nothing is left for the compiler to drop after it.
    section: ManuallyDrop<Option<Section<'a, Locked<T>>>>,
    /// Initialized from when [`LockGuard::enter`] returns it.
    value: MaybeUninit<T>,
    borrowed_mutably: bool,
    /// Whether the thread was unwinding already, as in a destructor, so that this is no reason to
    /// roll back.
    unwinding: bool,
}

stays!([T: SharedLocked] LockGuard<'_, T>);

impl<'a, T: SharedLocked> LockGuard<'a, T> {
    /// Copies a large value to where the guard has it, which costs fewer copies than to be handed
    /// it.
    #[inline(always)]
    pub(super) fn enter(section: Section<'a, Locked<T>>) -> Result<Self, SyncError> {
        let mut value = MaybeUninit::uninit();
        if const { size_of::<T>() < LARGE } {
            section.read_into(&mut value)?;
        }
        let section = ManuallyDrop::new(Some(section));
        let mut guard = Self { section, value, borrowed_mutably: false, unwinding: thread::panicking() };
        if const { size_of::<T>() >= LARGE }
            && let Some(section) = &*guard.section
        {
            section.read_into(&mut guard.value)?;
        }
        Ok(guard)
    }

    /// A guard that has a copy already.
    ///
    /// # Safety
    ///
    /// `value` is initialized.
    pub(super) unsafe fn new(section: Section<'a, Locked<T>>, value: MaybeUninit<T>) -> Self {
        let section = ManuallyDrop::new(Some(section));
        Self { section, value, borrowed_mutably: false, unwinding: thread::panicking() }
    }

    #[inline(always)]
    fn value(&self) -> &T {
        // SAFETY: `enter` initialized it.
        unsafe { self.value.assume_init_ref() }
    }

    /// Whether the owner before died while it held the lock. The value is what it last committed.
    #[inline]
    #[must_use]
    pub fn recovered(&self) -> bool {
        self.section.as_ref().is_some_and(Section::recovered)
    }

    /// Releases the lock and commits nothing.
    #[inline]
    pub fn roll_back(mut self) {
        self.borrowed_mutably = false;
    }

    /// Commits what was changed and keeps the lock. What is changed afterwards is committed later,
    /// and only that can still be rolled back. Does nothing if the value was not borrowed mutably
    /// since the last commit.
    ///
    /// The commit is one step: a thread that is killed has made it or has not.
    ///
    /// ```
    /// # use sync_runtime::Shared;
    /// let shared = Shared::<u32>::anonymous(0)?;
    /// let mut guard = shared.get_lock()?;
    /// *guard = 1;
    /// guard.commit()?;
    /// assert_eq!(shared.load()?, 1); // and the lock is still held
    /// *guard = 2;
    /// guard.roll_back();
    /// assert_eq!(shared.load()?, 1);
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotOwner`](SyncError::NotOwner) in a forked child, and after a [`wait`](Self::wait) that
    /// failed.
    pub fn commit(&mut self) -> Result<(), SyncError> {
        let section = self.section.as_ref().ok_or(SyncError::NotOwner)?;
        if self.borrowed_mutably {
            section.commit(self.value())?;
            self.borrowed_mutably = false;
        }
        Ok(())
    }

    /// Commits what was changed, releases the lock, sleeps until notified, acquires the lock again,
    /// however long that takes, and takes a fresh copy.
    ///
    /// Returns `true` if woken, `false` if `timeout` ran out first. Like every wait for a condition
    /// it may wake for no reason: call it in a loop, or use [`wait_while`](Self::wait_while). It
    /// wakes within a tenth of a second of a commit even if no thread notifies.
    ///
    /// `timeout` is for the sleep alone, as in POSIX and in Python: the guard never loses its lock
    /// because another thread holds it for long.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use sync_runtime::Shared;
    /// let queue = Shared::<u32>::anonymous(0)?;
    /// # std::thread::scope(|scope| {
    /// # scope.spawn(|| { queue.with_lock(|len| *len += 1).unwrap(); queue.notify_one(); });
    /// let mut len = queue.get_lock()?;
    /// while *len == 0 {
    ///     len.wait(Duration::from_secs(5))?;
    /// }
    /// *len -= 1;
    /// # drop(len);
    /// # Ok::<(), sync_runtime::SyncError>(()) })?;
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotOwner`](SyncError::NotOwner) in a forked child; nothing was waited for then.
    /// [`Interrupted`](SyncError::Interrupted) by a signal, if `timeout` is
    /// [interruptible](Timeout::interruptible); the guard holds the lock and a fresh copy then, and
    /// there was no notification for it. [`Corrupt`](SyncError::Corrupt) if what is there
    /// afterwards is no value of `T`, [`Superseded`](SyncError::Superseded) if the segment was
    /// upgraded to another layout, and [`NotRecoverable`](SyncError::NotRecoverable) if the mutex
    /// was given up meanwhile: after these three the guard holds no lock, its copy is stale, it
    /// commits nothing any more, and waiting again is `NotOwner`.
    pub fn wait(&mut self, timeout: impl IntoTimeout) -> Result<bool, SyncError> {
        self.wait_for(None, timeout.into())
    }

    /// [Waits](Self::wait) as long as `condition` holds of the value, but no longer than `timeout`
    /// in all.
    ///
    /// Returns `true` when it no longer holds, `false` if it still does.
    ///
    /// # Errors
    ///
    /// Those of [`wait`](Self::wait).
    pub fn wait_while(
        &mut self,
        timeout: impl IntoTimeout,
        condition: impl FnMut(&T) -> bool,
    ) -> Result<bool, SyncError> {
        self.wait_for_while(None, timeout.into(), condition)
    }

    /// [`wait`](Self::wait), perhaps for a further condition of the value.
    pub(crate) fn wait_for(&mut self, further: Option<&Condvar>, timeout: Timeout) -> Result<bool, SyncError> {
        self.wait_until(further, Deadline::new(timeout), Unnotified::WithoutNotifier, |_| Timeout::Never)
    }

    /// [`wait_while`](Self::wait_while), perhaps for a further condition of the value.
    pub(crate) fn wait_for_while(
        &mut self,
        further: Option<&Condvar>,
        timeout: Timeout,
        mut condition: impl FnMut(&T) -> bool,
    ) -> Result<bool, SyncError> {
        wait_while(
            self,
            timeout,
            |guard| Ok(condition(guard.value())),
            |guard, deadline| guard.wait_until(further, deadline, Unnotified::Every, |_| Timeout::Never),
        )
    }

    /// [Waits](Self::wait) until `deadline`; how long it then waits for the lock is asked when the
    /// sleep has ended.
    pub(crate) fn wait_until(
        &mut self,
        further: Option<&Condvar>,
        deadline: Deadline,
        commits: Unnotified,
        reacquire: impl FnOnce(Slept) -> Timeout,
    ) -> Result<bool, SyncError> {
        // Committing first: if a function of the program panics, this guard holds its lock still.
        if let Some(section) = &*self.section
            && self.borrowed_mutably
        {
            section.commit_quietly(self.value())?;
            self.borrowed_mutably = false;
        }
        let section = self.section.take().ok_or(SyncError::NotOwner)?;
        let (slept, section) = section.wait(further, 1, deadline, commits, reacquire)?;
        // Not in place: a value that is damaged must not take the place of half of this one.
        self.value.write(section.held()?.read()?);
        *self.section = Some(section);
        woken(slept)
    }
}

impl<T: SharedLocked> Deref for LockGuard<'_, T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        self.value()
    }
}

impl<T: SharedLocked> DerefMut for LockGuard<'_, T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        self.borrowed_mutably = true;
        if self.unwinding {
            // It was acquired in a destructor, and may have been kept beyond the panic that ran it.
            self.unwinding = still_panicking();
        }
        // SAFETY: `enter` initialized it.
        unsafe { self.value.assume_init_mut() }
    }
}

/// [`thread::panicking`]. The compiler knows of an `extern "C"` function that it does not unwind,
/// and needs no cleanup around it.
#[cold]
#[inline(never)]
extern "C" fn still_panicking() -> bool {
    thread::panicking()
}

impl<T: SharedLocked> Drop for LockGuard<'_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        // First, because for all that the compiler knows it may unwind.
        let commits = self.borrowed_mutably && (self.unwinding || !thread::panicking());
        // SAFETY: it is taken out here alone, once.
        let Some(section) = (unsafe { ManuallyDrop::take(&mut self.section) }) else { return };
        // There is no way to tell a forked child that it committed nothing.
        section.end(commits.then(|| self.value()));
    }
}

impl<T: SharedLocked + fmt::Debug> fmt::Debug for LockGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LockGuard").field("value", self.value()).finish_non_exhaustive()
    }
}
