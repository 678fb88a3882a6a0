//! Reading without the lock.

use super::{LockedInPlace, Reading};
use crate::error::SyncError;
use crate::locked::Snapshot;
use crate::locked::section::Section;
use crate::shared_locked::SharedInPlace;
use crate::timeout::{Deadline, IntoTimeout, Timeout};
use crate::view::View;
use crate::watchers::Watch;
use core::hint;

/// How often a closure looks at the value without the lock. Each look that is overtaken by a commit
/// costs what it read, and a writer that commits again and again within that time would overtake
/// all of them.
pub(crate) const LOOKS: u32 = 16;

impl<T: SharedInPlace> LockedInPlace<T> {
    /// How many commits the value has seen: 0 when it is made, and one more with each that changed
    /// something.
    #[inline]
    #[must_use]
    pub fn version(&self) -> u64 {
        self.value.version()
    }

    /// Calls `look` with a view of the value, without the lock, and returns what it returns. All
    /// that it reads is of one version: it never sees half a change, nor parts of two versions.
    ///
    /// If a writer commits while it reads, the next read is an error, which `look` has to return
    /// (`?`), and `look` runs again; so it should do nothing but read. After sixteen such turns it
    /// acquires the lock, as [`get_lock`](Self::get_lock) does, so that busy writers cannot keep a
    /// long look from ending. Until then it never waits for a writer, be it stopped or dead.
    ///
    /// ```
    /// # use sync_runtime::{Shared, SharedLocked};
    /// # #[derive(SharedLocked)] #[shared(in_place)] struct Jobs { next: u64, lengths: [u32; 10_000] }
    /// # let jobs = Shared::<Jobs>::anonymous_with(|_| Ok(()))?;
    /// let (next, length) = jobs.view(|jobs| {
    ///     let next = jobs.next().get()?;
    ///     Ok((next, jobs.lengths().at(next as usize)?.get()?))
    /// })?;
    /// # assert_eq!((next, length), (0, 0));
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of `look`; those of [`get_lock`](Self::get_lock) after sixteen turns.
    #[inline]
    pub fn view<R>(&self, look: impl FnMut(View<'_, T, Reading<'_>>) -> Result<R, SyncError>) -> Result<R, SyncError> {
        self.view_within(T::TIMEOUT, look)
    }

    /// [`view`](Self::view), waiting for the lock no longer than `timeout`, if it has to be
    /// acquired. With [`Timeout::Try`] a look that was overtaken too often is
    /// [`WouldBlock`](SyncError::WouldBlock), if a writer is at work right then.
    ///
    /// # Errors
    ///
    /// Those of [`view`](Self::view).
    #[inline]
    pub fn view_within<R>(
        &self,
        timeout: impl IntoTimeout,
        mut look: impl FnMut(View<'_, T, Reading<'_>>) -> Result<R, SyncError>,
    ) -> Result<R, SyncError> {
        let timeout = timeout.into();
        // As `look_once`, but what `look` returns is moved nowhere.
        let (seen, cells) = self.value.look();
        match look(View::new(cells, Reading(&seen))) {
            Ok(value) if !seen.was_overtaken() => return Ok(value),
            Err(error) if !seen.was_overtaken() => return Err(error),
            Ok(value) => drop(value),
            Err(error) => drop(error),
        }
        self.look_again(&timeout, &mut look).map(|seen| seen.value)
    }

    /// Sleeps until the version is another than `seen`, or there will be no other.
    pub(crate) fn watch(&self, seen: u64, deadline: Deadline) -> Watch {
        self.value.watch(seen, || self.is_superseded(), deadline)
    }

    /// Sleeps until the version is another than `seen`, and returns what `look` sees of the newest
    /// value, without the lock. Versions in between may be skipped; an older one never follows a
    /// newer one. `None` if `timeout` ran out first.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use sync_runtime::{Shared, SharedLocked};
    /// # #[derive(SharedLocked)] #[shared(in_place)] struct Jobs { next: u64, lengths: [u32; 10_000] }
    /// # let jobs = Shared::<Jobs>::anonymous_with(|_| Ok(()))?;
    /// let seen = jobs.version();
    /// jobs.with_lock(|jobs| { jobs.next().set(5); Ok(()) })?; // in any process
    /// let newer = jobs.view_newer(seen, Duration::from_secs(5), |jobs| jobs.next().get())?.expect("it was committed");
    /// assert_eq!((newer.value, newer.version), (5, seen + 1));
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`view`](Self::view). [`Interrupted`](SyncError::Interrupted) by a signal, if
    /// `timeout` is [interruptible](Timeout::interruptible).
    /// [`Superseded`](SyncError::Superseded) if the segment was upgraded to another layout and
    /// there is nothing newer.
    pub fn view_newer<R>(
        &self,
        seen: u64,
        timeout: impl IntoTimeout,
        mut look: impl FnMut(View<'_, T, Reading<'_>>) -> Result<R, SyncError>,
    ) -> Result<Option<Snapshot<R>>, SyncError> {
        self.newer_than(seen, timeout.into(), T::TIMEOUT, &mut look)
    }

    /// [`view_newer`](Self::view_newer), waiting for the lock no longer than `for_lock`, if it has
    /// to be acquired.
    pub(crate) fn newer_than<R>(
        &self,
        seen: u64,
        timeout: Timeout,
        for_lock: Timeout,
        look: &mut impl FnMut(View<'_, T, Reading<'_>>) -> Result<R, SyncError>,
    ) -> Result<Option<Snapshot<R>>, SyncError> {
        match self.watch(seen, Deadline::new(timeout)) {
            Watch::Moved if self.version() == seen => Err(SyncError::Superseded),
            Watch::Moved => self.snapshot_of(for_lock, look).map(Some),
            Watch::TimedOut => Ok(None),
            Watch::Interrupted => Err(SyncError::Interrupted),
        }
    }

    /// A consistent copy of the whole value, on the heap; no part of it is ever on the stack. See
    /// [`view`](Self::view).
    ///
    /// # Errors
    ///
    /// [`Corrupt`](SyncError::Corrupt) if what is there is no value of `T`; those of
    /// [`view`](Self::view).
    pub fn load(&self) -> Result<Box<T>, SyncError> {
        self.view(|view| view.to_box())
    }

    /// [`load`](Self::load), and the version of what it returns.
    ///
    /// # Errors
    ///
    /// Those of [`load`](Self::load).
    pub fn snapshot(&self) -> Result<Snapshot<Box<T>>, SyncError> {
        self.snapshot_of(T::TIMEOUT, &mut |view| view.to_box())
    }

    /// [`view_newer`](Self::view_newer) of the whole value, as [`load`](Self::load).
    ///
    /// # Errors
    ///
    /// Those of [`load`](Self::load) and [`view_newer`](Self::view_newer).
    pub fn load_newer(&self, seen: u64, timeout: impl IntoTimeout) -> Result<Option<Snapshot<Box<T>>>, SyncError> {
        self.view_newer(seen, timeout, |view| view.to_box())
    }

    /// What `look` sees, waiting for the lock no longer than `timeout`, if it has to be acquired.
    #[inline(always)]
    pub(crate) fn snapshot_of<R>(
        &self,
        timeout: Timeout,
        look: &mut impl FnMut(View<'_, T, Reading<'_>>) -> Result<R, SyncError>,
    ) -> Result<Snapshot<R>, SyncError> {
        match self.look_once(look) {
            Some(Ok(seen)) => Ok(seen),
            Some(Err(error)) => Err(error),
            None => self.look_again(&timeout, look),
        }
    }

    /// [`snapshot_of`](Self::snapshot_of), when a writer was faster once. Out of line, so that the
    /// others need not jump over it.
    #[cold]
    #[inline(never)]
    fn look_again<R>(
        &self,
        timeout: &Timeout,
        look: &mut impl FnMut(View<'_, T, Reading<'_>>) -> Result<R, SyncError>,
    ) -> Result<Snapshot<R>, SyncError> {
        for _ in 1..LOOKS {
            hint::spin_loop();
            if let Some(outcome) = self.look_once(look) {
                return outcome;
            }
        }
        self.look_under_lock(timeout, look)
    }

    /// What `look` returns, unless a writer was faster.
    #[inline(always)]
    pub(crate) fn look_once<R>(
        &self,
        look: &mut impl FnMut(View<'_, T, Reading<'_>>) -> Result<R, SyncError>,
    ) -> Option<Result<Snapshot<R>, SyncError>> {
        let (seen, cells) = self.value.look();
        // Each by itself: a `Result` that is dropped as one is in memory, and what it holds is
        // moved there and back.
        match look(View::new(cells, Reading(&seen))) {
            Ok(value) if !seen.was_overtaken() => Some(Ok(Snapshot { value, version: seen.version() })),
            Err(error) if !seen.was_overtaken() => Some(Err(error)),
            // What the closure made of an error counts for nothing.
            Ok(value) => {
                drop(value);
                None
            }
            Err(error) => {
                drop(error);
                None
            }
        }
    }

    /// [`look_once`](Self::look_once) while no writer can be faster.
    fn look_under_lock<R>(
        &self,
        timeout: &Timeout,
        look: &mut impl FnMut(View<'_, T, Reading<'_>>) -> Result<R, SyncError>,
    ) -> Result<Snapshot<R>, SyncError> {
        let _section = match Section::enter(self, timeout) {
            // There is no writer any more.
            Err(SyncError::Superseded) => None,
            entered => Some(entered?),
        };
        // A closure that forks, or whose thread commits by a guard of its own, is told so.
        self.look_once(look).unwrap_or(Err(SyncError::Overtaken))
    }
}
