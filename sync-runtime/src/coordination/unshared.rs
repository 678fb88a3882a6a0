//! What the compiler says where a semaphore, an event or the like is used before it is shared.
//!
//! Their functions are those of the shared value, of [`Locked`](crate::Locked). The values have
//! functions of the same names, with a bound that is never met: the error tells of the bound, where
//! that of a missing method would tell nothing. The compiler shows the function, so each is written
//! out.

use super::{Barrier, Channel, Event, Latch, Once, Permit, ReadPermit, RwLock, Semaphore, SendError, WritePermit};
use crate::error::SyncError;
use crate::pod::Pod;

/// That a value is where other processes find it: never met by the value itself. The lifetime keeps
/// the compiler from refusing the functions below.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this `{Self}` is not shared",
    label = "only a shared one has this function",
    note = "put it into a segment of its own first, with `Shared::anonymous(…)` or `Shared::open_or_create(name, …)`, or make it a record of a `Table`",
    note = "as a field of a shared struct it is a value without a lock, as all fields are: keep one `Shared` of it beside the `Shared` of your struct",
    note = "what a guard lends and what `load` returns is a copy: call the function of the handle"
)]
pub trait IsShared<'a> {
    /// Calls what cannot be called.
    fn never<R>(&self) -> R;
}

#[doc(hidden)]
#[allow(clippy::missing_errors_doc, reason = "never called")]
impl<const HOLDERS: usize> Semaphore<HOLDERS> {
    pub fn permit<W>(&self, _: W) -> Result<Permit<'_, HOLDERS>, SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }

    pub fn try_permit(&self) -> Result<Option<Permit<'_, HOLDERS>>, SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }

    pub fn add(&self) -> Result<(), SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }

    pub fn available(&self) -> Result<u32, SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }
}

#[doc(hidden)]
#[allow(clippy::missing_errors_doc, reason = "never called")]
impl<const READERS: usize> RwLock<READERS> {
    pub fn read<W>(&self, _: W) -> Result<ReadPermit<'_, READERS>, SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }

    pub fn write<W>(&self, _: W) -> Result<WritePermit<'_, READERS>, SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }
}

#[doc(hidden)]
#[allow(clippy::missing_errors_doc, reason = "never called")]
impl<const PARTIES: usize> Barrier<PARTIES> {
    pub fn wait<W>(&self, _: W) -> Result<u32, SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }

    pub fn abort(&self) -> Result<(), SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }

    pub fn reset(&self) -> Result<(), SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }

    pub fn is_broken(&self) -> Result<bool, SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }

    pub fn waiting(&self) -> Result<u32, SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }
}

#[doc(hidden)]
#[allow(clippy::missing_errors_doc, reason = "never called")]
impl<T: Pod, const CAPACITY: usize> Channel<T, CAPACITY> {
    pub fn send<W>(&self, _: T, _: W) -> Result<(), SendError<T>>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }

    pub fn recv<W>(&self, _: W) -> Result<Option<T>, SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }

    pub fn try_recv(&self) -> Result<Option<T>, SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }

    pub fn close(&self) -> Result<(), SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }

    pub fn queued(&self) -> Result<u32, SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }
}

#[doc(hidden)]
#[allow(clippy::missing_errors_doc, reason = "never called")]
impl Event {
    pub fn set(&self) -> Result<(), SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }

    pub fn wait<W>(&self, _: W) -> Result<bool, SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }

    pub fn clear(&self) -> Result<(), SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }

    pub fn is_set(&self) -> Result<bool, SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }
}

#[doc(hidden)]
#[allow(clippy::missing_errors_doc, reason = "never called")]
impl Latch {
    pub fn count_down(&self) -> Result<(), SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }

    pub fn wait<W>(&self, _: W) -> Result<bool, SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }

    pub fn left(&self) -> Result<u32, SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }
}

#[doc(hidden)]
#[allow(clippy::missing_errors_doc, reason = "never called")]
impl Once {
    pub fn call_once<W, F>(&self, _: W, _: F) -> Result<(), SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }

    pub fn is_done(&self) -> Result<bool, SyncError>
    where
        for<'a> Self: IsShared<'a>,
    {
        self.never()
    }
}
