//! How a segment is opened for reading.

use crate::error::SyncError;
use crate::segment::Trust;
use core::fmt;
use core::marker::PhantomData;

/// A handle that only reads: [`SharedReader`](crate::SharedReader),
/// [`InPlaceReader`](crate::InPlaceReader).
#[doc(hidden)]
pub trait ReadOnly: Sized {
    /// Opens the segment called `name`.
    ///
    /// # Errors
    ///
    /// Those of the handle's `open`.
    fn open_of(name: &str, any_owner: bool) -> Result<Self, SyncError>;
}

/// Whose segments are read.
pub(super) fn trust(any_owner: bool) -> Trust {
    if any_owner { Trust::Anyone } else { Trust::Owner }
}

/// How a segment is opened for reading, by a handle of type `R`.
///
/// ```
/// # use sync_runtime::{Shared, SharedReader};
/// # let name = format!("doc-reader-options-{}", std::process::id());
/// # let name = name.as_str();
/// # Shared::<u64>::options().mode(0o644).create(name, 7)?;
/// let reader = SharedReader::<u64>::options().any_owner(true).open(name)?;
/// assert_eq!(reader.load()?, 7);
/// # Shared::<u64>::unlink(name)?;
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
#[must_use = "options do nothing until `open`"]
pub struct ReaderOptions<R: ReadOnly> {
    any_owner: bool,
    handle: PhantomData<fn() -> R>,
}

impl<R: ReadOnly> ReaderOptions<R> {
    pub(super) fn new() -> Self {
        Self { any_owner: false, handle: PhantomData }
    }

    /// Whether the segment may belong to any user. That user can cut it short at any time, and so
    /// kill this process by `SIGBUS`. Default: `false`, it has to be this user's or root's.
    pub fn any_owner(mut self, any_owner: bool) -> Self {
        self.any_owner = any_owner;
        self
    }

    /// Opens the segment called `name` with these options.
    ///
    /// # Errors
    ///
    /// Those of [`SharedReader::open`](crate::SharedReader::open).
    pub fn open(self, name: &str) -> Result<R, SyncError> {
        R::open_of(name, self.any_owner)
    }
}

impl<R: ReadOnly> fmt::Debug for ReaderOptions<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReaderOptions").field("any_owner", &self.any_owner).finish()
    }
}
