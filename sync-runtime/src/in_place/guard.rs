//! A value that is changed in place under its lock, for as long as a scope.

use super::{Holding, LockedInPlace, Writing};
use crate::condvar::{Condvar, Slept, Unnotified};
use crate::error::SyncError;
use crate::locked::section::{Section, woken};
use crate::locked::waiting::wait_while;
use crate::shared_locked::SharedInPlace;
use crate::stays::stays;
use crate::timeout::{Deadline, IntoTimeout, Timeout};
use crate::twin::{Pen, Room, Tip};
use crate::view::View;
use core::fmt;
use std::thread;

/// Holds the lock of a value that is changed in place. Dropping it commits what was changed by its
/// [view](Self::view), and releases the lock.
///
/// Nothing is committed if the guard is dropped by a panic, that is: the thread is panicking, and
/// was not yet when the guard was acquired. Nothing is committed by [`roll_back`](Self::roll_back)
/// either.
///
/// The guard belongs to the thread that acquired it, as the lock does. A forked child has a copy of
/// the guard, but not the lock: dropping the copy does nothing there, [`commit`](Self::commit) and
/// [`wait`](Self::wait) are [`NotOwner`](SyncError::NotOwner), and to change the value panics.
#[must_use = "dropping the guard releases the lock at once"]
pub struct InPlaceGuard<'a, T: SharedInPlace> {
    /// `None` only after a wait that could not acquire the lock again. Dropped in this order: the
    /// pen undoes what was not committed, and then the section releases the lock.
    held: Option<(Tip<'a>, Room, Section<'a, LockedInPlace<T>>)>,
    ending: Ending,
}

stays!([T: SharedInPlace] InPlaceGuard<'_, T>);

/// What dropping a guard does with what was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// It is committed, unless the thread is panicking.
    Commit,
    /// It is committed: the thread was panicking already, as in a destructor, when the guard was
    /// acquired.
    CommitUnwinding,
    /// It is undone.
    RollBack,
}

impl<'a, T: SharedInPlace> InPlaceGuard<'a, T> {
    #[inline(always)]
    pub(super) fn enter(section: Section<'a, LockedInPlace<T>>) -> Self {
        let ending = if thread::panicking() { Ending::CommitUnwinding } else { Ending::Commit };
        let room = Room::new();
        let tip = tip_of(&section, &room);
        Self { held: Some((tip, room, section)), ending }
    }

    /// The value, to be read and changed. The lock is held, so nobody else does.
    ///
    /// # Panics
    ///
    /// After a [`wait`](Self::wait) that returned [`Superseded`](SyncError::Superseded) or
    /// [`NotRecoverable`](SyncError::NotRecoverable), for the lock is not held then. In a forked
    /// child, changing the value panics.
    #[inline(always)]
    pub fn view(&self) -> View<'_, T, Writing<'_>> {
        let Some((pen, section)) = self.held() else { without_lock() };
        View::new(section.locked().value.working(pen), Writing(pen))
    }

    /// The same value, to be read alone.
    #[inline(always)]
    pub(super) fn looked_at(&self) -> View<'_, T, Holding<'_>> {
        let Some((pen, section)) = self.held() else { without_lock() };
        View::new(section.locked().value.working(pen), Holding(pen))
    }

    /// Whether the owner before died while it held the lock. The value is what it last committed.
    #[inline]
    #[must_use]
    pub fn recovered(&self) -> bool {
        self.held.as_ref().is_some_and(|(.., section)| section.recovered())
    }

    /// Releases the lock and undoes what was changed since the last commit.
    #[inline]
    pub fn roll_back(mut self) {
        self.ending = Ending::RollBack;
    }

    /// Commits what was changed and keeps the lock. What is changed afterwards is committed later,
    /// and only that can still be rolled back. Does nothing if nothing was changed since the last
    /// commit.
    ///
    /// The commit is one step: a thread that is killed has made it or has not. No view that was
    /// made before can be used after it.
    ///
    /// # Errors
    ///
    /// [`NotOwner`](SyncError::NotOwner) in a forked child, and after a [`wait`](Self::wait) that
    /// failed.
    pub fn commit(&mut self) -> Result<(), SyncError> {
        let (pen, section) = self.held_here().ok_or(SyncError::NotOwner)?;
        if pen.commit() {
            section.locked().wake_watchers_before_release();
        }
        Ok(())
    }

    /// The pen and the lock. They are large, and stay where they are.
    #[inline(always)]
    fn held(&self) -> Option<(Pen<'_>, &Section<'a, LockedInPlace<T>>)> {
        let (tip, room, section) = self.held.as_ref()?;
        // SAFETY: they were made together.
        Some((unsafe { tip.pen(room) }, section))
    }

    /// The pen and the lock, in the process that acquired the lock.
    #[inline(always)]
    fn held_here(&self) -> Option<(Pen<'_>, &Section<'a, LockedInPlace<T>>)> {
        self.held().filter(|(_, section)| section.is_here())
    }

    /// Commits what was changed, releases the lock, sleeps until notified, and acquires the lock
    /// again, however long that takes.
    ///
    /// Returns `true` if woken, `false` if `timeout` ran out first. Like every wait for a condition
    /// it may wake for no reason: call it in a loop, or use [`wait_while`](Self::wait_while). It
    /// wakes within a tenth of a second of a commit even if no thread notifies. `timeout` is for
    /// the sleep alone.
    ///
    /// # Errors
    ///
    /// [`NotOwner`](SyncError::NotOwner) in a forked child; nothing was waited for then.
    /// [`Interrupted`](SyncError::Interrupted) by a signal, if `timeout` is
    /// [interruptible](Timeout::interruptible); the guard holds the lock then, and there was no
    /// notification for it. [`Superseded`](SyncError::Superseded) if the segment was upgraded to
    /// another layout meanwhile, [`NotRecoverable`](SyncError::NotRecoverable) if the mutex was
    /// given up: after these two the guard holds no lock, and waiting again is `NotOwner`.
    pub fn wait(&mut self, timeout: impl IntoTimeout) -> Result<bool, SyncError> {
        self.wait_for(None, timeout.into())
    }

    /// [Waits](Self::wait) as long as `condition` holds of the value, but no longer than `timeout`
    /// in all.
    ///
    /// Returns `true` when it no longer holds, `false` if it still does. The view that `condition`
    /// gets only reads: what is to be changed is changed by [`view`](Self::view), before or after.
    ///
    /// # Errors
    ///
    /// Those of [`wait`](Self::wait), and those of `condition`.
    pub fn wait_while(
        &mut self,
        timeout: impl IntoTimeout,
        condition: impl FnMut(View<'_, T, Holding<'_>>) -> Result<bool, SyncError>,
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
        mut condition: impl FnMut(View<'_, T, Holding<'_>>) -> Result<bool, SyncError>,
    ) -> Result<bool, SyncError> {
        wait_while(
            self,
            timeout,
            |guard| condition(guard.looked_at()),
            |guard, deadline| guard.wait_until(further, deadline, Unnotified::Every, |_| Timeout::Never),
        )
    }

    /// [Waits](Self::wait) until `deadline`; how long it then waits for the lock is asked when the
    /// sleep has ended.
    pub(super) fn wait_until(
        &mut self,
        further: Option<&Condvar>,
        deadline: Deadline,
        commits: Unnotified,
        reacquire: impl FnOnce(Slept) -> Timeout,
    ) -> Result<bool, SyncError> {
        let (pen, _) = self.held_here().ok_or(SyncError::NotOwner)?;
        pen.commit();
        let (.., section) = self.held.take().ok_or(SyncError::NotOwner)?;
        let (slept, section) = section.wait(further, 1, deadline, commits, reacquire)?;
        let room = Room::new();
        let tip = tip_of(&section, &room);
        self.held = Some((tip, room, section));
        woken(slept)
    }
}

/// The tip of the pen of a section that has none yet. The room is new.
#[inline(always)]
pub(super) fn tip_of<'a, T: SharedInPlace>(section: &Section<'a, LockedInPlace<T>>, room: &Room) -> Tip<'a> {
    // SAFETY: a section exists only while its lock is held; a guard keeps both together, and ends
    // the pen first. `initialize_at` and `attach` were promised `SIZE` bytes, and exposed their
    // provenance.
    unsafe { section.locked().value.tip(room, section.process()) }
}

#[cold]
#[inline(never)]
#[allow(clippy::panic, reason = "documented; there is no value to lend")]
fn without_lock() -> ! {
    panic!("this guard does not hold its lock any more: its last wait returned an error");
}

impl<T: SharedInPlace> Drop for InPlaceGuard<'_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        // There is no way to tell a forked child that it committed nothing.
        let Some((pen, _)) = self.held_here() else { return };
        let commits = match self.ending {
            Ending::Commit => !pen.has_noted() || !thread::panicking(),
            Ending::CommitUnwinding => true,
            Ending::RollBack => false,
        };
        if commits {
            pen.commit();
        }
        // Dropping the pen undoes what was not committed; dropping the section releases the lock,
        // and wakes watchers.
    }
}

impl<T: SharedInPlace> fmt::Debug for InPlaceGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InPlaceGuard").finish_non_exhaustive()
    }
}
