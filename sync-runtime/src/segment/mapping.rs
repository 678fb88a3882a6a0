//! A file in memory.

use super::target::Target;
use crate::error::SyncError;
use core::ptr::NonNull;
use memmap2::{Advice, MmapOptions, MmapRaw};
use std::fs::File;
use std::io;

/// The memory of a segment. It is unmapped when this is dropped.
#[derive(Debug)]
pub(crate) struct Mapping(MmapRaw);

impl Mapping {
    /// Maps the first `len` bytes of `file`, which has that many, for reading and writing.
    pub(super) fn new(file: &File, len: usize, target: Target<'_>) -> Result<Self, SyncError> {
        MmapOptions::new().len(len).map_raw(file).map(Self).map_err(target.failed("mmap"))
    }

    /// Maps the first `len` bytes of `file`, which has that many, for reading alone.
    pub(super) fn read_only(file: &File, len: usize, target: Target<'_>) -> Result<Self, SyncError> {
        MmapOptions::new().len(len).map_raw_read_only(file).map(Self).map_err(target.failed("mmap"))
    }

    /// Maps the first `len` bytes of `file`, which has that many, for reading alone. It is not read
    /// by this process, but copied by the kernel, for the file may be cut short.
    pub(crate) fn to_be_copied(file: &File, len: usize) -> io::Result<Self> {
        MmapOptions::new().len(len).map_raw_read_only(file).map(Self)
    }

    /// Where the mapping begins. It is aligned to a page. What was mapped for reading alone must
    /// not be written.
    pub(crate) fn start(&self) -> NonNull<u8> {
        // SAFETY: no mapping begins at address 0.
        unsafe { NonNull::new_unchecked(self.0.as_mut_ptr()) }
    }

    /// How many bytes are mapped.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Has the kernel map every page now, and not each when it is first written. Where it cannot,
    /// before Linux 5.14, this does nothing. See `madvise(2)`, `MADV_POPULATE_WRITE`.
    pub(crate) fn prefault(&self) {
        let _ = self.0.advise(Advice::PopulateWrite);
    }
}
