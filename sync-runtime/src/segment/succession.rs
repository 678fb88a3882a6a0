//! Segments that take the name of another one, whose users are told: see `locked/upgrade.rs`.
//!
//! 1. Under the lock of the former segment the new one, which is whole, gets a name of its own, at
//!    which it waits: the [waiting name](waiting_name). It follows from the former one's inode and
//!    name.
//! 2. One store ends the former segment: it is superseded.
//! 3. One `rename(2)` gives the name to the new one. The waiting name ends with it.
//!
//! # Killed anywhere
//!
//! Before the store, the former segment is in use. What waits is of no use: the next upgrade of the
//! former segment, which holds its lock, puts its own in that place, and
//! [`remove_abandoned`](super::draft::remove_abandoned) removes it when the former segment has no
//! name any more.
//!
//! Between the store and the rename, the name is that of a segment that is superseded. Who opens
//! the name to write does the rename first, whatever struct it wants: see [`take_name`]. Each
//! waiting name is renamed at most once, for it is gone then. It does not come back: only the owner
//! of the former segment's lock makes one, and there is none any more.
//!
//! After the rename all is done.
//!
//! # Others that change the name
//!
//! `replace` and `unlink` take no lock. If one runs at the same moment, one of the two wins the
//! name. The former segment is superseded all the same, as if the other had come right after the
//! upgrade.

use super::header::{FORMAT, Header, Platform};
use super::identity::Identity;
use super::name::{DIRECTORY, SegmentName, UNFINISHED};
use super::record::MUTEX_OFFSET;
use super::target::Target;
use crate::error::SyncError;
use crate::mutex::Mutex;
use crate::schema::Fingerprint;
use std::fs::{self, File, Metadata};
use std::io;
use std::os::unix::fs::{DirEntryExt as _, FileExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

/// What waiting names begin with.
const WAITING: &str = "after-";

/// The name at which the successor waits of the segment that is called `name`.
///
/// A file can have several names, so the name is part of it. No other file has the inode's number
/// as long as this one exists.
pub(super) fn waiting_name(name: &SegmentName, former: Identity) -> PathBuf {
    let hash = Fingerprint::of_text(&name.get()).get();
    directory().join(format!("{UNFINISHED}{WAITING}{}-{hash:016x}", former.inode))
}

fn directory() -> &'static Path {
    Path::new(DIRECTORY.to_str().unwrap_or_default())
}

/// Gives `name` to the segment that waits to take the place of `former`, which was found under it
/// and is superseded. Returns whether the name is another file's now.
pub(super) fn take_name(name: &SegmentName, former: &Metadata) -> Result<bool, SyncError> {
    let (target, identity) = (Target::Named(name), Identity::of(former));
    let waiting = waiting_name(name, identity);
    match fs::symlink_metadata(&waiting) {
        // It was given the owner of the former one.
        Ok(found) if found.is_file() && found.uid() == former.uid() && !identity.has_lost(name)? => {
            match fs::rename(&waiting, name.as_path()) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(target.failed("rename in /dev/shm")(error));
                }
                // Done, by this process or by another one.
                _ => {}
            }
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(target.failed("stat")(error)),
        _ => {}
    }
    identity.has_lost(name)
}

/// Removes what waits for the name of a segment that has lost it.
pub(super) fn forget(name: &SegmentName, former: Identity) {
    // If it cannot be removed it stays, until the next `replace` of any segment.
    let _ = fs::remove_file(waiting_name(name, former));
}

/// Whether a draft that nobody works at may be removed: it does not wait, or the segment whose name
/// it waits for has none.
pub(super) fn is_of_no_use(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_prefix(UNFINISHED));
    let Some(waiting) = name.and_then(|name| name.strip_prefix(WAITING)) else { return true };
    let Some(inode) = waiting.split('-').next().and_then(|inode| inode.parse().ok()) else { return true };
    let Ok(mut entries) = fs::read_dir(directory()) else { return false };
    !entries.any(|entry| entry.map_or(true, |entry| entry.ino() == inode))
}

/// Whether the value in `file` is superseded, if it is a segment of this platform.
pub(super) fn is_superseded(file: &File) -> bool {
    let mut bytes = [0; Header::SIZE];
    if file.read_exact_at(&mut bytes, 0).is_err() {
        return false;
    }
    let Ok(fields) = Header::read(&bytes, Target::Anonymous) else { return false };
    let Some(word) = fields.platform.owner_word().filter(|_| fields.format == FORMAT) else { return false };
    if fields.platform != Platform::THIS {
        return false;
    }
    let at = fields.locked_at.saturating_add(MUTEX_OFFSET as u64 + word);
    let mut word = [0; size_of::<u32>()];
    file.read_exact_at(&mut word, at).is_ok() && Mutex::is_word_of_shut(u32::from_ne_bytes(word))
}
