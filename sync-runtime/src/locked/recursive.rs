//! Sections within sections: `#[shared(lock = recursive)]`.

use super::Locked;
use super::nest::Nest;
use super::section::{Section, woken};
use super::waiting::wait_while;
use crate::condvar::{Condvar, Slept, Unnotified};
use crate::error::SyncError;
use crate::pod::Converted;
use crate::shared_locked::SharedLocked;
use crate::stays::stays;
use crate::timeout::{Deadline, IntoTimeout, Timeout};
use crate::versioned::Held;
use core::cell::{Cell, RefCell};
use core::fmt;
use std::thread;

/// Holds the recursive lock of a shared value, once of perhaps several times. When the outermost
/// guard of the thread is dropped, everything that was set inside is committed, in one step.
///
/// There may be several of these for one value, so none of them lends a reference to it: it goes in
/// and out as a whole. Inner sections see what outer ones have set. The guard belongs to the thread
/// that acquired it, as the lock does.
///
/// Nothing of the nest is committed if one of its guards is dropped by a panic. That is: the thread
/// is panicking, and was not yet when that guard was acquired, or when a value was last set by it.
/// A section in a destructor that runs while another panic unwinds commits as always.
///
/// A forked child has a copy of the guard, but not the lock: every method that returns a [`Result`]
/// is [`NotOwner`](SyncError::NotOwner) there, and dropping the copy does nothing.
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
    /// One level of the lock; `None` only after a wait that could not acquire it again. Never
    /// borrowed while a user's code runs.
    section: RefCell<Option<Section<'a, Locked<T>>>>,
    /// Whether the thread was unwinding already, as in a destructor, so that this is no reason to
    /// roll back.
    unwinding: Cell<bool>,
}

stays!([T: SharedLocked] RecursiveGuard<'_, T>);

impl<'a, T: SharedLocked> RecursiveGuard<'a, T> {
    /// Acquires the lock, perhaps once more.
    pub(super) fn enter(locked: &'a Locked<T>, timeout: &Timeout) -> Result<Self, SyncError> {
        let section = Section::enter(locked, timeout)?;
        Nest::of(&section.held()?).deepen()?;
        Ok(Self::of(section))
    }

    /// The guard of a level that is counted in the nest.
    pub(super) fn of(section: Section<'a, Locked<T>>) -> Self {
        Self { section: RefCell::new(Some(section)), unwinding: Cell::new(thread::panicking()) }
    }

    /// Calls `step`, which runs no code of the user's, with proof that this thread holds the lock.
    fn held<R>(&self, step: impl FnOnce(Held<'_, T::Layout>) -> Result<R, SyncError>) -> Result<R, SyncError> {
        let section = self.section.borrow();
        step(section.as_ref().ok_or(SyncError::NotOwner)?.held()?)
    }

    /// The value, with everything that this thread has set in this nest of sections.
    ///
    /// # Errors
    ///
    /// [`Corrupt`](SyncError::Corrupt) if what is there is no value of `T`;
    /// [`NotOwner`](SyncError::NotOwner) in a forked child.
    pub fn get(&self) -> Result<T, SyncError> {
        self.held(|held| Ok(if Nest::of(&held).has(Nest::PREPARED) { held.read_prepared()? } else { held.read()? }))
    }

    /// Sets the value, to be committed when the outermost section ends.
    ///
    /// # Errors
    ///
    /// [`NestedUpdate`](SyncError::NestedUpdate) inside [`update`](Self::update) of the same value;
    /// [`RolledBack`](SyncError::RolledBack) if the nest was rolled back, by a panic or by
    /// [`roll_back`](Self::roll_back); [`NotOwner`](SyncError::NotOwner) in a forked child.
    #[allow(clippy::needless_pass_by_value, reason = "the caller's value becomes the shared one")]
    pub fn set(&self, value: T) -> Result<(), SyncError> {
        self.replace(&value)
    }

    /// [`set`](Self::set), with a value that is only borrowed.
    pub(super) fn replace(&self, value: &T) -> Result<(), SyncError> {
        if const { T::SCHEMA.runs_code() } {
            self.held(|held| Nest::of(&held).may_set())?;
            let updating = Updating::begin(self)?;
            Converted::with(value, |value| {
                drop(updating);
                self.prepare(|held| held.prepare_converted(&value))
            })?;
        } else {
            self.prepare(|held| held.prepare(value))?;
        }
        if self.unwinding.get() {
            self.unwinding.set(thread::panicking());
        }
        Ok(())
    }

    /// Writes a value, which runs no code of the user's, to be committed at the end.
    fn prepare(&self, write: impl FnOnce(&Held<'_, T::Layout>)) -> Result<(), SyncError> {
        self.held(|held| {
            let nest = Nest::of(&held);
            nest.may_set()?;
            write(&held);
            nest.raise(Nest::PREPARED);
            Ok(())
        })
    }

    /// Calls `change` with a copy of the value, sets what it makes of it, and returns what it
    /// returns.
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
        self.held(|held| Nest::of(&held).may_set())?;
        let mut value = self.get()?;
        let updating = Updating::begin(self)?;
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
        self.section.borrow().as_ref().is_some_and(Section::recovered)
    }

    /// How often this thread holds the lock, this guard included. 0 in a forked child, which does
    /// not hold it.
    #[must_use]
    pub fn depth(&self) -> u32 {
        self.held(|held| Ok(Nest::of(&held).depth())).unwrap_or(0)
    }

    /// Commits what was set in the whole nest, by outer sections too, and keeps the lock. What is
    /// set afterwards is committed later, and only that can still be rolled back.
    ///
    /// The commit is one step: a thread that is killed has made it or has not.
    ///
    /// ```
    /// # use sync_runtime::{Shared, SharedLocked};
    /// # #[derive(SharedLocked)] #[shared(lock = recursive)] struct Steps { done: u32 }
    /// # let steps = Shared::anonymous(Steps { done: 0 })?;
    /// let guard = steps.get_lock()?;
    /// guard.set(Steps { done: 1 })?;
    /// guard.commit()?;
    /// assert_eq!(steps.load()?.done, 1); // and the lock is still held
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`set`](Self::set); nothing is committed then.
    pub fn commit(&self) -> Result<(), SyncError> {
        self.held(|held| {
            Nest::of(&held).may_set()?;
            Nest::publish(&held);
            Ok(())
        })?;
        self.section.borrow().iter().for_each(|section| section.locked().wake_watchers());
        Ok(())
    }

    /// Releases this level of the lock and commits nothing of the whole nest, as if this section
    /// had panicked: what outer sections have set is undone, and setting more is
    /// [`RolledBack`](SyncError::RolledBack) until the outermost section has ended.
    pub fn roll_back(self) {
        // In a forked child there is nothing to roll back.
        let _ = self.held(|held| {
            Nest::of(&held).raise(Nest::ROLLED_BACK);
            Ok(())
        });
    }

    /// Commits what was set in the whole nest, releases every level of the lock, sleeps until
    /// notified, and acquires every level again, however long that takes.
    ///
    /// Returns `true` if woken, `false` if `timeout` ran out first. Like every wait for a condition
    /// it may wake for no reason: call it in a loop, or use [`wait_while`](Self::wait_while). It
    /// wakes within a tenth of a second of a commit even if no thread notifies.
    ///
    /// # Errors
    ///
    /// [`NestedUpdate`](SyncError::NestedUpdate) and [`RolledBack`](SyncError::RolledBack), before
    /// it waits; [`NotOwner`](SyncError::NotOwner) in a forked child.
    /// [`Interrupted`](SyncError::Interrupted) by a signal, if `timeout` is
    /// [interruptible](Timeout::interruptible); the guard holds the lock then, and there was no
    /// notification for it. [`NotRecoverable`](SyncError::NotRecoverable) if the mutex was given up
    /// meanwhile: then the guard does not hold the lock any more.
    pub fn wait(&self, timeout: impl IntoTimeout) -> Result<bool, SyncError> {
        self.wait_for(None, timeout.into())
    }

    /// [Waits](Self::wait) as long as `condition` holds of the value, but no longer than `timeout`
    /// in all.
    ///
    /// Returns `true` when it no longer holds, `false` if it still does.
    ///
    /// # Errors
    ///
    /// Those of [`wait`](Self::wait) and [`get`](Self::get).
    pub fn wait_while(&self, timeout: impl IntoTimeout, condition: impl FnMut(&T) -> bool) -> Result<bool, SyncError> {
        self.wait_for_while(None, timeout.into(), condition)
    }

    /// [`wait`](Self::wait), perhaps for a further condition of the value.
    pub(crate) fn wait_for(&self, further: Option<&Condvar>, timeout: Timeout) -> Result<bool, SyncError> {
        self.wait_until(further, Deadline::new(timeout), Unnotified::WithoutNotifier, |_, _| Timeout::Never)
    }

    /// [`wait_while`](Self::wait_while), perhaps for a further condition of the value.
    pub(crate) fn wait_for_while(
        &self,
        further: Option<&Condvar>,
        timeout: Timeout,
        mut condition: impl FnMut(&T) -> bool,
    ) -> Result<bool, SyncError> {
        wait_while(
            &mut &*self,
            timeout,
            |guard| Ok(condition(&guard.get()?)),
            |guard, deadline| guard.wait_until(further, deadline, Unnotified::Every, |_, _| Timeout::Never),
        )
    }

    /// [Waits](Self::wait) until `deadline`. `reacquire` is asked, with the number of levels and
    /// how the sleep ended, how long to wait for the lock; it has to say [`Timeout::Never`] unless
    /// there is one level.
    pub(super) fn wait_until(
        &self,
        further: Option<&Condvar>,
        deadline: Deadline,
        commits: Unnotified,
        reacquire: impl FnOnce(u32, Slept) -> Timeout,
    ) -> Result<bool, SyncError> {
        let levels = self.held(|held| {
            let nest = Nest::of(&held);
            nest.may_set()?;
            let levels = nest.depth();
            Nest::end(&held);
            Ok(levels)
        })?;
        let section = self.section.take().ok_or(SyncError::NotOwner)?;
        let (slept, section) = section.wait(further, levels, deadline, commits, |slept| reacquire(levels, slept))?;
        Nest::of(&section.held()?).begin_at(levels);
        self.section.replace(Some(section));
        woken(slept)
    }
}

impl<T: SharedLocked> Drop for RecursiveGuard<'_, T> {
    fn drop(&mut self) {
        let Some(section) = self.section.take() else { return };
        // In a forked child there is nothing to end.
        if let Ok(held) = section.held() {
            if thread::panicking() && !self.unwinding.get() {
                Nest::of(&held).raise(Nest::ROLLED_BACK);
            }
            Nest::surface(&held);
        }
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

/// While it lives, no other section of the thread may set the value. Ends with the closure, however
/// that ends; in a child that the closure forked it ends nothing.
struct Updating<'g, 'a, T: SharedLocked>(&'g RecursiveGuard<'a, T>);

impl<'g, 'a, T: SharedLocked> Updating<'g, 'a, T> {
    fn begin(guard: &'g RecursiveGuard<'a, T>) -> Result<Self, SyncError> {
        guard.held(|held| {
            Nest::of(&held).raise(Nest::UPDATING);
            Ok(())
        })?;
        Ok(Self(guard))
    }
}

impl<T: SharedLocked> Drop for Updating<'_, '_, T> {
    fn drop(&mut self) {
        let _ = self.0.held(|held| {
            Nest::of(&held).lower(Nest::UPDATING);
            Ok(())
        });
    }
}
