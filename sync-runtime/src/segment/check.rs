//! Finding a segment, and believing nothing about it that was not checked.

use super::header::Header;
use super::mapping::Mapping;
use super::name::SegmentName;
use crate::error::{LayoutMismatch, SyncError};
use crate::locked::Locked;
use crate::schema;
use crate::shared_locked::{LockKind as _, SharedLocked};
use crate::sys::{errno, file, process};
use core::ptr::NonNull;
use std::ffi::OsStr;
use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, OpenOptionsExt as _};

/// Which file it is, whatever its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(super) device: u64,
    pub(super) inode: u64,
}

impl Identity {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self { device: metadata.dev(), inode: metadata.ino() }
    }
}

/// Opens the file called `name`: a regular one, of this user's or root's, that no more users may write than `mode` says.
pub(super) fn open(name: &SegmentName, mode: u32) -> Result<(File, Metadata), SyncError> {
    let path = OsStr::from_bytes(name.path().to_bytes());
    let opened = OpenOptions::new().read(true).write(true).custom_flags(file::OPEN_SEGMENT).open(path);
    let file = opened.map_err(|error| match (error.kind(), error.raw_os_error()) {
        (io::ErrorKind::NotFound, _) => SyncError::NotFound { name: name.get() },
        (_, Some(errno::ELOOP)) => SyncError::NotARegularFile { found: "a symbolic link" },
        (_, Some(errno::EISDIR)) => SyncError::NotARegularFile { found: "a directory" },
        (_, Some(errno::ENXIO | errno::ENODEV)) => SyncError::NotARegularFile { found: "a socket or a device" },
        _ => SyncError::system("open", error),
    })?;
    let metadata = file.metadata().map_err(|error| SyncError::system("fstat", error))?;
    if !metadata.is_file() {
        let kind = metadata.file_type();
        let found = if kind.is_fifo() { "a pipe" } else { "a device" };
        return Err(SyncError::NotARegularFile { found });
    }
    let (owner, expected) = (metadata.uid(), process::effective_user());
    if owner != expected && owner != 0 {
        return Err(SyncError::WrongOwner { owner, expected });
    }
    let found = metadata.mode() & file::PERMISSIONS;
    if found & file::WRITABLE_BY_OTHERS & !mode != 0 {
        return Err(SyncError::TooPermissive { mode: found, allowed: mode });
    }
    Ok((file, metadata))
}

/// Maps a file of `len` bytes, if it is a segment of a `T` made on this platform in this PID namespace.
pub(super) fn map<T: SharedLocked>(file: &File, len: u64) -> Result<(Mapping, NonNull<Locked<T>>), SyncError> {
    at_least(Header::SIZE as u64, len)?;
    let Ok(mapped) = usize::try_from(len) else {
        return Err(SyncError::system("mmap", io::ErrorKind::FileTooLarge.into()));
    };
    let mut mapping = Mapping::new(file, mapped)?;
    let start = mapping.start();
    // SAFETY: the mapping begins with a page's alignment and is longer than a header, of which any bytes are one.
    let header: &Header = unsafe { &*start.cast() };
    header.check()?;
    if header.fingerprint() != Locked::<T>::FINGERPRINT {
        return Err(explain::<T>(&mapping, header, mapped).into());
    }
    let locked_at = header.locked_at();
    at_least(locked_at.saturating_add(Locked::<T>::SIZE as u64), len)?;
    // It fits into a file that fits into the address space.
    #[allow(clippy::cast_possible_truncation, reason = "at most `len`, which is a usize")]
    let locked_at = locked_at as usize;
    // SAFETY: `locked_at` lies within the mapping.
    let place = unsafe { start.add(locked_at) };
    // SAFETY: `SIZE` bytes from there on are mapped for as long as `Segment` keeps the mapping, and a held mutex keeps
    // it mapped beyond that. Whoever else can write them is trusted with the mutex, by the owner and mode checked above.
    let locked: &Locked<T> = unsafe { Locked::attach(place, Locked::<T>::SIZE)? };
    mapping.holds_mutex_at(locked_at + Locked::<T>::MUTEX_OFFSET);
    Ok((mapping, NonNull::from(locked)))
}

fn at_least(needed: u64, got: u64) -> Result<(), SyncError> {
    if got < needed { Err(SyncError::Truncated { needed, got }) } else { Ok(()) }
}

/// Where the layout that the segment describes first differs from that of `T`.
#[cold]
fn explain<T: SharedLocked>(mapping: &Mapping, header: &Header, mapped: usize) -> LayoutMismatch {
    /// Beyond this no schema of a value that fits into a segment goes.
    const LONGEST: usize = 1 << 20;
    let len = usize::try_from(header.schema_len()).unwrap_or(LONGEST).min(LONGEST).min(mapped - Header::SIZE);
    let mut text = vec![0_u8; len];
    let from = mapping.start().wrapping_add(Header::SIZE);
    for (index, byte) in text.iter_mut().enumerate() {
        // SAFETY: `len` bytes after the header are mapped; volatile, since whoever may write there may do so now.
        *byte = unsafe { from.wrapping_add(index).read_volatile() };
    }
    schema::first_difference(&schema::describe(T::Lock::NAME, T::SCHEMA), &String::from_utf8_lossy(&text))
}
