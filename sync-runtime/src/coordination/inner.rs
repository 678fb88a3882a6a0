//! The lock that each of the family has: how long it is waited for, and what becomes of what could
//! not be done without it.

use super::later;
use crate::condvar::{Slept, Unnotified};
use crate::error::SyncError;
use crate::holder::Holder;
use crate::locked::{LockGuard, Lockable, Locked};
use crate::segment;
use crate::shared::Shared;
use crate::shared_locked::{Exclusive, SharedLocked};
use crate::sys::fork::{self, Generation};
use crate::sys::process;
use crate::timeout::{Deadline, LONGEST_SLEEP, Timeout};
use core::any::Any;
use core::fmt;
use core::ptr::{self, NonNull};
use std::sync::Arc;

/// One of the family, by way of the handle that a call was made on, if there was one.
///
/// Its lock is held for moments only. So a process that has it for longer is stopped, and is waited
/// for at most as long as the handle says, or else the type. A call that is to last for less than
/// that waits for less, too. But that the lock is held just now is no reason for such a call to
/// fail: it waits for a [`MOMENT`](crate::timeout::MOMENT) in any case, and goes on as long as the
/// holder is another one, or one that runs or waits for a processor.
pub(super) struct Inner<'a, T: SharedLocked> {
    locked: &'a Locked<T>,
    handle: Option<&'a Shared<T>>,
    limit: Timeout,
    /// The process that called. A signal handler may fork in a call, which goes on in the child,
    /// too.
    process: Generation,
}

impl<T: SharedLocked> Clone for Inner<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: SharedLocked> Copy for Inner<'_, T> {}

impl<'a, T: SharedLocked> From<&'a Locked<T>> for Inner<'a, T> {
    fn from(locked: &'a Locked<T>) -> Self {
        fork::watch();
        Self { locked, handle: None, limit: T::TIMEOUT, process: Generation::current() }
    }
}

impl<'a, T: SharedLocked> From<&'a Shared<T>> for Inner<'a, T> {
    fn from(handle: &'a Shared<T>) -> Self {
        Self { handle: Some(handle), limit: handle.patience(), ..Self::from(&**handle) }
    }
}

impl<T: SharedLocked> fmt::Debug for Inner<'_, T>
where
    Locked<T>: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.locked.fmt(f)
    }
}

impl<'a, T: SharedLocked<Lock = Exclusive>> Inner<'a, T> {
    /// The value with its lock.
    pub(super) fn locked(self) -> &'a Locked<T> {
        self.locked
    }

    /// Whether this is the process that called, and no child of it.
    pub(super) fn is_here(self) -> bool {
        self.process.is_current()
    }

    fn check_here(self) -> Result<(), SyncError> {
        if self.is_here() { Ok(()) } else { Err(SyncError::NotOwner) }
    }

    /// Acquires the lock, for a call that has no timeout.
    pub(super) fn enter(self) -> Result<LockGuard<'a, T>, SyncError> {
        let guard = if self.limit == Timeout::Try { self.enter_at_once() } else { self.enter_within(self.limit) };
        self.check_here()?;
        guard
    }

    /// Acquires the lock, for a call that is not to wait.
    pub(super) fn enter_at_once(self) -> Result<LockGuard<'a, T>, SyncError> {
        self.enter_by(Deadline::new(Timeout::Try))
    }

    /// Acquires the lock, for a call whose time is over at `deadline`.
    fn enter_by(self, deadline: Deadline) -> Result<LockGuard<'a, T>, SyncError> {
        let limit = Deadline::new(self.longest());
        loop {
            let before = self.locked.version();
            match self.enter_within(deadline.left_for_lock(limit)) {
                Err(SyncError::Timeout { holder, segment, .. }) => {
                    let is_over = limit.has_passed() || !deadline.has_passed();
                    if is_over || !self.moves(before, holder) {
                        return Err(SyncError::Timeout { waited: limit.waited(), holder, segment });
                    }
                }
                outcome => return outcome,
            }
        }
    }

    /// Whether the lock, which `holder` has, is not held by a process that is stopped: there was a
    /// commit since the version was `before`, or the holder has released it, or will when it has a
    /// processor.
    fn moves(self, before: u64, holder: Holder) -> bool {
        self.locked.version() != before
            || holder.tid().is_none_or(process::is_runnable)
            || self.locked.holder().and_then(|holder| holder.tid()) != holder.tid()
    }

    /// How long the lock is waited for at most.
    fn longest(self) -> Timeout {
        if self.limit == Timeout::Try { T::TIMEOUT } else { self.limit }
    }

    fn enter_within(self, timeout: Timeout) -> Result<LockGuard<'a, T>, SyncError> {
        <Exclusive as Lockable<T>>::acquire(self.locked, &timeout)
    }

    /// [`attempt_or`](Self::attempt_or), with nothing to be done at the end. The error names the
    /// segment.
    pub(super) fn attempt<R>(
        self,
        timeout: Timeout,
        attempt: impl FnMut(&mut LockGuard<'_, T>) -> Result<Option<R>, SyncError>,
    ) -> Result<R, SyncError> {
        self.attempt_or(timeout, attempt, |_| ()).map_err(|error| error.of_segment_around(self.locked))
    }

    /// Acquires the lock, and waits for the condition until `attempt` returns a result, or for as
    /// long as `timeout` says. `attempt` changes the value only if it returns a result. When the
    /// time is over, `give_up` is called before the lock is released.
    ///
    /// It is tried again at least ten times a second: a process may have died.
    ///
    /// In a child that was forked meanwhile it is [`NotOwner`](SyncError::NotOwner): what comes of
    /// the call is the parent's.
    pub(super) fn attempt_or<R>(
        self,
        timeout: Timeout,
        attempt: impl FnMut(&mut LockGuard<'_, T>) -> Result<Option<R>, SyncError>,
        give_up: impl FnOnce(&mut LockGuard<'_, T>),
    ) -> Result<R, SyncError> {
        let outcome = self.attempt_here(timeout, attempt, give_up);
        self.check_here()?;
        outcome
    }

    fn attempt_here<R>(
        self,
        timeout: Timeout,
        mut attempt: impl FnMut(&mut LockGuard<'_, T>) -> Result<Option<R>, SyncError>,
        give_up: impl FnOnce(&mut LockGuard<'_, T>),
    ) -> Result<R, SyncError> {
        let deadline = Deadline::new(timeout);
        let mut guard = self.enter_by(deadline)?;
        loop {
            self.check_here()?;
            if let Some(result) = attempt(&mut guard)? {
                return Ok(result);
            }
            if deadline.has_passed() {
                give_up(&mut guard);
                return Err(SyncError::ConditionTimeout { waited: deadline.waited(), segment: None });
            }
            // A signal ends the wait for the lock, too.
            let reacquire = |slept| match slept {
                Slept::Interrupted => Timeout::Try,
                Slept::Notified | Slept::TimedOut => deadline.left_for_lock(Deadline::new(self.longest())),
            };
            let turn = Deadline::new(deadline.left_or(LONGEST_SLEEP));
            match guard.wait_until(None, turn, Unnotified::WithoutNotifier, reacquire) {
                // It holds no lock any more.
                Err(SyncError::Timeout { .. }) if deadline.has_passed() => guard = self.enter_by(deadline)?,
                outcome => drop(outcome?),
            }
        }
    }

    /// Does what has to be done, though it may take longer than was said: giving back what this
    /// process holds. If the lock is not acquired in time, the error is returned, and a thread does
    /// it when it is. If the process ends before that, it holds nothing any more.
    ///
    /// In a forked child it is [`NotOwner`](SyncError::NotOwner): what is held is the parent's.
    /// Nothing is looked up for that, such as under `/proc`, which may be out of reach by now.
    pub(super) fn now_or_later<R>(
        self,
        what: impl Fn(Inner<'_, T>) -> Result<R, SyncError> + Clone + Send + 'static,
    ) -> Result<R, SyncError>
    where
        T: 'static,
    {
        self.check_here()?;
        let outcome = what(self);
        match &outcome {
            Err(error) if is_of_now(error) => self.later(what).unwrap_or(outcome),
            _ => outcome,
        }
    }

    /// Has a thread do it, which waits for the lock for as long as that takes, and keeps the memory
    /// as long. If nothing keeps that, it is waited for here, and this returns what came of it.
    pub(super) fn later<R>(
        self,
        what: impl Fn(Inner<'_, T>) -> Result<R, SyncError> + Clone + Send + 'static,
    ) -> Option<Result<R, SyncError>>
    where
        T: 'static,
    {
        let (address, copy) = (ptr::from_ref(self.locked).addr(), what.clone());
        let is_queued = if let Some(handle) = self.handle.cloned() {
            later::enqueue(address, Box::new(move || drop(copy(Inner::from(&handle).patient()))))
        } else if let Some(segment) = segment::keep(address) {
            let record = Record { locked: NonNull::from(self.locked), segment };
            later::enqueue(address, Box::new(move || drop(copy(Inner::from(record.locked()).patient()))))
        } else {
            false
        };
        if is_queued { None } else { Some(what(self.patient())) }
    }

    /// The same, to wait for the lock for as long as that takes.
    fn patient(self) -> Self {
        Self { limit: Timeout::Never, ..self }
    }
}

/// A record of a table, or a value whose handle is not at hand, and what keeps it mapped.
struct Record<T: SharedLocked> {
    locked: NonNull<Locked<T>>,
    #[allow(dead_code, reason = "it keeps what `locked` points to")]
    segment: Arc<dyn Any + Send + Sync>,
}

impl<T: SharedLocked> Record<T> {
    fn locked(&self) -> &Locked<T> {
        // SAFETY: it was borrowed when this was made, and `segment` keeps the memory since.
        unsafe { self.locked.as_ref() }
    }
}

// SAFETY: what it points to may be used from any thread.
unsafe impl<T: SharedLocked> Send for Record<T> where Locked<T>: Sync {}

/// Whether the lock was not acquired, and may be at another time or by another thread.
pub(super) fn is_of_now(error: &SyncError) -> bool {
    matches!(
        error,
        SyncError::Timeout { .. }
            | SyncError::WouldBlock { .. }
            | SyncError::Interrupted
            | SyncError::Deadlock
            | SyncError::TooManyHeld { .. }
    )
}
