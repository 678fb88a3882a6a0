//! Segments that are only read.

use super::check::{self, Trust};
use super::identity::Identity;
use super::mapping::Mapping;
use super::name::SegmentName;
use super::pass;
use super::record::{Record, Wanted};
use super::target::Target;
use super::{Found, Origin};
use crate::error::SyncError;
use std::os::unix::fs::MetadataExt as _;

/// A segment that holds records `R`, mapped for reading alone.
#[derive(Debug)]
pub(crate) struct Reading<R: Record> {
    found: Found<R>,
    /// Keeps what was found valid.
    _mapping: Mapping,
    origin: Origin,
}

// SAFETY: the pointer is to records, and the mapping belongs to no thread.
unsafe impl<R: Record + Sync> Send for Reading<R> {}
// SAFETY: as for `Send`.
unsafe impl<R: Record + Sync> Sync for Reading<R> {}

impl<R: Record> Reading<R> {
    /// The first record, of which nothing may be called that writes.
    #[inline(always)]
    pub(crate) fn first(&self) -> &R {
        // SAFETY: it was found in the mapping, which lives as long as `self`.
        unsafe { self.found.first.as_ref() }
    }

    /// How many records there are.
    pub(crate) fn len(&self) -> usize {
        self.found.len()
    }

    /// The record at `index`, if it is whole. Nothing of it may be called that writes.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`](SyncError::OutOfRange), [`Damaged`](SyncError::Damaged).
    pub(crate) fn at(&self, index: usize) -> Result<&R, SyncError> {
        // SAFETY: the mapping lives as long as `self`.
        let record = unsafe { self.found.find(index)? };
        record.check().map_err(|error| self.origin.damaged(&error))?;
        Ok(record)
    }

    pub(crate) fn is_unlinked(&self) -> Result<bool, SyncError> {
        self.origin.is_unlinked()
    }
}

/// Opens the segment called `name` for reading.
pub(crate) fn open_to_read<R: Record>(
    name: SegmentName,
    wanted: Wanted,
    trust: Trust,
) -> Result<Reading<R>, SyncError> {
    let (file, metadata) = check::open(&name, trust)?;
    let (mapping, found) = check::map_read_only(&file, &metadata, wanted, Target::Named(&name))?;
    let identity = Identity::of(&metadata);
    Ok(Reading { found, _mapping: mapping, origin: Origin::Named { name, identity } })
}

/// The segment that the parent passed to this process under `variable`, for reading.
pub(crate) fn inherit_to_read<R: Record>(variable: &str, wanted: Wanted) -> Result<Reading<R>, SyncError> {
    let (file, metadata) = pass::inherited_file(variable)?;
    let (mapping, found) = check::map_read_only(&file, &metadata, wanted, Target::Passed(variable))?;
    let had_name = metadata.nlink() > 0;
    Ok(Reading { found, _mapping: mapping, origin: Origin::Inherited { file: Some(file), had_name } })
}
