//! Memory that processes share: a file under `/dev/shm`, or one without a name that is handed to a
//! child.
//!
//! A segment is a [header](header), the text of the value's schema, and one [record](Record) or more.
//! It is built whole before another process can find it.

mod build;
mod check;
mod claim;
mod draft;
mod facts;
mod header;
mod mapping;
mod name;
mod pass;
mod reading;
mod record;
mod registry;
mod target;
mod view;

pub(crate) use build::Contents;
pub(crate) use check::Trust;
pub(crate) use facts::{Facts, identity, names, open_file, remove_if_vacant};
pub(crate) use mapping::Mapping;
pub(crate) use name::SegmentName;
pub(crate) use pass::{from_fd, inherit, pass_to};
pub(crate) use reading::{Reading, inherit_to_read, open_to_read};
pub(crate) use record::{Record, Records, Wanted};

use crate::error::SyncError;
use crate::sys::file;
use crate::timeout::Timeout;
use check::{Access, Identity};
use core::ptr::NonNull;
use registry::Mapped;
use std::fs::{self, File};
use std::io;
use std::os::fd::{AsFd as _, BorrowedFd};
use std::os::unix::fs::MetadataExt as _;
use target::Target;

/// A segment of this process's that holds records `R`.
#[derive(Debug)]
pub(crate) struct Segment<R: Record> {
    found: Found<R>,
    /// Keeps what was found valid.
    _mapping: Mapped,
    origin: Origin,
    is_creator: bool,
}

/// The records in a mapping.
#[derive(Debug)]
struct Found<R> {
    /// The first one. It was attached.
    first: NonNull<R>,
    records: Records,
}

impl<R: Record> Found<R> {
    /// How many records there are. They lie in memory, so they can be counted.
    pub(crate) fn len(&self) -> usize {
        usize::try_from(self.records.len()).unwrap_or(usize::MAX)
    }

    /// The record at `index`.
    ///
    /// # Errors
    ///
    /// Those of [`Record::attach`]: what is there may be damaged.
    ///
    /// # Safety
    ///
    /// There are more than `index` records. The mapping in which they were found, and `'a`, are as
    /// `attach` demands.
    pub(super) unsafe fn at<'a>(&self, index: usize) -> Result<&'a R, SyncError> {
        // SAFETY: as many records were found to lie in the mapping.
        let record = unsafe { self.first.add(index) };
        // SAFETY: the caller's promise.
        unsafe { R::attach(record.as_ptr().cast(), size_of::<R>()) }
    }
}

/// Where a segment can be found, to hand it on.
#[derive(Debug)]
pub(crate) enum Origin {
    /// Under its name. No descriptor is kept: thousands of segments may be open at once.
    Named { name: SegmentName, identity: Identity },
    /// In this file alone, if it was kept.
    Anonymous(Option<File>),
    /// In this file, if it was kept. It may have a name that is not known here.
    Inherited { file: Option<File>, had_name: bool },
}

// SAFETY: the pointer is to records, and the mapping belongs to no thread.
unsafe impl<R: Record + Sync> Send for Segment<R> {}
// SAFETY: as for `Send`.
unsafe impl<R: Record + Sync> Sync for Segment<R> {}

impl<R: Record> Segment<R> {
    /// The first record.
    #[inline(always)]
    pub(crate) fn first(&self) -> &R {
        // SAFETY: `build` or `check` placed or found it in the mapping, which lives as long as
        // `self`.
        unsafe { self.found.first.as_ref() }
    }

    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Whether it was made for this handle, rather than found.
    pub(crate) fn is_creator(&self) -> bool {
        self.is_creator
    }

    pub(crate) fn is_unlinked(&self) -> Result<bool, SyncError> {
        self.origin.is_unlinked()
    }

    /// The descriptor that is kept, if one is.
    pub(crate) fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        self.origin.file().map(File::as_fd)
    }

    /// Closes the descriptor, if one is kept. The mapping keeps the open file, and its lock.
    pub(crate) fn without_descriptor(mut self) -> Self {
        match &mut self.origin {
            Origin::Anonymous(file) | Origin::Inherited { file, .. } => *file = None,
            Origin::Named { .. } => {}
        }
        self
    }
}

impl Origin {
    /// The file that is kept, if one is.
    fn file(&self) -> Option<&File> {
        match self {
            Self::Named { .. } => None,
            Self::Anonymous(file) | Self::Inherited { file, .. } => file.as_ref(),
        }
    }

    /// Whether the segment had a name and no longer has it.
    fn is_unlinked(&self) -> Result<bool, SyncError> {
        match self {
            Self::Named { name, identity } => identity.has_lost(name),
            Self::Anonymous(_) | Self::Inherited { had_name: false, .. } => Ok(false),
            Self::Inherited { file, had_name: true } => {
                let found = file
                    .as_ref()
                    .ok_or(SyncError::NoDescriptor)?
                    .metadata()
                    .map_err(Target::Anonymous.failed("fstat"))?;
                Ok(found.nlink() == 0)
            }
        }
    }
}

impl Identity {
    /// Whether `name` is gone, or is another file's.
    fn has_lost(self, name: &SegmentName) -> Result<bool, SyncError> {
        match fs::symlink_metadata(name.as_path()) {
            Ok(found) => Ok(Self::of(&found) != self),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
            Err(error) => Err(Target::Named(name).failed("stat")(error)),
        }
    }
}

/// Opens the segment called `name`, after every check. `mode` is what the caller allows others. A
/// segment of a dead PID namespace is adopted within `timeout`.
pub(crate) fn open<R: Record>(
    name: SegmentName,
    records: Wanted,
    mode: u32,
    timeout: Timeout,
) -> Result<Segment<R>, SyncError> {
    let (file, metadata) = check::open(&name, Trust::Writers(mode))?;
    let (mapping, found) = check::map(&file, &metadata, records, Access::Claim(timeout), Target::Named(&name))?;
    let identity = Identity::of(&metadata);
    Ok(Segment { found, _mapping: mapping, origin: Origin::Named { name, identity }, is_creator: false })
}

/// Removes the name of a segment; of anything but a directory, if `damaged` says so.
pub(crate) fn unlink(name: &SegmentName, damaged: bool) -> Result<(), SyncError> {
    if !damaged {
        check::is_segment(name)?;
    }
    file::unlink(name.path()).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => SyncError::NotFound { name: name.get() },
        _ => Target::Named(name).failed("unlink")(error),
    })
}
