//! Sections within sections: `#[shared(lock = recursive)]`.

use super::Locked;
use super::section::MustBeReleasedByTheThreadThatLockedIt;
use crate::atomic::{AtomicU32, Ordering::Relaxed};
use crate::error::SyncError;
use crate::mutex::Acquired;
use crate::shared_locked::SharedLocked;
use crate::sys::fork::Generation;
use crate::timeout::{Deadline, IntoTimeout, Timeout};
use core::cell::Cell;
use core::fmt;
use core::marker::PhantomData;
use std::thread;

/// Holds the recursive lock of a shared value, once of perhaps several times. When the outermost guard of the thread
/// is dropped, everything that was set inside is committed, in one step.
///
/// There may be several of these for one value, so none of them lends a reference to it: it goes in and out as a
/// whole. Inner sections see what outer ones have set. If a panic unwinds through one of them, nothing of the nest is committed. The guard
/// belongs to the thread that acquired it, as the lock does.
///
/// ```
/// use sync_runtime::{Shared, SharedLocked};
///
/// #[derive(SharedLocked, Debug, PartialEq)]
/// #[shared(lock = recursive)]
/// struct Account { balance: i64, moves: u32 }
///
/// fn deposit(account: &Shared<Account>, amount: i64) -> Result<(), sync_runtime::SyncError> {
///     account.get_lock()?.update(|account| { account.balance += amount; account.moves += 1; })
/// }
///
/// let account = Shared::anonymous(Account { balance: 0, moves: 0 })?;
/// let guard = account.get_lock()?;
/// deposit(&account, 10)?; // locks again
/// assert_eq!(guard.get()?.balance, 10);
/// assert_eq!(account.load()?.balance, 0, "not committed yet");
/// drop(guard);
/// assert_eq!(account.load()?, Account { balance: 10, moves: 1 });
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
#[must_use = "dropping the guard releases the lock at once"]
pub struct RecursiveGuard<'a, T: SharedLocked> {
    locked: &'a Locked<T>,
    /// Changed by waiting.
    acquired: Cell<Acquired>,
    /// Whether the thread was unwinding already, as in a destructor, so that this is no reason to roll back.
    unwinding: bool,
    /// Which process acquired it. A forked child has a copy of this, and no lock.
    process: Generation,
    thread: PhantomData<*mut MustBeReleasedByTheThreadThatLockedIt>,
}

impl<'a, T: SharedLocked> RecursiveGuard<'a, T> {
    /// Acquires the lock, perhaps once more.
    pub(super) fn enter(locked: &'a Locked<T>, timeout: Timeout) -> Result<Self, SyncError> {
        let acquired = Cell::new(locked.acquire(timeout)?);
        if let Err(error) = Nest::of(locked).deepen() {
            locked.mutex.release()?;
            return Err(error);
        }
        let (unwinding, process) = (thread::panicking(), Generation::current());
        Ok(Self { locked, acquired, unwinding, process, thread: PhantomData })
    }

    /// The value, with everything that this thread has set in this nest of sections.
    ///
    /// # Errors
    ///
    /// [`Corrupt`](SyncError::Corrupt) if what is there is no value of `T`.
    pub fn get(&self) -> Result<T, SyncError> {
        let value = &self.locked.value;
        Ok(if Nest::of(self.locked).has(Nest::PREPARED) { value.read_prepared()? } else { value.read()? })
    }

    /// Sets the value, to be committed when the outermost section ends.
    ///
    /// # Errors
    ///
    /// [`NestedUpdate`](SyncError::NestedUpdate) inside [`update`](Self::update) of the same value;
    /// [`RolledBack`](SyncError::RolledBack) after a panic in the same nest; [`NotOwner`](SyncError::NotOwner) in a forked child.
    #[allow(clippy::needless_pass_by_value, reason = "the caller's value becomes the shared one")]
    pub fn set(&self, value: T) -> Result<(), SyncError> {
        self.replace(&value)
    }

    /// [`set`](Self::set), with a value that is only borrowed.
    pub(super) fn replace(&self, value: &T) -> Result<(), SyncError> {
        self.may_set()?;
        self.locked.value.prepare(value);
        Nest::of(self.locked).raise(Nest::PREPARED);
        Ok(())
    }

    /// Calls `change` with a copy of the value, sets what it makes of it, and returns what it returns.
    ///
    /// # Errors
    ///
    /// Those of [`get`](Self::get) and [`set`](Self::set).
    pub fn update<R>(&self, change: impl FnOnce(&mut T) -> R) -> Result<R, SyncError> {
        self.try_update(|value| Ok::<R, core::convert::Infallible>(change(value))).map(|Ok(result)| result)
    }

    /// [`update`](Self::update), which sets nothing if `change` returns `Err`.
    pub(super) fn try_update<R, E>(
        &self,
        change: impl FnOnce(&mut T) -> Result<R, E>,
    ) -> Result<Result<R, E>, SyncError> {
        self.may_set()?;
        let mut value = self.get()?;
        let updating = Updating::begin(Nest::of(self.locked));
        let result = change(&mut value);
        drop(updating);
        if result.is_ok() {
            self.replace(&value)?;
        }
        Ok(result)
    }

    /// Whether the owner before died while it held the lock. The value is what it last committed.
    #[must_use]
    pub fn recovered(&self) -> bool {
        self.acquired.get() == Acquired::OwnerDied
    }

    /// How often this thread holds the lock, this guard included.
    #[must_use]
    pub fn depth(&self) -> u32 {
        Nest::of(self.locked).depth()
    }

    /// Commits what was set in the whole nest, releases every level of the lock, sleeps until notified, and acquires every level again, however
    /// long that takes.
    ///
    /// Returns `true` if woken, `false` if `timeout` ran out first. Like every wait for a condition it may wake for no
    /// reason: call it in a loop.
    ///
    /// # Errors
    ///
    /// [`NestedUpdate`](SyncError::NestedUpdate) and [`RolledBack`](SyncError::RolledBack), before it waits;
    /// [`NotOwner`](SyncError::NotOwner) in a forked child.
    pub fn wait(&self, timeout: impl IntoTimeout) -> Result<bool, SyncError> {
        self.may_set()?;
        let deadline = Deadline::new(timeout.into());
        let Locked { mutex, condvar, value, .. } = self.locked;
        let nest = Nest::of(self.locked);
        let depth = nest.depth();
        nest.end(value);
        let version = value.version();
        let ticket = condvar.ticket();
        for _ in 0..depth {
            mutex.release()?;
        }
        value.wake_watchers();
        let notified = condvar.sleep(ticket, deadline, || value.version() != version);
        self.acquired.set(self.locked.acquire(Timeout::Never)?);
        nest.deepen()?;
        for _ in 1..depth {
            self.locked.acquire(Timeout::Never)?;
            nest.deepen()?;
        }
        Ok(notified)
    }

    fn may_set(&self) -> Result<(), SyncError> {
        let nest = Nest::of(self.locked);
        if self.process != Generation::current() {
            Err(SyncError::NotOwner)
        } else if nest.has(Nest::ROLLED_BACK) {
            Err(SyncError::RolledBack)
        } else if nest.has(Nest::UPDATING) {
            Err(SyncError::NestedUpdate)
        } else {
            Ok(())
        }
    }
}

impl<T: SharedLocked> Drop for RecursiveGuard<'_, T> {
    fn drop(&mut self) {
        if self.process != Generation::current() {
            return;
        }
        let nest = Nest::of(self.locked);
        if thread::panicking() != self.unwinding {
            nest.raise(Nest::ROLLED_BACK);
        }
        nest.surface(&self.locked.value);
        self.locked.mutex.release_quietly();
        self.locked.value.wake_watchers();
    }
}

impl<T: SharedLocked + fmt::Debug> fmt::Debug for RecursiveGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("RecursiveGuard");
        match self.get() {
            Ok(value) => debug.field("value", &value),
            Err(error) => debug.field("value", &format_args!("<{error}>")),
        };
        debug.field("depth", &self.depth()).finish_non_exhaustive()
    }
}

/// Where the holder of a recursive lock is: how deep, and what happened on the way. A word in shared memory, because
/// the guards of a thread know nothing of each other; but the holder alone uses it, and whoever recovers the lock resets it.
#[derive(Clone, Copy)]
pub(super) struct Nest<'a>(&'a AtomicU32);

impl<'a> Nest<'a> {
    /// Something was set that is to be committed.
    const PREPARED: u32 = 1 << 31;
    /// A closure is running that will set the value.
    const UPDATING: u32 = 1 << 30;
    /// Nothing of this nest is to be committed.
    const ROLLED_BACK: u32 = 1 << 29;
    /// The rest counts the levels.
    const DEPTH: u32 = Self::ROLLED_BACK - 1;

    pub(super) fn of<T: SharedLocked>(locked: &'a Locked<T>) -> Self {
        Self(locked.value.nest())
    }

    /// Forgets everything, as if nobody had been here.
    pub(super) fn reset(self) {
        self.0.store(0, Relaxed);
    }

    fn depth(self) -> u32 {
        self.0.load(Relaxed) & Self::DEPTH
    }

    fn has(self, flag: u32) -> bool {
        self.0.load(Relaxed) & flag != 0
    }

    fn raise(self, flag: u32) {
        self.0.store(self.0.load(Relaxed) | flag, Relaxed);
    }

    fn lower(self, flag: u32) {
        self.0.store(self.0.load(Relaxed) & !flag, Relaxed);
    }

    /// One level down.
    fn deepen(self) -> Result<(), SyncError> {
        if self.depth() == Self::DEPTH {
            return Err(SyncError::TooManyLocks);
        }
        self.0.store(self.0.load(Relaxed) + 1, Relaxed);
        Ok(())
    }

    /// One level up; at the surface, the end.
    fn surface<L>(self, value: &crate::versioned::Versioned<L>) {
        if self.depth() > 1 {
            self.0.store(self.0.load(Relaxed) - 1, Relaxed);
        } else {
            self.end(value);
        }
    }

    /// Commits what was set, unless it was rolled back, and forgets everything. In this order: whoever is killed in between has
    /// committed, and the rest is forgotten when the lock is recovered.
    fn end<L>(self, value: &crate::versioned::Versioned<L>) {
        if self.has(Self::PREPARED) && !self.has(Self::ROLLED_BACK) {
            value.publish();
        }
        self.reset();
    }
}

/// While it lives, nobody else may set the value. Ends with the closure, however that ends.
struct Updating<'a>(Nest<'a>);

impl<'a> Updating<'a> {
    fn begin(nest: Nest<'a>) -> Self {
        nest.raise(Nest::UPDATING);
        Self(nest)
    }
}

impl Drop for Updating<'_> {
    fn drop(&mut self) {
        self.0.lower(Nest::UPDATING);
    }
}
