//! A queue between processes.

use super::inner::Inner;
use crate::error::SyncError;
use crate::locked::Locked;
use crate::pod::Pod;
use crate::shared::Shared;
use crate::timeout::{IntoTimeout, Timeout};
use core::fmt;
use sync_derive::SharedLocked;

/// A queue of up to `CAPACITY` items between any number of sending and receiving processes. **A
/// sender or a receiver may be killed at any instruction**: an item is in the queue once, or not at
/// all.
///
/// An item that was received belongs to the receiver. If that dies before it has done what it was
/// to do, the item is gone with it: keep work that has to be done in a shared struct, with its
/// owner (see [`ProcessId`](crate::ProcessId)).
///
/// Each operation copies the whole queue, as every lock copies its value: this is for small items
/// and short queues, of 64 KiB at most.
///
/// It is a shared value of its own, not a field: in a field it has no methods. Keep one
/// `Shared<Channel<T, N>>` beside the [`Shared`] of your struct, or put many into a
/// [`Table`](crate::Table).
///
/// # Functions
///
/// They are functions of [`Locked`]. Those that acquire the lock are functions of [`Shared`], too,
/// which waits for the lock as long as the handle says.
///
/// | to | function |
/// |---|---|
/// | append an item, and wait for room | [`send`](Locked::send) |
/// | take the first item, and wait for one | [`recv`](Locked::recv) |
/// | take the first item if there is one | [`try_recv`](Locked::try_recv) |
/// | let nothing be sent any more | [`close`](Locked::close) |
/// | see how many items are queued | [`queued`](Locked::queued) |
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use sync_runtime::{Channel, Shared};
///
/// let jobs: Shared<Channel<u64, 16>> = Shared::anonymous(Channel::new())?;
/// jobs.send(7, Duration::from_secs(1))?; // waits while the queue is full
/// jobs.close()?;
/// assert_eq!(jobs.recv(Duration::from_secs(1))?, Some(7));
/// assert_eq!(jobs.recv(Duration::from_secs(1))?, None, "closed and empty");
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
///
/// # References
///
/// [`mq_overview(7)`](https://man7.org/linux/man-pages/man7/mq_overview.7.html),
/// [`multiprocessing.Queue`](https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Queue)
#[derive(Debug, SharedLocked)]
#[shared(crate = crate)]
pub struct Channel<T: Pod, const CAPACITY: usize> {
    /// The next item to be received.
    first: u32,
    len: u32,
    is_closed: bool,
    items: [Option<T>; CAPACITY],
}

impl<T: Pod, const CAPACITY: usize> Channel<T, CAPACITY> {
    /// An empty queue.
    #[must_use]
    pub const fn new() -> Self {
        Self { first: 0, len: 0, is_closed: false, items: [const { None }; CAPACITY] }
    }

    /// Where the item `index` after the first one is.
    fn slot(&mut self, index: u32) -> Option<&mut Option<T>> {
        let at = (u64::from(self.first) + u64::from(index)).checked_rem(CAPACITY as u64)?;
        self.items.get_mut(usize::try_from(at).ok()?)
    }

    /// What is first when the first item was taken.
    fn after_first(&self) -> u32 {
        let next = self.first.wrapping_add(1);
        if (next as usize) < CAPACITY { next } else { 0 }
    }

    fn is_full(&self) -> bool {
        self.len as usize >= CAPACITY
    }
}

impl<T: Pod, const CAPACITY: usize> Default for Channel<T, CAPACITY> {
    fn default() -> Self {
        Self::new()
    }
}

/// An item that was not sent, and why. `Debug` shows the same message as `Display`, without the
/// item.
#[derive(thiserror::Error)]
#[error("the item was not sent: {error}")]
pub struct SendError<T> {
    /// The item.
    pub item: T,
    /// Why it was not sent.
    #[source]
    pub error: SyncError,
}

impl<T> fmt::Debug for SendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[diagnostic::do_not_recommend]
impl<T> From<SendError<T>> for SyncError {
    fn from(unsent: SendError<T>) -> Self {
        unsent.error
    }
}

impl<T: Pod, const CAPACITY: usize> Locked<Channel<T, CAPACITY>> {
    /// Appends `item`, waiting no longer than `timeout` for room.
    ///
    /// # Errors
    ///
    /// With the item: [`Closed`](SyncError::Closed);
    /// [`ConditionTimeout`](SyncError::ConditionTimeout) if the queue was still full; those of
    /// [`get_lock`](Locked::get_lock).
    pub fn send(&self, item: T, timeout: impl IntoTimeout) -> Result<(), SendError<T>> {
        send(self.into(), item, timeout.into())
    }

    /// Takes the first item, waiting for one no longer than `timeout`. `None` if the queue is
    /// closed and empty.
    ///
    /// # Errors
    ///
    /// [`ConditionTimeout`](SyncError::ConditionTimeout) if there was none; those of
    /// [`get_lock`](Locked::get_lock).
    pub fn recv(&self, timeout: impl IntoTimeout) -> Result<Option<T>, SyncError> {
        recv(self.into(), timeout.into())
    }

    /// Takes the first item, if there is one.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Locked::get_lock).
    pub fn try_recv(&self) -> Result<Option<T>, SyncError> {
        if_there_is_one(recv(self.into(), Timeout::Try))
    }

    /// Closes the queue: nothing can be sent any more; what is in it can be received.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Locked::get_lock).
    pub fn close(&self) -> Result<(), SyncError> {
        close(self.into())
    }

    /// How many items are in the queue, as of now, without the lock.
    ///
    /// # Errors
    ///
    /// Those of [`load`](Locked::load).
    pub fn queued(&self) -> Result<u32, SyncError> {
        Ok(self.load()?.len)
    }
}

/// The queue's own lock is waited for as long as [`SharedOptions::timeout`] of this handle says.
///
/// [`SharedOptions::timeout`]: crate::SharedOptions::timeout
impl<T: Pod, const CAPACITY: usize> Shared<Channel<T, CAPACITY>> {
    /// [`Locked::send`] with this handle's timeout for the lock.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::send`].
    pub fn send(&self, item: T, timeout: impl IntoTimeout) -> Result<(), SendError<T>> {
        send(self.into(), item, timeout.into())
    }

    /// [`Locked::recv`] with this handle's timeout for the lock.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::recv`].
    pub fn recv(&self, timeout: impl IntoTimeout) -> Result<Option<T>, SyncError> {
        recv(self.into(), timeout.into())
    }

    /// [`Locked::try_recv`] with this handle's timeout for the lock.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Locked::get_lock).
    pub fn try_recv(&self) -> Result<Option<T>, SyncError> {
        if_there_is_one(recv(self.into(), Timeout::Try))
    }

    /// [`Locked::close`] with this handle's timeout for the lock.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Locked::get_lock).
    pub fn close(&self) -> Result<(), SyncError> {
        close(self.into())
    }
}

fn send<T: Pod, const CAPACITY: usize>(
    inner: Inner<'_, Channel<T, CAPACITY>>,
    item: T,
    timeout: Timeout,
) -> Result<(), SendError<T>> {
    let mut unsent = Some(item);
    let outcome = inner.attempt(timeout, |channel| {
        if channel.is_closed {
            return Err(SyncError::Closed);
        }
        if channel.is_full() {
            return Ok(None);
        }
        let index = channel.len;
        if let Some(slot) = channel.slot(index) {
            *slot = unsent.take();
        }
        channel.len += 1;
        Ok(Some(()))
    });
    if let (Err(error), Some(item)) = (outcome, unsent) {
        return Err(SendError { item, error });
    }
    inner.locked().notify_all();
    Ok(())
}

fn recv<T: Pod, const CAPACITY: usize>(
    inner: Inner<'_, Channel<T, CAPACITY>>,
    timeout: Timeout,
) -> Result<Option<T>, SyncError> {
    let item = inner.attempt(timeout, |channel| {
        if channel.len == 0 {
            return Ok(channel.is_closed.then_some(None));
        }
        let item = channel.slot(0).and_then(Option::take);
        channel.first = channel.after_first();
        channel.len -= 1;
        Ok(Some(item))
    })?;
    inner.locked().notify_all();
    Ok(item)
}

fn if_there_is_one<T>(received: Result<Option<T>, SyncError>) -> Result<Option<T>, SyncError> {
    match received {
        Err(SyncError::ConditionTimeout { .. }) => Ok(None),
        received => received,
    }
}

fn close<T: Pod, const CAPACITY: usize>(inner: Inner<'_, Channel<T, CAPACITY>>) -> Result<(), SyncError> {
    inner.enter()?.is_closed = true;
    inner.locked().notify_all();
    Ok(())
}
