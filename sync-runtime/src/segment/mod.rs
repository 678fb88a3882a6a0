//! Memory that processes share: a file under `/dev/shm`, or one without a name that is handed to a child.
//!
//! A segment is a [header](header), the text of the value's schema, and a [`Locked`](crate::Locked). It is built whole before anybody can find it.

mod build;
mod check;
mod header;
mod mapping;
mod name;
mod pass;

pub(crate) use build::{anonymous, create};
pub(crate) use name::SegmentName;
pub(crate) use pass::{inherit, pass_to};

use crate::error::SyncError;
use crate::locked::Locked;
use crate::shared_locked::SharedLocked;
use core::ptr::NonNull;
use mapping::Mapping;
use std::fs::File;

/// A segment of this process's that holds a `T`.
#[derive(Debug)]
pub(crate) struct Segment<T: SharedLocked> {
    locked: NonNull<Locked<T>>,
    /// Keeps `locked` valid.
    _mapping: Mapping,
    origin: Origin,
}

/// Where a segment can be found, to hand it on.
#[derive(Debug)]
pub(crate) enum Origin {
    /// Under its name. No descriptor is kept: thousands of segments may be open at once.
    Named { name: SegmentName, identity: check::Identity },
    /// In this file alone.
    Anonymous(File),
}

// SAFETY: the pointer is to a `Locked`, which may be used from any thread, and the mapping belongs to none.
unsafe impl<T: SharedLocked> Send for Segment<T> {}
// SAFETY: as for `Send`.
unsafe impl<T: SharedLocked> Sync for Segment<T> {}

impl<T: SharedLocked> Segment<T> {
    /// The value and its lock.
    #[inline(always)]
    pub(crate) fn locked(&self) -> &Locked<T> {
        // SAFETY: `build` or `check` placed or found it in the mapping, which lives as long as `self`.
        unsafe { self.locked.as_ref() }
    }

    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }
}

/// Opens the segment called `name`, after every check. `mode` is what the caller allows others.
pub(crate) fn open<T: SharedLocked>(name: SegmentName, mode: u32) -> Result<Segment<T>, SyncError> {
    let (file, metadata) = check::open(&name, mode)?;
    let (mapping, locked) = check::map(&file, metadata.len())?;
    let identity = check::Identity::of(&metadata);
    Ok(Segment { locked, _mapping: mapping, origin: Origin::Named { name, identity } })
}
