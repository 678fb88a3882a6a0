//! Finding a segment, and believing nothing about it that was not checked.

use super::Found;
use super::claim::{self, Claim};
use super::header::{Header, check_magic, own_namespace};
use super::identity::Identity;
use super::mapping::Mapping;
use super::name::SegmentName;
use super::record::{Record, Records, Wanted};
use super::region::Mutexes;
use super::registry::{self, Mapped};
use super::target::Target;
use super::view::View;
use crate::error::{LayoutMismatch, SyncError};
use crate::sys::{errno, file, process};
use crate::timeout::Timeout;
use core::ptr::NonNull;
use std::fs::{self, File, Metadata};
use std::io;
use std::os::unix::fs::{FileExt as _, FileTypeExt as _, MetadataExt as _};

/// Whose files are opened.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Trust {
    /// For reading and writing: this user's or root's, that no more users may write than this mode
    /// says.
    Writers(u32),
    /// For reading: this user's or root's.
    Owner,
    /// For reading: anyone's.
    Anyone,
}

/// Opens the file called `name`, if it is a regular one and its owner and mode are as `trust` says.
pub(super) fn open(name: &SegmentName, trust: Trust) -> Result<(File, Metadata), SyncError> {
    let is_written = matches!(trust, Trust::Writers(_));
    let file = file::open_segment(name.path(), is_written).map_err(|error| not_opened(name, trust, error))?;
    let metadata = file.metadata().map_err(Target::Named(name).failed("fstat"))?;
    check_kind(name, &metadata)?;
    check_owner(name, trust, &metadata)?;
    if let Trust::Writers(mode) = trust {
        let found = metadata.mode() & file::PERMISSIONS;
        if found & file::WRITABLE_BY_OTHERS & !mode != 0 {
            return Err(SyncError::TooPermissive { segment: name.label(), mode: found, allowed: mode });
        }
    }
    Ok((file, metadata))
}

/// Why the file called `name` was not opened.
#[cold]
fn not_opened(name: &SegmentName, trust: Trust, error: io::Error) -> SyncError {
    let segment = || name.label();
    match (error.kind(), error.raw_os_error()) {
        (io::ErrorKind::NotFound, _) => SyncError::NotFound { name: name.get() },
        (_, Some(errno::ELOOP)) => SyncError::NotARegularFile { segment: segment(), found: "a symbolic link" },
        (_, Some(errno::EISDIR)) => SyncError::NotARegularFile { segment: segment(), found: "a directory" },
        (_, Some(errno::ENXIO | errno::ENODEV)) => {
            SyncError::NotARegularFile { segment: segment(), found: "a socket or a device" }
        }
        // Another user's file, most likely; to look at it needs no permission.
        (io::ErrorKind::PermissionDenied, _) => {
            let found = fs::symlink_metadata(name.as_path()).ok();
            let better = found.and_then(|found| check_kind(name, &found).and(check_owner(name, trust, &found)).err());
            better.unwrap_or_else(|| Target::Named(name).failed("open")(error))
        }
        _ => Target::Named(name).failed("open")(error),
    }
}

fn check_kind(name: &SegmentName, metadata: &Metadata) -> Result<(), SyncError> {
    let kind = metadata.file_type();
    let found = match () {
        () if kind.is_file() => return Ok(()),
        () if kind.is_symlink() => "a symbolic link",
        () if kind.is_dir() => "a directory",
        () if kind.is_fifo() => "a pipe",
        () if kind.is_socket() => "a socket",
        () => "a device",
    };
    Err(SyncError::NotARegularFile { segment: name.label(), found })
}

fn check_owner(name: &SegmentName, trust: Trust, metadata: &Metadata) -> Result<(), SyncError> {
    let (owner, expected) = (metadata.uid(), process::effective_user());
    if owner == expected || owner == 0 || matches!(trust, Trust::Anyone) {
        return Ok(());
    }
    Err(SyncError::WrongOwner { segment: name.label(), owner, expected })
}

/// Checks that the file called `name` is a segment, of whatever type, format and owner. Its bytes
/// may be damaged beyond the first eight.
pub(super) fn is_segment(name: &SegmentName) -> Result<(), SyncError> {
    let (file, metadata) = open(name, Trust::Anyone)?;
    let mut magic = [0; size_of::<u64>()];
    file.read_exact_at(&mut magic, 0).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            SyncError::Truncated { segment: name.label(), needed: Header::SIZE as u64, got: metadata.len() }
        }
        _ => Target::Named(name).failed("pread")(error),
    })?;
    check_magic(u64::from_ne_bytes(magic), Target::Named(name))
}

/// How a file to be locked came to this process.
#[derive(Debug, Clone, Copy)]
pub(super) enum Access {
    /// A named segment, to be locked; from a dead PID namespace it is adopted within this time.
    Claim(Timeout),
    /// A segment that was passed by a process that has it open.
    Passed,
}

/// Maps a file for locking the records in it, if it is a segment of such records made on this
/// platform that this process's PID namespace may lock.
pub(super) fn map<R: Record>(
    file: &File,
    metadata: &Metadata,
    wanted: Wanted,
    access: Access,
    target: Target<'_>,
) -> Result<(Mapped, Found<R>), SyncError> {
    let (identity, len) = (Identity::of(metadata), len_of(metadata, target)?);
    if let Some(mapped) = registry::find(identity, len) {
        let view = View::new(mapped.mapping());
        let header = view.header(target)?;
        // The other handle has the shared lock, so this namespace stays.
        check_namespace(header, target)?;
        let found = view.records(header, wanted, target)?;
        return Ok((mapped, found));
    }
    let mapping = Mapping::new(file, len, target)?;
    let view = View::new(&mapping);
    let header = view.header(target)?;
    let claim = match access {
        Access::Claim(timeout) => Claim::new(file, header, target, timeout)?,
        Access::Passed => {
            // The parent has the same open file, and this lock already.
            claim::must_share(file, target)?;
            check_namespace(header, target)?;
            Claim::Ours
        }
    };
    let found: Found<R> = view.records(header, wanted, target)?;
    if let Claim::Vacant(turn) = claim {
        // SAFETY: both were found in the file that is claimed.
        unsafe { turn.adopt(header, &found)? };
    }
    let locked_at = view.offset_of(found.first);
    Ok(register(identity, mapping, locked_at, found.records))
}

/// Registers the mapping of a segment whose records begin at `locked_at`, where they were found or
/// made.
pub(super) fn register<R: Record>(
    identity: Identity,
    mapping: Mapping,
    locked_at: usize,
    records: Records,
) -> (Mapped, Found<R>) {
    let mutexes = Mutexes::of::<R>(locked_at, records);
    let mapped = registry::register(identity, mapping, mutexes);
    // The mapping is this one, or another of the same file whose mutexes are at the same places.
    // SAFETY: `locked_at` lies within it.
    let place: NonNull<u8> = unsafe { mapped.mapping().start().add(locked_at) };
    (mapped, Found { first: place.cast(), records })
}

/// Maps a file for reading the records in it, if it is a segment of such records made on this
/// platform, in whatever namespace.
pub(super) fn map_read_only<R: Record>(
    file: &File,
    metadata: &Metadata,
    wanted: Wanted,
    target: Target<'_>,
) -> Result<(Mapping, Found<R>), SyncError> {
    let len = len_of(metadata, target)?;
    let mapping = Mapping::read_only(file, len, target)?;
    let view = View::new(&mapping);
    let found = view.records(view.header(target)?, wanted, target).map_err(|error| match error {
        SyncError::LayoutMismatch(mismatch) => LayoutMismatch { to_read: true, ..*mismatch }.into(),
        error => error,
    })?;
    Ok((mapping, found))
}

/// The length of a file that is long enough for a header.
fn len_of(metadata: &Metadata, target: Target<'_>) -> Result<usize, SyncError> {
    at_least(Header::SIZE as u64, metadata.len(), target)?;
    usize::try_from(metadata.len()).map_err(|_| target.failed("mmap")(io::ErrorKind::FileTooLarge.into()))
}

fn at_least(needed: u64, got: u64, target: Target<'_>) -> Result<(), SyncError> {
    if got < needed { Err(SyncError::Truncated { segment: target.label(), needed, got }) } else { Ok(()) }
}

/// Checks that this process's PID namespace may lock what no other namespace can adopt meanwhile.
fn check_namespace(header: &Header, target: Target<'_>) -> Result<(), SyncError> {
    let (expected, found) = (own_namespace(target)?, header.namespace());
    if expected == found {
        Ok(())
    } else {
        Err(SyncError::PidNamespace { segment: Some(target.label()), expected, found })
    }
}
