//! Acquiring some record of a table that suits.

use super::Table;
use crate::error::SyncError;
use crate::locked::{LockGuard, Locked};
use crate::pauses::Pauses;
use crate::pod::corrupt;
use crate::shared_locked::{Exclusive, SharedLocked};
use crate::sys::fork::Generation;
use crate::sys::process;
use crate::timeout::{Deadline, IntoTimeout};
use core::cell::Cell;
use core::time::Duration;

/// A kind of lock under which a record is claimed: `lock = mutex`, the default. A record with a
/// recursive lock would be claimed again by the thread that holds it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "nothing says that a record of type `{T}` can be claimed",
    label = "records are claimed by their lock, `lock = mutex`",
    note = "if `{T}` is declared with `#[shared(lock = recursive)]` or `#[shared(lock = none)]`, remove that: `lock = mutex` is the default",
    note = "if `{T}` is a type parameter, add the bound `sync_runtime::SharedLocked<Lock = sync_runtime::Exclusive>`"
)]
pub trait Claimable<T: SharedLocked> {
    /// The guard of the record, if it is free and `wanted`.
    ///
    /// # Errors
    ///
    /// Those of [`Table::claim`] that are about one record.
    fn try_claim<'a>(
        record: &'a Locked<T>,
        wanted: &mut impl FnMut(&T) -> bool,
    ) -> Result<Option<LockGuard<'a, T>>, SyncError>;
}

#[diagnostic::do_not_recommend]
impl<T: SharedLocked<Lock = Self>> Claimable<T> for Exclusive {
    fn try_claim<'a>(
        record: &'a Locked<T>,
        wanted: &mut impl FnMut(&T) -> bool,
    ) -> Result<Option<LockGuard<'a, T>>, SyncError> {
        if record.is_held() || !wanted(&record.load()?) {
            return Ok(None);
        }
        match record.try_get_lock() {
            // Since the first look another thread may have claimed and released it.
            Ok(guard) => Ok(wanted(&guard).then_some(guard)),
            Err(SyncError::WouldBlock { .. } | SyncError::Deadlock) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl<T: SharedLocked> Table<T> {
    /// Acquires a record that is free and for which `wanted` says yes: its index, and the guard of
    /// its lock.
    ///
    /// `None` means that each record was held, or `wanted` said no, at the moment when it was
    /// looked at. It never waits for a lock. A record whose owner died is free.
    ///
    /// ```
    /// # use sync_runtime::{Pod, SharedLocked, Table};
    /// #[derive(Pod, PartialEq)]
    /// enum State { Ready, Done }
    ///
    /// #[derive(SharedLocked)]
    /// struct Job { state: State, attempts: u32 }
    ///
    /// let jobs = Table::<Job>::anonymous(100, |_| Job { state: State::Ready, attempts: 0 })?;
    /// while let Some((index, mut job)) = jobs.claim(|job| job.state == State::Ready)? {
    ///     job.attempts += 1;
    ///     job.commit()?; // and the lock is still held: if this process dies, another claims the job again
    ///     println!("job {index}");
    ///     job.state = State::Done; // commits when the guard is dropped
    /// }
    /// assert!(jobs.iter().all(|job| job.load().is_ok_and(|job| job.state == State::Done)));
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    ///
    /// # Order and cost
    ///
    /// Each thread begins at another record: at first at one that depends on its id, later behind
    /// the one that it claimed last. So threads seldom meet. From there it looks at one record
    /// after the other, once each: whether its lock is held, then at its value, without the lock.
    /// That costs what [`load`](crate::Locked::load) of each costs, all of them if it finds none.
    /// When `wanted` says yes, it tries the lock, and asks `wanted` again under it. So `wanted` may
    /// be called twice for a record.
    ///
    /// # How to wait for a record
    ///
    /// [`claim_within`](Self::claim_within) looks again and again. With many records, or seldom a
    /// wanted one, keep a number beside the table that is raised for each record that becomes
    /// ready, and sleep until it is another one. The short timeout also finds the records of
    /// workers that died, of which nobody tells:
    ///
    /// ```
    /// # use std::time::Duration;
    /// use sync_runtime::{Shared, SyncError, Table};
    ///
    /// const READY: u8 = 1;
    /// const DONE: u8 = 2;
    ///
    /// fn post(jobs: &Table<u8>, posted: &Shared<u64>, index: usize) -> Result<(), SyncError> {
    ///     jobs.at(index)?.store(READY)?;
    ///     posted.with_lock(|posted| *posted += 1) // after the job: who sees it finds the job
    /// }
    ///
    /// fn work(jobs: &Table<u8>, posted: &Shared<u64>) -> Result<(), SyncError> {
    ///     loop {
    ///         let seen = posted.version(); // before the look: what is posted later is newer
    ///         while let Some((_, mut job)) = jobs.claim(|job| *job == READY)? {
    ///             *job = DONE;
    ///         }
    ///         # return Ok(());
    ///         posted.load_newer(seen, Duration::from_millis(50))?;
    ///     }
    /// }
    /// # let (jobs, posted) = (Table::anonymous(2, |_| 0)?, Shared::anonymous(0)?);
    /// # post(&jobs, &posted, 1)?;
    /// # work(&jobs, &posted)?;
    /// # assert_eq!((jobs.at(1)?.load()?, posted.load()?), (DONE, 1));
    /// # Ok::<(), SyncError>(())
    /// ```
    ///
    /// A [`Semaphore`](crate::Semaphore) to which a permit is added for each wakes one worker at a
    /// time. The worker [consumes](crate::Permit::consume) the permit when it has done a job, or
    /// has found none; one that is dropped, or whose worker dies, comes back.
    ///
    /// # Errors
    ///
    /// [`TooManyHeld`](SyncError::TooManyHeld) if this thread holds 1,536 locks;
    /// [`PidNamespace`](SyncError::PidNamespace) in a forked child that is in another PID namespace
    /// than its parent.
    ///
    /// [`Damaged`](SyncError::Damaged), [`Corrupt`](SyncError::Corrupt) or
    /// [`NotRecoverable`](SyncError::NotRecoverable) of one record, if no other could be claimed.
    /// The path of `Corrupt` begins with the record's index, such as `[17].state`.
    pub fn claim(&self, mut wanted: impl FnMut(&T) -> bool) -> Result<Option<(usize, LockGuard<'_, T>)>, SyncError>
    where
        T::Lock: Claimable<T>,
    {
        let len = self.len();
        let start = Start::own() % len;
        let mut damage = None;
        for index in (start..len).chain(0..start) {
            match self.at(index).and_then(|record| T::Lock::try_claim(record, &mut wanted)) {
                Ok(None) => {}
                Ok(Some(guard)) => {
                    Start::set(index + 1);
                    return Ok(Some((index, guard)));
                }
                Err(error @ (SyncError::TooManyHeld { .. } | SyncError::PidNamespace { .. })) => return Err(error),
                // One record that is damaged does not keep the others from being claimed.
                Err(error) => damage = damage.or_else(|| Some(of_record(index, error))),
            }
        }
        damage.map_or(Ok(None), Err)
    }

    /// [`claim`](Self::claim), again and again until it finds a record, but no longer than
    /// `timeout`.
    ///
    /// Between two looks it sleeps, 50 µs at first and 5 ms at most. Each look costs what `claim`
    /// costs.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use sync_runtime::Table;
    /// let slots = Table::<u64>::anonymous(4, |_| 0)?;
    /// let free = slots.claim_within(Duration::from_secs(1), |owner| *owner == 0)?;
    /// let none = slots.claim_within(Duration::from_millis(1), |owner| *owner == 7)?;
    /// assert!(free.is_some() && none.is_none());
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`claim`](Self::claim). [`Interrupted`](SyncError::Interrupted) by a signal, if
    /// `timeout` is [interruptible](crate::Timeout::interruptible).
    pub fn claim_within(
        &self,
        timeout: impl IntoTimeout,
        mut wanted: impl FnMut(&T) -> bool,
    ) -> Result<Option<(usize, LockGuard<'_, T>)>, SyncError>
    where
        T::Lock: Claimable<T>,
    {
        const LONGEST_PAUSE: Duration = Duration::from_millis(5);
        let deadline = Deadline::new(timeout.into());
        let mut pauses = Pauses::new(deadline, LONGEST_PAUSE);
        loop {
            let claimed = self.claim(&mut wanted)?;
            if claimed.is_some() || deadline.has_passed() {
                return Ok(claimed);
            }
            if !pauses.pause() {
                return Err(SyncError::Interrupted);
            }
        }
    }
}

/// The same error, which tells the record too if it tells a field.
#[cold]
fn of_record(index: usize, mut error: SyncError) -> SyncError {
    if let SyncError::Corrupt { field, .. } = &mut error {
        let path = match &**field {
            corrupt::WHOLE => format!("[{index}]"),
            element if element.starts_with('[') => format!("[{index}]{element}"),
            field => format!("[{index}].{field}"),
        };
        *field = path.into();
    }
    error
}

/// Where a thread begins to look.
#[derive(Debug, Clone, Copy)]
struct Start {
    index: usize,
    /// A forked child has a copy, and begins elsewhere than its parent and its siblings.
    process: Option<Generation>,
}

thread_local! {
    static START: Cell<Start> = const { Cell::new(Start { index: 0, process: None }) };
}

impl Start {
    /// The calling thread's.
    fn own() -> usize {
        let start = START.get();
        if start.process == Some(Generation::current()) {
            return start.index;
        }
        // The golden ratio: thread ids follow each other.
        let spread = u64::from(process::own_thread()).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let index = usize::try_from(spread >> 1).unwrap_or(0);
        Self::set(index);
        index
    }

    /// Where the calling thread begins the next time.
    fn set(index: usize) {
        START.set(Self { index, process: Some(Generation::current()) });
    }
}
