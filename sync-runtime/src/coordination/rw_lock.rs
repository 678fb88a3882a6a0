//! Many readers, or one writer.

use super::PROCESSES;
use super::holders::{Holders, is_dead};
use super::inner::Inner;
use crate::clock::monotonic;
use crate::error::SyncError;
use crate::locked::{LockGuard, Locked};
use crate::process_id::ProcessId;
use crate::shared::Shared;
use crate::timeout::{IntoTimeout, Timeout};
use core::cell::Cell;
use core::time::Duration;
use sync_derive::{Pod, SharedLocked};

/// For how long a process is believed to wait to write. It says so again ten times a second, unless
/// it is stopped.
const WAITS: Duration = Duration::from_secs(1);

/// A lock that many processes hold for reading, or one for writing. **A reader or a writer that
/// died holds it no longer**, and the next to acquire it is told that a writer died.
///
/// The value of a shared struct needs none: `load` reads it without a lock. This is for what is
/// outside of it: a file, a device, a mapping of your own, which readers may use together and a
/// writer alone.
///
/// A writer that waits goes before readers that come later, but for a second only if it is stopped;
/// and not before those of a process that reads already: it would wait for a writer that waits for
/// it. So threads of one process that read in turns can keep a writer waiting. At most `READERS`
/// processes read at the same time: 64, unless it is made by [`sized`](RwLock::sized).
///
/// It is a shared value of its own, not a field: in a field it has no methods. Keep one
/// `Shared<RwLock>` beside the [`Shared`] of your struct, or put many into a
/// [`Table`](crate::Table).
///
/// # Functions
///
/// They are functions of [`Locked`]. Those that acquire the lock are functions of [`Shared`], too,
/// which waits for the lock as long as the handle says.
///
/// | to | function |
/// |---|---|
/// | acquire it for reading | [`read`](Locked::read), which returns a [`ReadPermit`] |
/// | acquire it for writing | [`write`](Locked::write), which returns a [`WritePermit`] |
/// | release it | drop the permit |
/// | see whether a writer died | [`ReadPermit::recovered`], [`WritePermit::recovered`] |
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use sync_runtime::{RwLock, Shared};
///
/// let file = Shared::anonymous(RwLock::new())?; // a `Shared<RwLock>`
/// let one = file.read(Duration::from_secs(1))?;
/// let two = file.read(Duration::from_secs(1))?;
/// assert!(file.write(Duration::from_millis(1)).is_err());
/// drop((one, two));
/// let writer = file.write(Duration::from_secs(1))?;
/// assert!(!writer.recovered(), "no writer died");
/// # drop(writer);
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
///
/// # References
///
/// [`pthread_rwlock_rdlock(3p)`](https://man7.org/linux/man-pages/man3/pthread_rwlock_rdlock.3p.html),
/// which has no robust kind: a reader or writer that dies holds it for ever.
#[derive(Debug, SharedLocked)]
#[shared(crate = crate)]
pub struct RwLock<const READERS: usize = PROCESSES> {
    readers: Holders<READERS>,
    writer: Option<ProcessId>,
    /// A process that waits to write.
    next_writer: Option<NextWriter>,
    /// A writer died, and none has released the lock since.
    writer_died: bool,
}

#[derive(Debug, Clone, Copy, Pod)]
#[shared(crate = crate)]
struct NextWriter {
    process: ProcessId,
    /// When it last looked.
    seen: Duration,
}

impl NextWriter {
    /// Whether it waits no longer: it died, or it is stopped and may be so for ever.
    fn is_gone(self) -> bool {
        is_dead(self.process) || monotonic().abs_diff(self.seen) > WAITS
    }
}

impl RwLock {
    /// A lock that no process holds.
    #[must_use]
    pub const fn new() -> Self {
        Self::sized()
    }
}

impl<const READERS: usize> RwLock<READERS> {
    /// [`new`](RwLock::new) for another number of processes: `RwLock::<8>::sized()`.
    #[must_use]
    pub const fn sized() -> Self {
        Self { readers: Holders::new(), writer: None, next_writer: None, writer_died: false }
    }

    /// Whether a process that died holds the lock, for reading or writing.
    fn is_held_by_the_dead(&self) -> bool {
        self.writer.is_some_and(is_dead) || self.readers.held_by_the_dead() != 0
    }

    /// Takes the lock from processes that died.
    fn forget_the_dead(&mut self) {
        if self.writer.is_some_and(is_dead) {
            self.writer = None;
            self.writer_died = true;
        }
        self.readers.forget_the_dead();
    }
}

impl<const READERS: usize> Default for RwLock<READERS> {
    fn default() -> Self {
        Self::sized()
    }
}

/// Holds an [`RwLock`] for reading, for the calling process. Dropping it releases it.
///
/// If the lock of the `RwLock` itself is not acquired in time for that, a thread releases it when
/// it is.
#[must_use = "dropping the permit releases it at once"]
#[derive(Debug)]
pub struct ReadPermit<'a, const READERS: usize = PROCESSES>(Held<'a, READERS>);

/// Holds an [`RwLock`] for writing, for the calling process. Dropping it releases it.
///
/// If the lock of the `RwLock` itself is not acquired in time for that, a thread releases it when
/// it is.
#[must_use = "dropping the permit releases it at once"]
#[derive(Debug)]
pub struct WritePermit<'a, const READERS: usize = PROCESSES>(Held<'a, READERS>);

#[derive(Debug)]
struct Held<'a, const READERS: usize> {
    lock: Inner<'a, RwLock<READERS>>,
    holder: ProcessId,
    recovered: bool,
}

impl<const READERS: usize> Locked<RwLock<READERS>> {
    /// Acquires the lock for reading.
    ///
    /// # Errors
    ///
    /// [`ConditionTimeout`](SyncError::ConditionTimeout) if a writer still held it, or waited for
    /// it, after `timeout`; [`Full`](SyncError::Full) if `READERS` other processes read; those of
    /// [`get_lock`](Locked::get_lock) and [`ProcessId::current`].
    pub fn read(&self, timeout: impl IntoTimeout) -> Result<ReadPermit<'_, READERS>, SyncError> {
        read(self.into(), timeout.into())
    }

    /// Acquires the lock for writing.
    ///
    /// # Errors
    ///
    /// [`ConditionTimeout`](SyncError::ConditionTimeout) if another process or thread still held it
    /// after `timeout`; those of [`get_lock`](Locked::get_lock) and [`ProcessId::current`].
    pub fn write(&self, timeout: impl IntoTimeout) -> Result<WritePermit<'_, READERS>, SyncError> {
        write(self.into(), timeout.into())
    }
}

/// The lock of the `RwLock` itself is waited for as long as [`SharedOptions::timeout`] of this
/// handle says.
///
/// [`SharedOptions::timeout`]: crate::SharedOptions::timeout
impl<const READERS: usize> Shared<RwLock<READERS>> {
    /// [`Locked::read`] with this handle's timeout for the lock.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::read`].
    pub fn read(&self, timeout: impl IntoTimeout) -> Result<ReadPermit<'_, READERS>, SyncError> {
        read(self.into(), timeout.into())
    }

    /// [`Locked::write`] with this handle's timeout for the lock.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::write`].
    pub fn write(&self, timeout: impl IntoTimeout) -> Result<WritePermit<'_, READERS>, SyncError> {
        write(self.into(), timeout.into())
    }
}

fn read<const READERS: usize>(
    inner: Inner<'_, RwLock<READERS>>,
    timeout: Timeout,
) -> Result<ReadPermit<'_, READERS>, SyncError> {
    let holder = ProcessId::current()?;
    let recovered = inner.attempt(timeout, |lock| {
        if lock.writer.is_some() && lock.is_held_by_the_dead() {
            lock.forget_the_dead();
        }
        if lock.writer.is_some() {
            return Ok(None);
        }
        // A process that reads already would wait for a writer that waits for it.
        if lock.next_writer.is_some_and(|writer| !writer.is_gone()) && lock.readers.held_by(holder) == 0 {
            return Ok(None);
        }
        if lock.readers.has_room(holder).is_err() {
            lock.readers.forget_the_dead();
        }
        lock.readers.has_room(holder)?;
        lock.readers.add(holder);
        Ok(Some(lock.writer_died))
    })?;
    Ok(ReadPermit(Held { lock: inner, holder, recovered }))
}

fn write<const READERS: usize>(
    inner: Inner<'_, RwLock<READERS>>,
    timeout: Timeout,
) -> Result<WritePermit<'_, READERS>, SyncError> {
    let holder = ProcessId::current()?;
    let is_next = Cell::new(false);
    let look = |lock: &mut LockGuard<'_, RwLock<READERS>>| {
        let is_free = |lock: &RwLock<READERS>| lock.writer.is_none() && lock.readers.total() == 0;
        if !is_free(lock) && lock.is_held_by_the_dead() {
            lock.forget_the_dead();
        }
        // While this thread was stopped, others may have gone before it.
        is_next.set(is_next.get() && lock.next_writer.is_some_and(|writer| writer.process == holder));
        let may_go = is_next.get() || lock.next_writer.is_none_or(NextWriter::is_gone);
        if is_free(lock) && may_go {
            lock.writer = Some(holder);
            lock.next_writer = None;
            return Ok(Some(lock.writer_died));
        }
        if may_go {
            lock.next_writer = Some(NextWriter { process: holder, seen: monotonic() });
            is_next.set(true);
        }
        Ok(None)
    };
    let give_up = |lock: &mut LockGuard<'_, RwLock<READERS>>| {
        if is_next.get() && lock.next_writer.is_some_and(|writer| writer.process == holder) {
            lock.next_writer = None;
        }
    };
    let outcome = inner.attempt_or(timeout, look, give_up);
    if outcome.is_err() && is_next.get() && inner.is_here() {
        // If the lock is not free, the others wait for this writer for a second and no longer.
        if !matches!(outcome, Err(SyncError::ConditionTimeout { .. }))
            && let Ok(mut lock) = inner.enter_at_once()
        {
            give_up(&mut lock);
        }
        inner.locked().notify_all();
    }
    Ok(WritePermit(Held {
        lock: inner,
        holder,
        recovered: outcome.map_err(|error| error.of_segment_around(inner.locked()))?,
    }))
}

impl<const READERS: usize> Held<'_, READERS> {
    /// Changes the lock, unless this is a forked child, whose parent holds it.
    fn release(&self, release: impl Fn(&mut RwLock<READERS>) + Clone + Send + 'static) -> Result<(), SyncError> {
        self.lock.now_or_later(move |inner| {
            release(&mut *inner.enter()?);
            inner.locked().notify_all();
            Ok(())
        })
    }
}

impl<const READERS: usize> ReadPermit<'_, READERS> {
    /// Whether a writer died, and no other one has written since: what it wrote may be half-done.
    #[must_use]
    pub fn recovered(&self) -> bool {
        self.0.recovered
    }
}

impl<const READERS: usize> WritePermit<'_, READERS> {
    /// Whether a writer died, and no other one has written since: what it wrote may be half-done.
    /// Releasing this one says that it is whole again.
    #[must_use]
    pub fn recovered(&self) -> bool {
        self.0.recovered
    }
}

impl<const READERS: usize> Drop for ReadPermit<'_, READERS> {
    fn drop(&mut self) {
        let Self(held) = self;
        // An error leaves it held until this process ends.
        let holder = held.holder;
        let _ = held.release(move |lock| {
            lock.readers.remove(holder);
        });
    }
}

impl<const READERS: usize> Drop for WritePermit<'_, READERS> {
    fn drop(&mut self) {
        // An error leaves it held until this process ends.
        let holder = self.0.holder;
        let _ = self.0.release(move |lock| {
            if lock.writer == Some(holder) {
                lock.writer = None;
                lock.writer_died = false;
            }
        });
    }
}
