//! Share a struct between processes: atomic read-modify-writes that survive `kill -9`, and reads that never wait.
//!
//! ```
//! use sync_runtime::{Shared, SharedLocked};
//!
//! #[derive(SharedLocked)]
//! struct Stats {
//!     requests: u64,
//!     errors: u32,
//!     latency: [f64; 4],
//! }
//!
//! # let name = format!("doc-crate-{}", std::process::id());
//! # let name = name.as_str();
//! let initial = Stats { requests: 0, errors: 0, latency: [0.0; 4] };
//! let stats = Shared::<Stats>::open_or_create(name, initial)?; // in any number of processes
//! stats.with_lock(|stats| stats.requests += 1)?; // one atomic read-modify-write
//! assert_eq!(stats.load()?.requests, 1); // a consistent copy, without the lock
//! # Shared::<Stats>::unlink(name)?;
//! # Ok::<(), sync_runtime::SyncError>(())
//! ```
//!
//! # What is promised
//!
//! - **Atomic.** No update by any process or thread is lost.
//! - **Crash-atomic.** A process may be killed after any single instruction. The value is then the one before its update or the
//!   one after it, whole; nobody hangs; nothing needs repair.
//! - **Reads never wait**, not even while a writer is inside the lock, stopped or dead.
//! - **No undefined behaviour from safe code**, whatever bytes are found in a segment: a bad one is [`SyncError::Corrupt`]. The
//!   words of the mutex are the exception: it holds pointers, so whoever may *write* a segment is trusted.
//!
//! And what is not: the value is gone with the machine's power; a holder that is stopped, not dead, keeps the lock (others get
//! [`SyncError::Timeout`], which names it); a value has at most 64 KiB, for every lock takes a private copy of it on the stack
//! (unoptimized code makes dozens of copies: give a thread that locks tens of KiB in a debug build a larger stack).
//!
//! # Where to begin
//!
//! | to | see |
//! |---|---|
//! | share a struct by name, or with a child process | [`Shared`] |
//! | only read it, as another user or in another container | [`SharedReader`] |
//! | change and read it | [`Locked`], to which `Shared` dereferences |
//! | wait for a condition, or for the next commit | [`Locked::wait_until`], [`LockGuard::wait`], [`Locked::load_newer`] |
//! | lock again in the same thread | [`RecursiveGuard`], `#[shared(lock = recursive)]` |
//! | know what a struct may hold | [`Pod`](trait@Pod) |
//! | set the derive's options | [`SharedLocked`](trait@SharedLocked) |
//! | place a value or a mutex in memory of your own | [`Locked::initialize_at`], [`Mutex`], [`Condvar`] |

mod atomic;
mod clock;
mod condvar;
mod coordination;
mod error;
mod holder;
mod locked;
mod mutex;
mod mutex_options;
mod pauses;
#[cfg(test)]
mod permits_tests;
mod place;
mod pod;
mod process_id;
mod schema;
mod segment;
mod shared;
mod shared_locked;
mod sys;
mod timeout;
mod versioned;
mod watchers;
mod zeroed;

pub use clock::monotonic;
pub use condvar::{Condvar, Waited};
pub use coordination::{
    Barrier, Channel, Event, Latch, Once, Permit, ReadPermit, RwLock, Semaphore, SendError, WritePermit,
};
pub use error::{LayoutMismatch, SegmentLabel, SyncError};
pub use holder::Holder;
pub use locked::{Guard, LockGuard, Lockable, Locked, RecursiveGuard, Snapshot, Storable, TransactError};
pub use mutex::{Acquired, Mutex, MutexGuard, OwnedMutex};
pub use mutex_options::MutexOptions;
pub use pod::Pod;
pub use process_id::ProcessId;
pub use shared::{OwnedGuard, ReaderOptions, Shared, SharedOptions, SharedReader};
pub use shared_locked::SharedLocked;
pub use sync_derive::{Pod, SharedLocked};
pub use timeout::{Patience, Timeout};
pub use zeroed::zeroed;

/// What the derived code names. No part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub use crate::pod::bytes::{Bytes, FromBytes, IntoBytes, by_bytes};
    pub use crate::pod::derived::{Checked, Derived, Destructor, If, LayoutOf, NoDestructor, PlainData, described};
    pub use crate::pod::foreign::{Check, Made, Make, NeverDropped, Store, StoredAs};
    pub use crate::pod::limit::{FitsOnStack, MAX_SIZE};
    pub use crate::pod::{Cells, Corrupt, Overlay, Pod};
    pub use crate::schema::Schema;
    pub use crate::shared_locked::{Exclusive, Recursive, SharedLocked, Unlocked};
    pub use crate::timeout::{Timeout, overslept};
    pub use core::clone::Clone;
    pub use core::marker::{PhantomData, Send, Sized};
    pub use core::mem::{MaybeUninit, needs_drop, size_of};
    pub use core::result::Result::{self, Err, Ok};
    pub use core::time::Duration;
}
