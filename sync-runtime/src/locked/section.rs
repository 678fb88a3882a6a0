//! The time between acquiring a value's lock and releasing it.

use super::Locked;
use crate::condvar::{Condvar, Progress, Slept, Unnotified};
use crate::error::SyncError;
use crate::mutex::{Acquired, Mutex};
use crate::pod::Converted;
use crate::shared_locked::SharedLocked;
use crate::sys::fork::Generation;
use crate::sys::process;
use crate::timeout::{Deadline, Timeout};
use crate::versioned::Held;
use core::marker::PhantomData;
use core::mem::{self, ManuallyDrop, MaybeUninit};

/// A value with its lock, as far as a section is concerned: of whatever kind the value is.
pub(crate) trait Guarded {
    fn mutex(&self) -> &Mutex;

    fn condvar(&self) -> &Condvar;

    /// How often the value was committed.
    fn version(&self) -> u64;

    /// Wakes those who wait for a commit, when the lock was released.
    fn wake_watchers(&self);

    /// Counts an owner's death, then ends it: an owner that is killed in between leaves a death of
    /// its own to count.
    ///
    /// # Safety
    ///
    /// The calling thread has just acquired the lock.
    unsafe fn recover(&self);
}

impl<T: SharedLocked> Guarded for Locked<T> {
    #[inline(always)]
    fn mutex(&self) -> &Mutex {
        &self.mutex
    }

    #[inline(always)]
    fn condvar(&self) -> &Condvar {
        &self.condvar
    }

    #[inline(always)]
    fn version(&self) -> u64 {
        self.value.version()
    }

    #[inline(always)]
    fn wake_watchers(&self) {
        self.value.wake_watchers();
    }

    #[inline(always)]
    unsafe fn recover(&self) {
        // SAFETY: the caller's promise.
        self.recover(unsafe { self.value.held() });
    }
}

/// Holds the lock of a value, or one level of a recursive lock. Dropping it releases the lock and
/// commits nothing.
///
/// Only acquiring makes one. Releasing and waiting take it away, and a wait returns a new one only
/// if it acquired the lock again. A forked child has a copy, which it cannot use: see
/// [`held`](Self::held).
#[must_use]
pub(crate) struct Section<'a, P: Guarded> {
    locked: &'a P,
    /// Which process acquired it.
    process: Generation,
    /// Not 0 if the owner before died. A whole word, for padding would be copied along.
    recovered: u32,
    /// Not `Send`: pthread ownership belongs to the thread.
    thread: PhantomData<*mut ()>,
}

impl<'a, P: Guarded> Section<'a, P> {
    /// Acquires the lock. If its owner died, it counts the death, then ends it: a thread that is
    /// killed in between leaves a death of its own to count. The value needs no repair, for its
    /// version did not move.
    #[inline(always)]
    pub(crate) fn enter(locked: &'a P, timeout: &Timeout) -> Result<Self, SyncError> {
        let (acquired, process) = locked.mutex().acquire_unrepaired(timeout)?;
        if acquired == Acquired::OwnerDied {
            // SAFETY: this thread acquired the lock right above.
            unsafe { locked.recover() };
        }
        Ok(Self::of_acquired(locked, acquired, process))
    }

    /// The section of a lock that this thread acquired without keeping one.
    ///
    /// # Errors
    ///
    /// [`NotOwner`](SyncError::NotOwner) if this thread does not hold the lock.
    ///
    /// # Safety
    ///
    /// No other section of this thread for the same level of the lock is used from now on, nor
    /// dropped.
    pub(crate) unsafe fn adopt(locked: &'a P) -> Result<Self, SyncError> {
        if locked.mutex().owner() == process::own_thread() {
            Ok(Self::of_acquired(locked, Acquired::Clean, Generation::current()))
        } else {
            Err(SyncError::NotOwner)
        }
    }

    /// The section of a lock that this thread has acquired, in that process.
    #[inline(always)]
    fn of_acquired(locked: &'a P, acquired: Acquired, process: Generation) -> Self {
        let recovered = u32::from(acquired == Acquired::OwnerDied);
        Self { locked, process, recovered, thread: PhantomData }
    }

    /// Whether this is the process that acquired the lock, and no child of it.
    #[inline(always)]
    pub(crate) fn is_here(&self) -> bool {
        self.process.is_current()
    }

    /// Which process acquired it.
    #[inline(always)]
    pub(crate) fn process(&self) -> Generation {
        self.process
    }

    /// Keeps the lock without a section, until one is [adopted](Self::adopt), and says how it was
    /// acquired.
    pub(crate) fn leave(self) -> Acquired {
        let section = ManuallyDrop::new(self);
        if section.recovered() { Acquired::OwnerDied } else { Acquired::Clean }
    }

    pub(crate) fn locked(&self) -> &'a P {
        self.locked
    }

    /// Whether the owner before died while it held the lock.
    #[inline]
    pub(crate) fn recovered(&self) -> bool {
        self.recovered != 0
    }

    /// Releases the lock, sleeps until notified or until something was committed all the same, and
    /// acquires the lock again within `reacquire`, which is told how the sleep ended. A
    /// notification that this thread can do nothing with is passed on.
    ///
    /// It waits for the condition that the value has, unless for a `further` one.
    ///
    /// `levels` is how often this thread holds the lock, this section included. The thread's other
    /// sections are not used before this returns. If there are any, `reacquire` has to say
    /// [`Timeout::Never`]: then this fails only if no thread can ever acquire the lock again, so
    /// that these sections have no rival.
    pub(crate) fn wait(
        self,
        further: Option<&Condvar>,
        levels: u32,
        deadline: Deadline,
        commits: Unnotified,
        reacquire: impl FnOnce(Slept) -> Timeout,
    ) -> Result<(Slept, Self), SyncError> {
        if !self.is_here() {
            return Err(SyncError::NotOwner);
        }
        let locked = self.locked;
        mem::forget(self);
        let (mutex, own) = (locked.mutex(), locked.condvar());
        let condvar = further.unwrap_or(own);
        let progress = || Progress { version: locked.version(), notified: own.notified(), is_over: mutex.is_shut() };
        let mut waiter = condvar.register(locked.version());
        for _ in 0..levels {
            if let Err(error) = mutex.release() {
                condvar.leave(waiter);
                return Err(error);
            }
        }
        locked.wake_watchers();
        let mut slept = condvar.sleep(&mut waiter, deadline, commits, progress);
        let section = match Self::enter(locked, &reacquire(slept)) {
            // After a signal the lock was not waited for.
            Err(SyncError::WouldBlock { .. }) if slept == Slept::Interrupted => Err(SyncError::Interrupted),
            section => section,
        };
        // Only now: a notification that came while the lock was waited for counts.
        if slept != Slept::Notified && condvar.leave(waiter) {
            slept = Slept::Notified;
        }
        let section = match (section, slept) {
            (Ok(section), _) => section,
            (Err(error), Slept::Notified) => {
                own.notify_further(condvar, 1, locked.version());
                return Err(error);
            }
            (Err(error), _) => return Err(error),
        };
        for _ in 1..levels {
            mutex.acquire_unrepaired(&Timeout::Never)?;
        }
        Ok((slept, section))
    }
}

impl<'a, T: SharedLocked> Section<'a, Locked<T>> {
    /// Copies the committed value to `out`. No code but the runtime's has run since the lock was
    /// acquired.
    #[inline(always)]
    pub(super) fn read_into(&self, out: &mut MaybeUninit<T>) -> Result<(), SyncError> {
        Ok(self.just_entered().read_into(out)?)
    }

    /// Acquires the lock and calls `with` with a copy of the committed value.
    #[inline(always)]
    pub(super) fn enter_with_copy<R>(
        locked: &'a Locked<T>,
        timeout: &Timeout,
        with: impl FnOnce(Self, &mut T) -> Result<R, SyncError>,
    ) -> Result<R, SyncError> {
        let section = Self::enter(locked, timeout)?;
        // SAFETY: this thread acquired the lock right above; the token is used before `with` is
        // called, as `with_copy` promises.
        let held = unsafe { locked.value.held() };
        held.with_copy(|value| with(section, value))?
    }

    /// Proof that this thread holds the lock, for functions that ran no code but the runtime's
    /// since they acquired it.
    #[inline(always)]
    fn just_entered(&self) -> Held<'_, T::Layout> {
        // SAFETY: a section exists only while its lock is held, it is not `Send`, and nothing that
        // could fork has run.
        unsafe { self.locked.value.held() }
    }

    /// Proof that this thread holds the lock.
    ///
    /// # Errors
    ///
    /// [`NotOwner`](SyncError::NotOwner) in a forked child, for its parent holds the lock.
    #[inline(always)]
    pub(super) fn held(&self) -> Result<Held<'_, T::Layout>, SyncError> {
        self.held_here().ok_or(SyncError::NotOwner)
    }

    /// [`held`](Self::held), without an error that would have to be dropped.
    #[inline(always)]
    fn held_here(&self) -> Option<Held<'_, T::Layout>> {
        // SAFETY: a section exists only while its lock is held, and it is not `Send`, so this
        // thread of this process holds it. No fork comes between this and the use of the token,
        // which runs no code but the runtime's.
        self.process.is_current().then(|| unsafe { self.locked.value.held() })
    }

    /// Commits `value` and keeps the lock.
    pub(super) fn commit(&self, value: &T) -> Result<(), SyncError> {
        self.commit_quietly(value)?;
        self.locked.wake_watchers();
        Ok(())
    }

    /// Commits `value`, keeps the lock and leaves waking watchers to the caller.
    ///
    /// A function of the program may run for it, before this looks whether the lock is held and
    /// writes anything.
    #[inline(always)]
    pub(super) fn commit_quietly(&self, value: &T) -> Result<(), SyncError> {
        if const { T::SCHEMA.runs_code() } {
            return Converted::with(value, |value| self.held().map(|held| held.commit_converted(&value)));
        }
        self.held()?.commit(value);
        Ok(())
    }

    /// Commits `value`, if there is one to commit, and releases the lock. Returns false, and does
    /// nothing, in a forked child.
    #[inline(always)]
    pub(super) fn end(self, value: Option<&T>) -> bool {
        if const { T::SCHEMA.runs_code() } {
            // If it panics, nothing was committed, and dropping the section releases the lock.
            return value.map_or(Ok(()), |value| self.commit_quietly(value)).is_ok() && self.process.is_current();
        }
        let section = ManuallyDrop::new(self);
        let Some(held) = section.held_here() else { return false };
        if let Some(value) = value {
            held.commit(value);
        }
        section.locked.release_quietly();
        true
    }
}

/// What a guard's wait returns.
pub(crate) fn woken(slept: Slept) -> Result<bool, SyncError> {
    match slept {
        Slept::Notified => Ok(true),
        Slept::TimedOut => Ok(false),
        Slept::Interrupted => Err(SyncError::Interrupted),
    }
}

impl<P: Guarded> Section<'_, P> {
    /// Releases the lock, in the process that acquired it.
    #[inline(always)]
    pub(crate) fn release(self) {
        let section = ManuallyDrop::new(self);
        section.locked.mutex().release_quietly();
        section.locked.wake_watchers();
    }
}

impl<P: Guarded> Drop for Section<'_, P> {
    #[inline(always)]
    fn drop(&mut self) {
        release_undone(self.locked, self.process);
    }
}

/// Releases a lock, with nothing committed, that `process` has acquired. Apart, so that a section
/// can be in registers although it is dropped if the thread panics.
#[inline(never)]
fn release_undone<P: Guarded>(locked: &P, process: Generation) {
    // In a forked child the lock is the parent's.
    if process.is_current() {
        locked.mutex().release_quietly();
        locked.wake_watchers();
    }
}
