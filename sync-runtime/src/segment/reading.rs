//! Segments that are only read.

use super::Origin;
use super::check::{self, Identity, Trust};
use super::mapping::Mapping;
use super::name::SegmentName;
use super::pass;
use super::target::Target;
use crate::error::SyncError;
use crate::locked::Locked;
use crate::shared_locked::SharedLocked;
use core::ptr::NonNull;
use std::os::unix::fs::MetadataExt as _;

/// A segment that holds a `T`, mapped for reading alone.
#[derive(Debug)]
pub(crate) struct Reading<T: SharedLocked> {
    locked: NonNull<Locked<T>>,
    /// Keeps `locked` valid.
    _mapping: Mapping,
    origin: Origin,
}

// SAFETY: the pointer is to a `Locked`, which may be used from any thread, and the mapping belongs
// to none.
unsafe impl<T: SharedLocked> Send for Reading<T> {}
// SAFETY: as for `Send`.
unsafe impl<T: SharedLocked> Sync for Reading<T> {}

impl<T: SharedLocked> Reading<T> {
    /// The value and its lock, of which nothing may be called that writes.
    #[inline(always)]
    pub(crate) fn locked(&self) -> &Locked<T> {
        // SAFETY: it was found in the mapping, which lives as long as `self`.
        unsafe { self.locked.as_ref() }
    }

    pub(crate) fn is_unlinked(&self) -> Result<bool, SyncError> {
        self.origin.is_unlinked()
    }
}

/// Opens the segment called `name` for reading.
pub(crate) fn open_to_read<T: SharedLocked>(name: SegmentName, trust: Trust) -> Result<Reading<T>, SyncError> {
    let (file, metadata) = check::open(&name, trust)?;
    let (mapping, locked) = check::map_read_only(&file, &metadata, Target::Named(&name))?;
    let identity = Identity::of(&metadata);
    Ok(Reading { locked, _mapping: mapping, origin: Origin::Named { name, identity } })
}

/// The segment that the parent passed to this process under `variable`, for reading.
pub(crate) fn inherit_to_read<T: SharedLocked>(variable: &str) -> Result<Reading<T>, SyncError> {
    let (file, metadata) = pass::inherited_file(variable)?;
    let (mapping, locked) = check::map_read_only(&file, &metadata, Target::Passed(variable))?;
    let had_name = metadata.nlink() > 0;
    Ok(Reading { locked, _mapping: mapping, origin: Origin::Inherited { file: Some(file), had_name } })
}
