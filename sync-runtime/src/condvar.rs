//! A condition to wait for, in memory that somebody else owns.
//!
//! `pthread_cond_t` cannot be used where waiters may be killed: what they leave in it makes notifiers hang. Here a dead
//! waiter leaves a number that is one too high, which costs one system call.
//!
//! A waiter reads `sequence`, then counts itself in `arrivals`, and sleeps as long as `sequence` stays the same. A notifier looks whether
//! anybody arrived since everybody was last known to be awake (`arrivals` against `served`); if so it raises `sequence` and wakes
//! sleepers. If it woke fewer than it wanted, none is left: whoever arrived before it looked is awake, dead, or will see that the
//! sequence has changed. Then it notes in `served` the arrivals it saw.

use crate::atomic::{
    AtomicU32,
    Ordering::{Relaxed, SeqCst},
};
use crate::error::SyncError;
use crate::mutex::{Acquired, Mutex};
use crate::place;
use crate::sys::futex;
use crate::timeout::{Deadline, IntoTimeout, Timeout};

/// A condition variable, placed in a buffer: shared memory or any other. For use with a [`Mutex`] that is placed by its side.
///
/// A value with a lock has one already: see [`LockGuard::wait`](crate::LockGuard::wait). As with every condition
/// variable, a wait may end for no reason: look at what was waited for, and wait again.
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
#[repr(C)]
pub struct Condvar {
    sequence: AtomicU32,
    arrivals: AtomicU32,
    served: AtomicU32,
}

/// How a [wait](Condvar::wait) ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waited {
    /// Whether it was notified, as opposed to timed out.
    pub notified: bool,
    /// How the lock was acquired again.
    pub acquired: Acquired,
}

/// What a waiter saw before it let go of the lock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ticket(u32);

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

    /// The condition variable at the beginning of a buffer of `len` bytes. Zeroes are one that nobody waits for, and any other
    /// bytes are a valid one, too.
    ///
    /// # Errors
    ///
    /// [`BufferTooSmall`](SyncError::BufferTooSmall), [`Misaligned`](SyncError::Misaligned).
    ///
    /// # Safety
    ///
    /// The first [`Self::SIZE`] bytes at `buffer` are valid for reading and writing for `'a`, and are accessed as a condition
    /// variable alone.
    pub unsafe fn from_buffer<'a>(buffer: *mut u8, len: usize) -> Result<&'a Self, SyncError> {
        let place = place::check::<Self>(buffer, len)?;
        // SAFETY: the caller's promise; length and alignment were checked, and any bytes are atomic integers.
        Ok(unsafe { place.as_ref() })
    }

    /// Releases `mutex`, sleeps until notified or until `timeout` has passed, and acquires it again, however long that takes.
    /// A recursive mutex is released as often as this thread had acquired it, and acquired as often again.
    ///
    /// # Errors
    ///
    /// [`NotOwner`](SyncError::NotOwner) if this thread does not hold `mutex`; nothing was waited for then.
    pub fn wait(&self, mutex: &Mutex, timeout: impl IntoTimeout) -> Result<Waited, SyncError> {
        let deadline = Deadline::new(timeout.into());
        let ticket = self.ticket();
        let levels = mutex.release_all()?;
        let notified = self.sleep(ticket, deadline, || false);
        let acquired = mutex.acquire(Timeout::Never)?;
        for _ in 1..levels {
            mutex.acquire(Timeout::Never)?;
        }
        Ok(Waited { notified, acquired })
    }

    /// Wakes one waiter, if there is one; more may wake.
    #[inline]
    pub fn notify_one(&self) {
        self.notify(1);
    }

    /// Wakes every waiter.
    #[inline]
    pub fn notify_all(&self) {
        self.notify(u32::MAX);
    }

    /// Wakes up to `count` waiters; more may wake. With nobody waiting it makes no system call, but for one perhaps after the last
    /// waiter has gone.
    #[inline]
    pub fn notify(&self, count: u32) {
        // Everything that the caller changed before is seen by whoever it wakes, and by whoever is about to sleep.
        let arrivals = self.arrivals.load(SeqCst);
        if arrivals != self.served.load(Relaxed) && count != 0 {
            self.wake(count, arrivals);
        }
    }

    #[cold]
    fn wake(&self, count: u32, arrivals: u32) {
        self.sequence.fetch_add(1, SeqCst);
        // The kernel counts in `int`.
        if futex::wake(self.sequence.as_ptr(), count) < count.min(i32::MAX.cast_unsigned()) {
            self.served.store(arrivals, Relaxed);
        }
    }

    /// To be taken while the lock is held, and before what is waited for can change.
    pub(crate) fn ticket(&self) -> Ticket {
        let ticket = Ticket(self.sequence.load(SeqCst));
        self.arrivals.fetch_add(1, SeqCst);
        ticket
    }

    /// Sleeps, without the lock, until notified, or until `changed` says now and then that there is something new; `false` if the
    /// deadline came first.
    pub(crate) fn sleep(&self, Ticket(seen): Ticket, deadline: Deadline, changed: impl Fn() -> bool) -> bool {
        loop {
            futex::wait(self.sequence.as_ptr(), seen, deadline.or_one_turn());
            if self.sequence.load(SeqCst) != seen || changed() {
                return true;
            }
            if deadline.has_passed() {
                return false;
            }
        }
    }
}
