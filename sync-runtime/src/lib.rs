//! Share a struct between processes: atomic read-modify-writes that survive `kill -9`, and reads
//! that never wait.
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
//! - **Atomic.** No update by any process or thread is lost. (`#[shared(lock = none)]` has no
//!   updates, only `load` and `store`.)
//! - **Crash-atomic.** A process may be killed after any single instruction. The value is then the
//!   one before its update or the one after it, whole. No process hangs, and nothing needs repair.
//! - **Reads never wait**, not even while the owner of the lock is stopped or dead. (A
//!   [`view`](LockedInPlace::view) of a value with `#[shared(in_place)]` waits for the lock after
//!   sixteen looks that a writer overtook.)
//! - **No undefined behaviour from safe code**, whatever bytes are found in a segment: a bad one is
//!   [`SyncError::Corrupt`]. The words of the mutex are the exception: they hold pointers, so a
//!   process that may *write* a segment is trusted.
//!
//! What is not promised:
//!
//! - The value is gone when the machine restarts.
//! - An owner that is stopped, not dead, keeps the lock. Others get [`SyncError::Timeout`], which
//!   names it.
//! - A value has at most 64 KiB, for each lock takes a private copy of it; 256 GiB with
//!   `#[shared(in_place)]`.
//!
//! # Crates without std
//!
//! A crate with `#![no_std]` derives as any other: derived code names `core` alone. This crate
//! itself has std. So a crate that is also built for systems without std has the derives under a
//! feature of its own.
//!
//! # Where to begin
//!
//! | to | see |
//! |---|---|
//! | share a struct by name, or with a child process | [`Shared`] |
//! | only read it, as another user or in another container | [`SharedReader`] |
//! | share many records, each with a lock of its own | [`Table`], [`TableReader`] |
//! | change and read the value, or a record | [`Locked`], to which `Shared` dereferences, and which `Table::at` gives |
//! | wait for a condition, or for the next commit | [`Locked::wait_until`], [`LockGuard::wait`], [`Locked::load_newer`] |
//! | have several conditions for one value | [`Condition`] |
//! | wait for a commit by a descriptor: `poll`, tokio | [`Shared::commits`] |
//! | change single fields without a lock | [`Locked::cells`], [`View`], `#[shared(lock = none)]` |
//! | lock again in the same thread | [`RecursiveGuard`], `#[shared(lock = recursive)]` |
//! | know what a struct may hold | [`Pod`](trait@Pod) |
//! | set the options of the derive | [`SharedLocked`](trait@SharedLocked) |
//! | share the owner of some work, a moment, a first value of zeroes | [`ProcessId`], [`monotonic`], [`zeroed`](fn@zeroed) |
//! | limit, announce, meet or queue between processes | [`Semaphore`], [`Event`], [`Barrier`], [`Latch`], [`Once`], [`RwLock`], [`Channel`] |
//! | place a value or a mutex in memory of your own | [`Locked::initialize_at`], [`Mutex`], [`Condvar`] |
//! | fork, use threads or async | [`guide::fork_threads_async`] |
//! | restart and update programs, use containers | [`guide::containers_and_restarts`] |
//! | change the struct while older programs run | [`guide::upgrading`], [`SharedOptions::upgrade_from`], [`SharedOptions::upgrade_with`] |
//! | operate it: list, clean, upgrade, and what to do at each error | [`guide::operating`] |
//! | share a large value, changed where it is | [`LockedInPlace`], `#[shared(in_place)]` |
//! | show, watch and clean up segments of any type | [`inspect`], the program `sync-inspect` |
//! | read a segment from another language | [`guide::format`] |

mod atomic;
mod clock;
mod condvar;
mod coordination;
mod error;
pub mod guide;
mod holder;
mod in_place;
pub mod inspect;
mod locked;
mod mutex;
mod mutex_options;
mod pauses;
#[cfg(test)]
mod permits_tests;
mod place;
mod plain;
mod pod;
mod process_id;
mod schema;
mod segment;
mod shared;
mod shared_locked;
mod stays;
mod sys;
mod table;
mod timeout;
mod twin;
#[cfg(test)]
mod twin_tests;
mod versioned;
mod view;
mod watchers;
mod zeroed;

pub use clock::monotonic;
pub use condvar::{Condvar, Waited};
#[doc(hidden)]
pub use coordination::IsShared;
pub use coordination::{
    Barrier, Channel, Condition, Event, Latch, Once, Permit, ReadPermit, RwLock, Semaphore, SendError, WritePermit,
};
pub use error::{Damage, LayoutMismatch, NotUpgraded, Repair, SegmentLabel, SyncError};
pub use holder::Holder;
pub use in_place::{Holding, InPlaceGuard, LockedInPlace, Reading, Writing};
pub use locked::{Guard, LockGuard, Lockable, Locked, RecursiveGuard, Snapshot, Storable, TransactError, Unguarded};
pub use mutex::{Acquired, Mutex, MutexGuard, OwnedMutex};
pub use mutex_options::MutexOptions;
pub use pod::Pod;
#[doc(hidden)]
pub use pod::derived::{FitsOnStack, HasDefault, Shareable, WithoutDestructor};
#[doc(hidden)]
pub use pod::foreign::{NeverDropped, StoredAs};
#[doc(hidden)]
pub use pod::functions::{Check, Function, Made, Make, Store};
#[doc(hidden)]
pub use pod::limit::{Apart as NumbersApart, One as OneNumber};
pub use process_id::ProcessId;
pub use shared::{
    Commits, InPlaceAccess, InPlaceReader, OwnedGuard, ReaderOptions, Shared, SharedOptions, SharedReader, Upgrade,
};
#[doc(hidden)]
pub use shared_locked::{Copies, InPlace, Kept, MadeFrom, Whole};
pub use shared_locked::{Exclusive, Recursive, SharedInPlace, SharedLocked, Unlocked};
pub use sync_derive::{Pod, SharedLocked};
#[doc(hidden)]
pub use table::Claimable;
pub use table::{Table, TableIter, TableOptions, TableReader};
pub use timeout::{IntoTimeout, Patience, Timeout};
pub use view::{Access, Direct, Elements, FieldView, Read, Slice, View, Write};
#[doc(hidden)]
pub use view::{Arithmetic as AddedAtOnce, Fields, Indexed, Summed as AddedTo};
pub use zeroed::zeroed;

/// What the derived code names. No part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub use crate::error::SyncError;
    pub use crate::pod::bytes::{Bytes, FromBytes, IntoBytes, by_bytes};
    pub use crate::pod::damage::{Damage, Possible};
    pub use crate::pod::derived::{
        Checked, Derived, Destructor, FitsOnStack, HasDefault, If, LayoutOf, NoDestructor, Shareable, described,
    };
    pub use crate::pod::foreign::{Coded, HasCode, NeverDropped, StoredAs};
    pub use crate::pod::functions::{Asked, Check, Checks, Made, Make, Makes, Store, Stores};
    pub use crate::pod::limit::{Apart, MAX_SIZE, One, is_apart};
    pub use crate::pod::{Cells, Corrupt, Overlay, Pod};
    pub use crate::schema::Schema;
    pub use crate::shared_locked::{
        Copies, Exclusive, FormerInPlace, Formers, InPlace, Kept, Recursive, SharedInPlace, SharedLocked, Unlocked,
        Whole,
    };
    pub use crate::timeout::{Timeout, overslept};
    pub use crate::view::{
        Access, Arithmetic, Checked as CheckedNumber, Direct, FieldOf, Fields, Number, Read, View, ViewOf, Write,
    };
    pub use core::clone::Clone;
    pub use core::marker::{PhantomData, Send, Sized};
    pub use core::mem::{MaybeUninit, needs_drop, size_of};
    pub use core::primitive;
    pub use core::result::Result::{self, Err, Ok};
    pub use core::time::Duration;
}
