//! Share a struct between processes.

mod atomic;
mod condvar;
mod error;
mod holder;
mod locked;
mod mutex;
mod mutex_options;
mod place;
mod pod;
mod schema;
mod segment;
mod shared;
mod shared_locked;
mod sys;
mod timeout;
mod versioned;

pub use condvar::{Condvar, Waited};
pub use error::{LayoutMismatch, SyncError};
pub use holder::Holder;
pub use locked::{Guard, LockGuard, Locked, RecursiveGuard, Snapshot, TransactError};
pub use mutex::{Acquired, Mutex, MutexGuard, OwnedMutex};
pub use mutex_options::MutexOptions;
pub use pod::Pod;
pub use shared::{Shared, SharedOptions};
pub use shared_locked::SharedLocked;
pub use sync_derive::{Pod, SharedLocked};
pub use timeout::Timeout;

/// What the derived code names. No part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub use crate::locked::{Lockable, Storable};
    pub use crate::pod::derived::{Checked, If, LayoutOf, PlainData, described, field};
    pub use crate::pod::limit::{FitsOnStack, MAX_SIZE};
    pub use crate::pod::{Cells, Corrupt, Pod, read, write};
    pub use crate::schema::{Field, Schema, Variant};
    pub use crate::shared_locked::{Exclusive, Recursive, SharedLocked, Unlocked};
    pub use crate::timeout::Timeout;
    pub use core::marker::Sized;
    pub use core::mem::{offset_of, size_of};
    pub use core::result::Result::{self, Err, Ok};
    pub use core::time::Duration;
}
