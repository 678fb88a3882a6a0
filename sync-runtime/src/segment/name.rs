//! What a segment may be called, and where it then is.

use crate::error::{SegmentLabel, SyncError};
use std::ffi::{CStr, CString, OsStr};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

/// Where named segments are: the place that `shm_open(3)` uses.
pub(super) const DIRECTORY: &CStr = c"/dev/shm";

/// What the temporary names of segments begin with that have no name of their own yet.
pub(super) const UNFINISHED: &str = ".sync-runtime.";

/// A name that a segment can have.
#[derive(Debug, Clone)]
pub(crate) struct SegmentName {
    path: CString,
}

impl SegmentName {
    /// Bytes that a name may have.
    const LONGEST: usize = 250;

    pub(crate) fn new(name: &str) -> Result<Self, SyncError> {
        let invalid = |reason| Err(SyncError::InvalidName { name: name.into(), reason });
        match name {
            "" => return invalid("it is empty"),
            "." | ".." => return invalid("it means a directory"),
            _ if name.len() > Self::LONGEST => return invalid("it is longer than 250 bytes"),
            _ if name.starts_with(UNFINISHED) => {
                return invalid("names that begin with `.sync-runtime.` are those of unfinished segments");
            }
            _ if name.contains('/') => return invalid("it contains `/`"),
            _ => {}
        }
        // With its NUL from the beginning, for which the path would otherwise be moved.
        let path = [DIRECTORY.to_bytes(), b"/", name.as_bytes(), b"\0"].concat();
        match CString::from_vec_with_nul(path) {
            Ok(path) => Ok(Self { path }),
            Err(_) => invalid("it contains NUL"),
        }
    }

    pub(super) fn path(&self) -> &CStr {
        &self.path
    }

    pub(super) fn as_path(&self) -> &Path {
        Path::new(OsStr::from_bytes(self.path.to_bytes()))
    }

    /// What errors call the segment.
    #[cold]
    pub(crate) fn label(&self) -> SegmentLabel {
        SegmentLabel::named(self.get())
    }

    /// The name without the directory.
    pub(crate) fn get(&self) -> Box<str> {
        let name = &self.path.to_bytes()[DIRECTORY.to_bytes().len() + 1..];
        String::from_utf8_lossy(name).into()
    }
}
