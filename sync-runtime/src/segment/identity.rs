//! Which file a segment is in.

use super::name::SegmentName;
use super::target::Target;
use crate::error::SyncError;
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt as _;

/// Which file it is, whatever its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    pub(super) device: u64,
    pub(super) inode: u64,
}

impl Identity {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self { device: metadata.dev(), inode: metadata.ino() }
    }

    /// Whether `name` is gone, or is another file's.
    pub(super) fn has_lost(self, name: &SegmentName) -> Result<bool, SyncError> {
        match fs::symlink_metadata(name.as_path()) {
            Ok(found) => Ok(Self::of(&found) != self),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
            Err(error) => Err(Target::Named(name).failed("stat")(error)),
        }
    }
}
