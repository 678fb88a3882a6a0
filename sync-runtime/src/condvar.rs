//! A condition to wait for, in memory that the caller owns.
//!
//! `pthread_cond_t` cannot be used where waiters may be killed: what they leave in it makes notifiers
//! hang. Here a dead waiter leaves a number that is one too high, which costs one system call.
//!
//! A waiter reads `sequence`, then counts itself in `arrivals`, and sleeps as long as `sequence` stays
//! the same. A notifier compares `arrivals` with `served`. If they differ, it raises `sequence` and wakes
//! sleepers. If it woke fewer than it wanted, no sleeper is left, and it stores the arrivals that it saw
//! in `served`.
//!
//! Why no wake-up is lost: a number is stored in `served` only when every waiter that had arrived by then
//! is awake, dead, or about to see another `sequence`. For such a waiter had read `sequence` before it
//! was raised. That stays true for ever, since a waiter that waits again arrives again. So a notifier
//! that stores late stores something true. If its number is an old one, it differs from `arrivals`, and
//! the next notifier makes a system call in vain. The kernel wakes sleepers in the order in which they
//! came, so one that came after the sequence was raised is not woken in place of one that came before.
//! (Threads of a real-time priority go first. The others then look again within one turn.)

use crate::atomic::{
    AtomicU32,
    Ordering::{Relaxed, SeqCst},
};
use crate::error::SyncError;
use crate::mutex::{Acquired, Mutex};
use crate::place;
use crate::sys::futex;
use crate::timeout::{Deadline, Timeout, count_overslept};

/// A condition variable, placed in a buffer: shared memory or any other. It is used with a [`Mutex`] beside it.
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

    /// The buffer's address is a multiple of this.
    pub const ALIGN: usize = align_of::<Self>();

    /// A condition variable without waiters, for the threads of one process.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The condition variable at the beginning of a buffer of `len` bytes. Zeroes are one without waiters. Any
    /// other bytes are a valid one, too.
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
    pub fn wait(&self, mutex: &Mutex, timeout: impl Into<Timeout>) -> Result<Waited, SyncError> {
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

    /// Wakes up to `count` waiters; more may wake. Without waiters it makes no system call, except perhaps one
    /// after the last waiter has gone.
    #[inline]
    pub fn notify(&self, count: u32) {
        // Each waiter that it wakes, or that is about to sleep, sees everything that the caller changed before.
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

    /// Taken while the lock is held, and before what is waited for can change.
    pub(crate) fn ticket(&self) -> Ticket {
        let ticket = Ticket(self.sequence.load(SeqCst));
        self.arrivals.fetch_add(1, SeqCst);
        ticket
    }

    /// Sleeps, without the lock, until notified. After each turn it asks `changed` whether there is something
    /// new. Returns false if the deadline came first.
    pub(crate) fn sleep(&self, Ticket(seen): Ticket, deadline: Deadline, changed: impl Fn() -> bool) -> bool {
        loop {
            let turn_ended = futex::wait(self.sequence.as_ptr(), seen, deadline.or_one_turn());
            if turn_ended && self.sequence.load(SeqCst) != seen && !deadline.has_passed() {
                count_overslept();
            }
            if self.sequence.load(SeqCst) != seen || changed() {
                return true;
            }
            if deadline.has_passed() {
                return false;
            }
        }
    }
}
