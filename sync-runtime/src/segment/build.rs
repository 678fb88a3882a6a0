//! Making segments, so that nobody ever sees half of one.

use super::check::Identity;
use super::header::Header;
use super::mapping::Mapping;
use super::name::{DIRECTORY, SegmentName};
use super::{Origin, Segment};
use crate::error::SyncError;
use crate::locked::Locked;
use crate::schema;
use crate::shared_locked::{LockKind as _, SharedLocked};
use crate::sys::{errno, file};
use core::ptr::NonNull;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::PathBuf;
use std::process;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Makes a segment and gives it its name in one step, when it is whole.
pub(crate) fn create<T: SharedLocked>(name: SegmentName, mode: u32, initial: &T) -> Result<Segment<T>, SyncError> {
    let draft = Draft::new()?;
    draft.file.set_permissions(Permissions::from_mode(mode)).map_err(|error| SyncError::system("fchmod", error))?;
    let (mapping, locked) = fill(&draft.file, initial)?;
    let metadata = draft.file.metadata().map_err(|error| SyncError::system("fstat", error))?;
    draft.publish(&name)?;
    Ok(Segment { locked, _mapping: mapping, origin: Origin::Named { name, identity: Identity::of(&metadata) } })
}

/// Makes a segment without a name, whose size is sealed.
pub(crate) fn anonymous<T: SharedLocked>(initial: &T) -> Result<Segment<T>, SyncError> {
    let file = file::in_memory(c"sync-runtime").map_err(|error| SyncError::system("memfd_create", error))?;
    let (mapping, locked) = fill(&file, initial)?;
    file::seal_size(&file).map_err(|error| SyncError::system("fcntl F_ADD_SEALS", error))?;
    Ok(Segment { locked, _mapping: mapping, origin: Origin::Anonymous(file) })
}

/// Writes a whole segment into an empty file.
fn fill<T: SharedLocked>(file: &File, initial: &T) -> Result<(Mapping, NonNull<Locked<T>>), SyncError> {
    let schema = schema::describe(T::Lock::NAME, T::SCHEMA);
    let locked_at = (Header::SIZE + schema.len()).next_multiple_of(Locked::<T>::ALIGN);
    let len = locked_at + Locked::<T>::SIZE;
    file::allocate(file, len as u64).map_err(|error| SyncError::system("fallocate", error))?;
    let mut mapping = Mapping::new(file, len)?;

    let start = mapping.start();
    // SAFETY: the mapping begins with a page's alignment, is longer than a header, and new, so nobody else uses it.
    let header: &Header = unsafe { &*start.cast() };
    header.write(Locked::<T>::FINGERPRINT, schema.len(), locked_at)?;
    // SAFETY: the text's bytes lie between the header and `locked_at`, all within the mapping.
    let text = unsafe { start.add(Header::SIZE) };
    // SAFETY: as above; nobody else uses the mapping, and the text is elsewhere.
    unsafe { text.copy_from_nonoverlapping(schema.as_ptr(), schema.len()) };
    // SAFETY: `locked_at` lies within the mapping.
    let place = unsafe { start.add(locked_at) };
    // SAFETY: `SIZE` bytes from `locked_at` on are mapped, for as long as `Segment` keeps the mapping, and a held
    // mutex keeps it mapped beyond that. Nobody else uses them.
    let locked: &Locked<T> = unsafe { Locked::initialize_with(place, Locked::<T>::SIZE, initial)? };
    mapping.holds_mutex_at(locked_at + Locked::<T>::MUTEX_OFFSET);
    Ok((mapping, NonNull::from(locked)))
}

/// A file in the segments' directory that has not got its name yet.
struct Draft {
    file: File,
    /// A name of its own, on a file system where files cannot be without one.
    temporary: Option<PathBuf>,
}

impl Draft {
    fn new() -> Result<Self, SyncError> {
        match file::unnamed_in(DIRECTORY) {
            Ok(file) => Ok(Self { file, temporary: None }),
            Err(error) if matches!(error.raw_os_error(), Some(errno::EOPNOTSUPP | errno::EISDIR)) => Self::with_name(),
            Err(error) => Err(SyncError::system("open of /dev/shm with O_TMPFILE", error)),
        }
    }

    /// Where `O_TMPFILE` is missing: a creator that is killed leaves this file behind, though never under the name.
    fn with_name() -> Result<Self, SyncError> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let directory = DIRECTORY.to_string_lossy();
        loop {
            let (process, number) = (process::id(), NEXT.fetch_add(1, Relaxed));
            let path = PathBuf::from(format!("{directory}/.sync-runtime.{process}.{number}"));
            match OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path) {
                Ok(file) => return Ok(Self { file, temporary: Some(path) }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(SyncError::system("open in /dev/shm", error)),
            }
        }
    }

    /// Gives the file its name, in one step, unless the name is taken.
    fn publish(&self, name: &SegmentName) -> Result<(), SyncError> {
        file::link(&self.file, name.path()).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => SyncError::AlreadyExists { name: name.get() },
            _ => SyncError::system("linkat into /dev/shm", error),
        })
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some(path) = &self.temporary {
            // If it cannot be removed there is nothing else to do about it.
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_with_a_name_is_published_and_leaves_nothing_behind() {
        let name = SegmentName::new(&format!("draft-{}", process::id())).unwrap();
        let draft = Draft::with_name().unwrap();
        let temporary = draft.temporary.clone().unwrap();
        drop(fill(&draft.file, &1_u64).unwrap());
        draft.publish(&name).unwrap();
        assert!(matches!(draft.publish(&name), Err(SyncError::AlreadyExists { .. })));
        drop(draft);
        assert!(!temporary.exists());
        let segment = super::super::open::<u64>(name.clone(), 0o600).unwrap();
        assert_eq!(segment.locked().load().unwrap(), 1);
        file::unlink(name.path()).unwrap();
    }
}
