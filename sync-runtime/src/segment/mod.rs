//! Memory that processes share: a file under `/dev/shm`, or one without a name that is handed to a
//! child.
//!
//! A segment is a [header], the text of the value's schema, and one [record](Record) or
//! more. It is built whole before another process can find it.

mod build;
mod check;
mod claim;
mod draft;
mod facts;
mod header;
mod identity;
mod mapping;
mod name;
mod pass;
mod reading;
mod record;
mod region;
mod registry;
mod succession;
mod target;
mod view;

pub(crate) use build::{Contents, Initialize, Successor};
pub(crate) use check::Trust;
pub(crate) use facts::{Facts, identity, names, open_file, remove_if_vacant};
pub(crate) use mapping::Mapping;
pub(crate) use name::SegmentName;
pub(crate) use pass::{from_fd, inherit, pass_to};
pub(crate) use reading::{Reading, inherit_to_read, open_to_read};
pub(crate) use record::{MUTEX_OFFSET, Record, Records, Wanted};

use crate::error::{SegmentLabel, SyncError};
use crate::mutex::Mutex;
use crate::sys::file;
use crate::timeout::Timeout;
use check::Access;
use core::ptr::NonNull;
use identity::Identity;
use registry::Mapped;
use std::fs::{self, File};
use std::io;
use std::os::fd::{AsFd as _, BorrowedFd};
use std::os::unix::fs::MetadataExt as _;
use target::Target;
use view::View;

/// A segment of this process's that holds records `R`.
#[derive(Debug)]
pub(crate) struct Segment<R: Record> {
    found: Found<R>,
    /// Keeps what was found valid.
    mapping: Mapped,
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
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        usize::try_from(self.records.len()).unwrap_or(usize::MAX)
    }

    /// Whether another segment takes the place of this one, which has one record then.
    fn is_superseded(&self) -> bool {
        let mutex = self.first.as_ptr().cast::<u8>().wrapping_add(R::MUTEX_OFFSET);
        // SAFETY: the first record was attached, so there is an initialized mutex in it.
        unsafe { Mutex::from_buffer(mutex, Mutex::SIZE) }.is_ok_and(Mutex::is_shut)
    }

    /// The record at `index`, which may be damaged.
    ///
    /// # Safety
    ///
    /// There are more than `index` records. The mapping in which they were found lives as long as
    /// `'a`.
    #[inline(always)]
    pub(super) unsafe fn get<'a>(&self, index: usize) -> &'a R {
        // SAFETY: as many records were found to lie in the mapping, one after the other.
        let record = unsafe { self.first.byte_add(index * R::SIZE) };
        // SAFETY: any bytes are a record, and this one is as aligned as the first, which was
        // attached.
        unsafe { record.as_ref() }
    }

    /// The record at `index`, which may be damaged, if there are so many.
    ///
    /// # Safety
    ///
    /// The mapping in which they were found lives as long as `'a`.
    #[inline(always)]
    unsafe fn find<'a>(&self, index: usize) -> Result<&'a R, SyncError> {
        if index < self.len() {
            // SAFETY: there are so many, and the caller's promise.
            Ok(unsafe { self.get(index) })
        } else {
            Err(SyncError::OutOfRange { index, len: self.len() })
        }
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

    /// How many records there are.
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        self.found.len()
    }

    /// The record at `index`, if it is whole.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`](SyncError::OutOfRange), [`Damaged`](SyncError::Damaged).
    #[inline(always)]
    pub(crate) fn at(&self, index: usize) -> Result<&R, SyncError> {
        let record = self.unchecked_at(index)?;
        record.check().map_err(|error| self.origin.damaged(&error))?;
        Ok(record)
    }

    /// The record at `index`, which may be damaged.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`](SyncError::OutOfRange).
    #[inline(always)]
    pub(crate) fn unchecked_at(&self, index: usize) -> Result<&R, SyncError> {
        // SAFETY: the mapping lives as long as `self`.
        let record = unsafe { self.found.find(index)? };
        self.mapping.note_use_of(index);
        Ok(record)
    }

    /// Whether another segment takes the place of this one, which has one record then.
    pub(crate) fn is_superseded(&self) -> bool {
        self.found.is_superseded()
    }

    /// What errors call it.
    #[cold]
    pub(crate) fn label(&self) -> SegmentLabel {
        self.origin.label()
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

    /// The PID namespace whose processes may lock the value.
    pub(crate) fn namespace(&self) -> u64 {
        View::new(self.mapping.mapping()).stamp()
    }

    /// The descriptor that is kept, if one is.
    pub(crate) fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        self.origin.file().map(File::as_fd)
    }

    /// Maps every page now: see [`Mapping::prefault`].
    pub(crate) fn prefault(&self) {
        self.mapping.mapping().prefault();
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
    /// What errors call the segment.
    #[cold]
    fn label(&self) -> SegmentLabel {
        match self {
            Self::Named { name, .. } => name.label(),
            Self::Anonymous(_) | Self::Inherited { .. } => SegmentLabel::anonymous(),
        }
    }

    /// What becomes of the error of [`Record::check`].
    #[cold]
    fn damaged(&self, error: &SyncError) -> SyncError {
        let what = match error {
            SyncError::LayoutMismatch(_) => "one of its records is of another layout than its header says",
            _ => "where one of its records should be, there is no value with a lock",
        };
        SyncError::Damaged { segment: self.label(), what }
    }

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

/// Opens the segment called `name`, after every check. `mode` is what the caller allows others. A
/// segment of a dead PID namespace is adopted within `timeout`.
pub(crate) fn open<R: Record>(
    name: SegmentName,
    records: Wanted,
    mode: u32,
    timeout: Timeout,
) -> Result<Segment<R>, SyncError> {
    // Each turn after the first means that the segment lost its name since it was found.
    loop {
        let (file, metadata) = check::open(&name, Trust::Writers(mode))?;
        let mapped = check::map(&file, &metadata, records, Access::Claim(timeout), Target::Named(&name));
        let is_superseded = match &mapped {
            Ok((_, found)) => found.is_superseded(),
            Err(_) => succession::is_superseded(&file),
        };
        // An upgrader is about to give the name away, or was killed before it did.
        if is_superseded && succession::take_name(&name, &metadata)? {
            continue;
        }
        let (mapping, found) = mapped?;
        // A process that removes what is unused has the exclusive lock meanwhile. So a segment that
        // has its name under the shared one is not removed as unused any more; one that was is
        // nobody else's.
        if !file::has_name(&file).map_err(Target::Named(&name).failed("fstat"))? {
            continue;
        }
        let identity = Identity::of(&metadata);
        return Ok(Segment { found, mapping, origin: Origin::Named { name, identity }, is_creator: false });
    }
}

/// Which file is called `name`, if one is.
pub(crate) fn file_called(name: &SegmentName) -> Option<Identity> {
    fs::symlink_metadata(name.as_path()).ok().map(|found| Identity::of(&found))
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
