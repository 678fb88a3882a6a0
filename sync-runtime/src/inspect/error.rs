//! What can be wrong with a segment that is inspected.

use super::parse::Wrong;
use crate::error::SyncError;
use core::fmt;
use core::time::Duration;

/// Why something of a segment cannot be told. `Debug` shows the same message as `Display`.
#[derive(Clone, thiserror::Error)]
#[non_exhaustive]
pub enum InspectError {
    /// What opening the segment with its type would find, too.
    #[error("{0}")]
    Segment(std::sync::Arc<SyncError>),

    /// The text that describes the value cannot be read.
    #[error(
        "the schema of the segment `{segment}` cannot be read: line {line} {reason}; it is damaged, or was made by another \
         version of sync-runtime: use a program of that version"
    )]
    Schema {
        /// The segment's name.
        segment: Box<str>,
        /// The line of the text, counted from 1.
        line: usize,
        /// What is wrong with it, as what follows "line 7".
        reason: Box<str>,
    },

    /// The value has more bytes than are read.
    #[error(
        "a value of the segment `{segment}` has {bytes} bytes, and at most {limit} are read; read it by a program that has its \
         type, with `InPlaceReader`"
    )]
    TooLarge {
        /// The segment's name.
        segment: Box<str>,
        /// Bytes of a value.
        bytes: usize,
        /// Bytes that are read.
        limit: usize,
    },

    /// A writer was faster each time.
    #[error(
        "the value of the segment `{segment}` was committed anew during each attempt to copy it, for {waited:?}; try again, \
         or when it is written less often"
    )]
    Moving {
        /// The segment's name.
        segment: Box<str>,
        /// How long it was tried.
        waited: Duration,
    },

    /// The file became shorter after it was opened.
    #[error(
        "the segment `{segment}` was cut short while it was read: it has {got} bytes now; remove it and create it again"
    )]
    CutShort {
        /// The segment's name.
        segment: Box<str>,
        /// Bytes that it has.
        got: u64,
    },
}

pub(super) type Result<T> = core::result::Result<T, InspectError>;

impl fmt::Debug for InspectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<SyncError> for InspectError {
    fn from(error: SyncError) -> Self {
        Self::Segment(std::sync::Arc::new(error))
    }
}

/// What is wrong with a text, as an error about the segment that it is in.
pub(super) trait Because<T> {
    fn because(self, segment: &str) -> Result<T>;
}

impl<T> Because<T> for core::result::Result<T, Wrong> {
    fn because(self, segment: &str) -> Result<T> {
        self.map_err(|Wrong { line, reason }| InspectError::Schema {
            segment: segment.into(),
            line,
            reason: reason.into(),
        })
    }
}
