//! Which segment is being made or opened, for the errors that are about it.

use super::name::SegmentName;
use crate::error::{SegmentLabel, SyncError};
use std::io;

/// Which segment is being made or opened.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target<'a> {
    /// The one with this name.
    Named(&'a SegmentName),
    /// The one that the parent passed under this variable.
    Passed(&'a str),
    /// A new one without a name.
    Anonymous,
}

impl Target<'_> {
    /// What errors call it.
    #[cold]
    pub(super) fn label(self) -> SegmentLabel {
        match self {
            Self::Named(name) => name.label(),
            Self::Passed(variable) => SegmentLabel::passed(variable),
            Self::Anonymous => SegmentLabel::anonymous(),
        }
    }

    /// What becomes of the error of the system call `call`.
    pub(super) fn failed(self, call: &'static str) -> impl FnOnce(io::Error) -> SyncError {
        move |source| SyncError::system_for(self.label(), call, source)
    }
}
