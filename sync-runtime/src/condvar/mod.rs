//! A condition to wait for, in memory that the caller owns.
//!
//! `pthread_cond_t` cannot be used where waiters may be killed: what they leave in it makes
//! notifiers hang. Here a waiter that dies leaves a number that is one too high for a while; see
//! `permits`.

pub(crate) mod permits;

use crate::atomic::Ordering::Relaxed;
use crate::error::SyncError;
use crate::mutex::{Acquired, Mutex};
use crate::place;
use crate::sys::clock::Moment;
use crate::sys::futex::{self, Ended};
use crate::timeout::{Deadline, IntoTimeout, LONGEST_SLEEP, Timeout};
use core::time::Duration;
use permits::{Look, Permits, Registration};

/// A condition variable, placed in a buffer: shared memory or any other. For use with a [`Mutex`]
/// that is placed by its side.
///
/// A value with a lock has one already: see [`LockGuard::wait`](crate::LockGuard::wait). As with
/// every condition variable, a wait may end for no reason: look at what was waited for, and wait
/// again.
///
/// ```
/// use std::time::Duration;
/// use sync_runtime::{Condvar, Mutex, MutexOptions, OwnedMutex};
///
/// let mutex = OwnedMutex::new(MutexOptions::default())?;
/// let condvar = Condvar::new();
/// let guard = mutex.lock()?;
/// assert!(!condvar.wait(&mutex, Duration::from_millis(1))?.notified, "nobody does");
/// drop(guard);
/// condvar.notify_all(); // nobody waits: no system call
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
#[derive(Debug, Default)]
#[repr(transparent)]
pub struct Condvar {
    permits: Permits,
}

/// How a [wait](Condvar::wait) ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waited {
    /// Whether it was notified, as opposed to timed out.
    pub notified: bool,
    /// How the lock was acquired again.
    pub acquired: Acquired,
}

/// How a [sleep](Condvar::sleep) ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slept {
    /// It was notified, and its registration has ended.
    Notified,
    /// The deadline came first.
    TimedOut,
    /// A signal came first, and the deadline is interruptible.
    Interrupted,
}

/// A thread that waits, or is about to.
#[derive(Debug)]
#[must_use = "a waiter has to leave"]
pub(crate) struct Waiter {
    registration: Registration,
    /// The value's version when it registered.
    version: u32,
}

/// What was committed to the value that a condition belongs to. Nothing, for a condition without
/// one.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Progress {
    /// The value's version.
    pub(crate) version: u64,
    /// The low half of the version at the last notification.
    pub(crate) notified: u32,
    /// Nothing will be committed any more.
    pub(crate) is_over: bool,
}

/// Which commits wake a waiter that is not notified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unnotified {
    /// Those after which no notification came at all: the notifier may have been killed.
    WithoutNotifier,
    /// All: the waiter looks whether what it waits for has come, and waits on if not.
    Every,
}

/// How long a commit without a notification may last before a waiter wakes because of it: the
/// thread that committed may be about to notify.
const ABOUT_TO_NOTIFY: Duration = Duration::from_millis(10);

impl Condvar {
    /// Bytes that a condition variable takes in a buffer.
    pub const SIZE: usize = size_of::<Self>();

    /// What the buffer's address has to be a multiple of.
    pub const ALIGN: usize = align_of::<Self>();

    /// A condition variable that nobody waits for, for the threads of one process.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The condition variable at the beginning of a buffer of `len` bytes. Zeroes are one that
    /// nobody waits for, and any other bytes are a valid one, too.
    ///
    /// # Errors
    ///
    /// [`BufferTooSmall`](SyncError::BufferTooSmall), [`Misaligned`](SyncError::Misaligned).
    ///
    /// # Safety
    ///
    /// The first [`Self::SIZE`] bytes at `buffer` are valid for reading and writing for `'a`, and
    /// are accessed as a condition variable alone.
    pub unsafe fn from_buffer<'a>(buffer: *mut u8, len: usize) -> Result<&'a Self, SyncError> {
        let place = place::check::<Self>(buffer, len)?;
        // SAFETY: the caller's promise; length and alignment were checked, and any bytes are atomic
        // integers.
        Ok(unsafe { place.as_ref() })
    }

    /// Releases `mutex`, sleeps until notified or until `timeout` has passed, and acquires it
    /// again, however long that takes. A recursive mutex is released as often as this thread had
    /// acquired it, and acquired as often again.
    ///
    /// A notification that comes before the mutex is acquired again counts.
    ///
    /// # Errors
    ///
    /// [`NotOwner`](SyncError::NotOwner) if this thread does not hold `mutex`; nothing was waited
    /// for then. [`Interrupted`](SyncError::Interrupted) by a signal, if `timeout` is
    /// [interruptible](Timeout::interruptible); this thread holds `mutex` again then, and there was
    /// no notification for it.
    pub fn wait(&self, mutex: &Mutex, timeout: impl IntoTimeout) -> Result<Waited, SyncError> {
        let deadline = Deadline::new(timeout.into());
        let mut waiter = self.register(0);
        let levels = match mutex.release_all() {
            Ok(levels) => levels,
            Err(error) => {
                self.leave(waiter);
                return Err(error);
            }
        };
        let slept = self.sleep(&mut waiter, deadline, Unnotified::WithoutNotifier, Progress::default);
        let acquired = mutex.acquire(Timeout::Never);
        // Only now: a notification that came while the mutex was waited for counts.
        let notified = slept == Slept::Notified || self.leave(waiter);
        let acquired = acquired?;
        for _ in 1..levels {
            mutex.acquire(Timeout::Never)?;
        }
        if slept == Slept::Interrupted && !notified {
            return Err(SyncError::Interrupted);
        }
        Ok(Waited { notified, acquired })
    }

    /// Wakes one waiter, if there is one.
    #[inline]
    pub fn notify_one(&self) {
        self.notify(1);
    }

    /// Wakes every waiter.
    #[inline]
    pub fn notify_all(&self) {
        self.notify(u32::MAX);
    }

    /// Wakes `count` waiters, or all if there are fewer. With no waiter it makes no system call,
    /// but for one for each waiter that was killed.
    ///
    /// For about a second after a waiter was killed or stopped, more may wake; never fewer.
    #[inline]
    pub fn notify(&self, count: u32) {
        self.notify_at(count, || 0);
    }

    /// [`notify`](Self::notify), for a value that has a version.
    #[inline]
    pub(crate) fn notify_at(&self, count: u32, version: impl FnOnce() -> u64) {
        if self.permits.is_awaited() {
            self.note(version());
            self.grant(count);
        }
    }

    /// Notifies `further`, another condition of the same value.
    ///
    /// This one, which each value has, says of all of them what they were notified of.
    #[inline]
    pub(crate) fn notify_further(&self, further: &Self, count: u32, version: u64) {
        self.note(version);
        if further.permits.is_awaited() {
            further.grant(count);
        }
    }

    /// Notes which version was followed by a notification.
    #[inline]
    fn note(&self, version: u64) {
        self.permits.notified_version.store(low(version), Relaxed);
    }

    /// The low half of the version that was noted last.
    pub(crate) fn notified(&self) -> u32 {
        self.permits.notified_version.load(Relaxed)
    }

    #[cold]
    fn grant(&self, count: u32) {
        let granted = self.permits.grant(count);
        if granted != 0 {
            futex::wake(self.permits.word(), granted);
        }
    }

    /// Makes it one that no thread waits for.
    ///
    /// # Safety
    ///
    /// No other thread of any process uses it or waits for it until this returns.
    pub(crate) unsafe fn renew(&self) {
        let place = core::ptr::from_ref(self).cast_mut();
        // SAFETY: its fields are atomic, so they may be written behind a shared reference, and
        // nobody uses it. Zeroes are one that nobody waits for.
        unsafe { place.write_bytes(0, 1) };
    }

    /// Registers the calling thread as a waiter, while the value's version is `version`. To be
    /// called while the lock is held, and what is waited for cannot change.
    pub(crate) fn register(&self, version: u64) -> Waiter {
        let version = low(version);
        Waiter { registration: self.permits.register(), version }
    }

    /// Sleeps, without the lock, until notified. If anything else came first, the waiter has to
    /// [`leave`](Self::leave).
    ///
    /// At the end of a turn it wakes for a commit that it was not notified of, too, if that is one
    /// of those that `commits` says, and if there will be no other one.
    pub(crate) fn sleep(
        &self,
        waiter: &mut Waiter,
        deadline: Deadline,
        commits: Unnotified,
        progress: impl Fn() -> Progress,
    ) -> Slept {
        let mut is_unnotified = false;
        loop {
            let turn = if is_unnotified { ABOUT_TO_NOTIFY } else { LONGEST_SLEEP };
            let slept = self.sleep_until(waiter, deadline.or_after(turn), deadline.is_interruptible());
            if slept != Slept::TimedOut || deadline.has_passed() {
                return slept;
            }
            self.permits.renew(&mut waiter.registration);
            let Progress { version, notified, is_over } = progress();
            let was_unnotified = is_unnotified;
            let is_new = low(version) != waiter.version;
            is_unnotified = is_new && low(version) != notified;
            if is_over || is_new && commits == Unnotified::Every || is_unnotified && was_unnotified {
                self.permits.leave(&waiter.registration);
                return Slept::Notified;
            }
        }
    }

    /// Sleeps until notified, or until `end`.
    fn sleep_until(&self, waiter: &Waiter, end: Option<Moment>, is_interruptible: bool) -> Slept {
        let mut ended = Ended::Changed;
        let mut may_pass_on = true;
        loop {
            match self.permits.look(&waiter.registration) {
                Look::Wake => return Slept::Notified,
                Look::Sleep { .. } if ended == Ended::Interrupted && is_interruptible => return Slept::Interrupted,
                Look::Sleep { .. } if end.is_some_and(|end| end <= Moment::now()) => return Slept::TimedOut,
                Look::Sleep { word, for_others } => {
                    if ended == Ended::Woken && for_others && may_pass_on {
                        // The wake-up was for a waiter that may take the permit. Passed on once:
                        // permits of the dead would send it round for ever.
                        may_pass_on = false;
                        futex::wake(self.permits.word(), 1);
                    }
                    ended = futex::wait(self.permits.word(), word, end);
                }
            }
        }
    }

    /// Ends the wait of a waiter that was not woken; whether it was notified in the meantime.
    #[allow(clippy::needless_pass_by_value, reason = "a waiter leaves once")]
    pub(crate) fn leave(&self, waiter: Waiter) -> bool {
        self.permits.leave(&waiter.registration)
    }
}

/// The half of a version that a waiter compares.
#[allow(clippy::cast_possible_truncation, reason = "the low half is meant")]
fn low(version: u64) -> u32 {
    version as u32
}
