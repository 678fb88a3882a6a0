//! Segments of types that this program does not know: finding them, and what their headers say.

use super::check::{self, Trust};
use super::draft;
use super::header::{FORMAT, Fields, Header, Platform};
use super::identity::Identity;
use super::name::{DIRECTORY, SegmentName};
use super::record::Records;
use super::target::Target;
use crate::error::SyncError;
use crate::sys::{file, process};
use std::fs::{self, File, Metadata};
use std::path::Path;

/// What a header says of its segment. Nothing of it was checked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts(Fields);

impl Facts {
    pub(crate) const SIZE: usize = Header::SIZE;

    /// What a header with these bytes says, if it begins as one.
    pub(crate) fn parse(bytes: &[u8; Self::SIZE], name: &SegmentName) -> Result<Self, SyncError> {
        Header::read(bytes, Target::Named(name)).map(Self)
    }

    /// Checks that the segment is arranged as this program knows it.
    pub(crate) fn check_format(&self, name: &SegmentName) -> Result<(), SyncError> {
        if self.0.format == FORMAT {
            return Ok(());
        }
        Err(SyncError::FormatVersion { segment: name.label(), expected: FORMAT, found: self.0.format })
    }

    pub(crate) fn format(&self) -> u32 {
        self.0.format
    }

    /// The C library, the pointers and the mutexes that it was made for.
    pub(crate) fn platform(&self) -> String {
        self.0.platform.to_string()
    }

    pub(crate) fn is_of_this_platform(&self) -> bool {
        self.0.platform == Platform::THIS
    }

    pub(crate) fn namespace(&self) -> u64 {
        self.0.namespace
    }

    /// Whether this process is in the PID namespace of those that lock the segment.
    pub(crate) fn is_of_this_namespace(&self) -> bool {
        process::pid_namespace().is_ok_and(|own| own == self.0.namespace)
    }

    pub(crate) fn fingerprint(&self) -> u64 {
        self.0.fingerprint
    }

    pub(crate) fn schema_len(&self) -> u64 {
        self.0.schema_len
    }

    pub(crate) fn adoptions(&self) -> u64 {
        self.0.adoptions
    }

    pub(crate) fn records(&self) -> Records {
        self.0.records
    }

    /// Where in a mutex its owner's thread id is.
    pub(crate) fn owner_word(&self) -> Option<u64> {
        self.0.platform.owner_word()
    }

    /// Where the first record begins.
    pub(crate) fn first_record(&self) -> u64 {
        self.0.locked_at
    }

    /// The bytes of a mutex.
    pub(crate) fn mutex_size(&self) -> u64 {
        self.0.platform.mutex_size()
    }
}

/// Opens the file called `name` for reading, of whatever owner and contents.
pub(crate) fn open_file(name: &SegmentName) -> Result<(File, Metadata), SyncError> {
    check::open(name, Trust::Anyone)
}

/// The names of the files that begin as segments do, in order.
pub(crate) fn names() -> Result<Vec<String>, SyncError> {
    let failed = |error| SyncError::system("readdir of /dev/shm", error);
    let entries = fs::read_dir(Path::new(DIRECTORY.to_str().unwrap_or_default())).map_err(failed)?;
    let mut names = Vec::new();
    for entry in entries {
        let Ok(name) = entry.map_err(failed)?.file_name().into_string() else { continue };
        if SegmentName::new(&name).is_ok_and(|name| check::is_segment(&name).is_ok()) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Removes the name of the segment in `file`, unless a living process has it open or the name is
/// another file's; says whether it did.
pub(crate) fn remove_if_vacant(name: &SegmentName, file: &File) -> Result<bool, SyncError> {
    let target = Target::Named(name);
    if !file::lock_exclusive(file).map_err(target.failed("flock"))? {
        return Ok(false);
    }
    let removed = draft::remove_if_same(name.as_path(), file).map_err(target.failed("unlink"));
    file::unlock(file).map_err(target.failed("flock"))?;
    removed
}

/// Which file `file` is.
pub(crate) fn identity(metadata: &Metadata) -> (u64, u64) {
    let Identity { device, inode } = Identity::of(metadata);
    (device, inode)
}
