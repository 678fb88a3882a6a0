//! Files in the segments' directory that have not got their name yet.

use super::claim;
use super::name::{DIRECTORY, SegmentName, UNFINISHED};
use super::succession;
use super::target::Target;
use crate::error::SyncError;
use crate::sys::fork::Generation;
use crate::sys::{errno, file, process};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// A file in the segments' directory that has not got its name yet. The shared lock on it is taken.
#[derive(Debug)]
pub(super) struct Draft {
    file: File,
    /// A name of its own, where it cannot be without one.
    temporary: Option<PathBuf>,
    /// Whose it is. A child that a closure of the program forked has a copy.
    process: Generation,
}

impl Draft {
    pub(super) fn new(name: &SegmentName) -> Result<Self, SyncError> {
        let target = Target::Named(name);
        match file::unnamed_in(DIRECTORY) {
            Ok(file) => {
                claim::must_share(&file, target)?;
                Ok(Self { file, temporary: None, process: Generation::current() })
            }
            Err(error) if matches!(error.raw_os_error(), Some(errno::EOPNOTSUPP | errno::EISDIR)) => {
                Self::with_name(target)
            }
            Err(error) => Err(target.failed("open of /dev/shm with O_TMPFILE")(error)),
        }
    }

    /// Where `O_TMPFILE` is missing. A creator that is killed leaves this file behind, though never
    /// under the name; see [`remove_abandoned`].
    fn with_name(target: Target<'_>) -> Result<Self, SyncError> {
        loop {
            let path = temporary_name();
            match OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path) {
                Ok(file) => {
                    let draft = Self { file, temporary: Some(path), process: Generation::current() };
                    // Another process may have taken it for an abandoned one before it was locked.
                    if claim::share(&draft.file, target)? && draft.file.metadata().is_ok_and(|found| found.nlink() > 0)
                    {
                        return Ok(draft);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(target.failed("open in /dev/shm")(error)),
            }
        }
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Gives the file its name, in one step, unless the name is taken.
    pub(super) fn publish(&self, name: &SegmentName) -> Result<(), SyncError> {
        file::link(&self.file, name.path()).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => SyncError::AlreadyExists { name: name.get() },
            _ => Target::Named(name).failed("linkat into /dev/shm")(error),
        })
    }

    /// Gives the file its name, in one step, and takes it from the file that had it.
    ///
    /// Linux gives a taken name only to a file that has a name already. A process that is killed
    /// between the two steps leaves a file with a temporary name, and the former one under the
    /// name; see [`remove_abandoned`].
    pub(super) fn publish_over(mut self, name: &SegmentName) -> Result<(), SyncError> {
        match self.publish(name) {
            Err(SyncError::AlreadyExists { .. }) => {}
            outcome => return outcome,
        }
        let target = Target::Named(name);
        let temporary = match self.temporary.take() {
            Some(path) => path,
            None => self.link_temporarily().map_err(target.failed("linkat into /dev/shm"))?,
        };
        let renamed = fs::rename(&temporary, name.as_path());
        if renamed.is_err() {
            self.temporary = Some(temporary);
        }
        renamed.map_err(target.failed("rename in /dev/shm"))
    }

    /// Gives the file the name `path` for the time being, and takes it from a file that has it. The
    /// former name of the draft ends.
    pub(super) fn wait_at(&mut self, path: PathBuf) -> io::Result<()> {
        let link = file::c_path(&path)?;
        while let Err(error) = file::link(&self.file, &link) {
            if error.kind() != io::ErrorKind::AlreadyExists {
                return Err(error);
            }
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        if let Some(former) = self.temporary.replace(path) {
            let _ = fs::remove_file(former);
        }
        Ok(())
    }

    /// Gives the file that [waits](Self::wait_at) its name, in one step, and takes it from the file
    /// that had it. `false` if another process did, or will.
    ///
    /// # Errors
    ///
    /// Those of `rename(2)`; the file does not wait any more then.
    pub(super) fn take_name(mut self, name: &SegmentName) -> Result<bool, SyncError> {
        let Some(waiting) = self.temporary.take() else { return Ok(false) };
        let Err(error) = fs::rename(&waiting, name.as_path()) else { return Ok(true) };
        if error.kind() == io::ErrorKind::NotFound || fs::remove_file(&waiting).is_err() {
            return Ok(false);
        }
        Err(Target::Named(name).failed("rename in /dev/shm")(error))
    }

    /// Gives the file a temporary name.
    fn link_temporarily(&self) -> io::Result<PathBuf> {
        loop {
            let path = temporary_name();
            match file::link(&self.file, &file::c_path(&path)?) {
                Ok(()) => return Ok(path),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some(path) = &self.temporary
            && self.process.is_current()
        {
            // If it cannot be removed there is nothing else to do about it.
            let _ = fs::remove_file(path);
        }
    }
}

/// A name that no other draft of this process has had.
fn temporary_name() -> PathBuf {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Relaxed);
    directory().join(format!("{UNFINISHED}{}.{number}", std::process::id()))
}

fn directory() -> &'static Path {
    Path::new(DIRECTORY.to_str().unwrap_or_default())
}

/// Removes this user's files with temporary names whose makers have died. A living maker has a lock
/// on each of its own.
pub(super) fn remove_abandoned() {
    // Whatever cannot be looked at or removed stays; the caller needs none of it.
    for entry in fs::read_dir(directory()).into_iter().flatten().flatten() {
        let is_draft = entry.file_name().to_str().is_some_and(|name| name.starts_with(UNFINISHED));
        if is_draft {
            let _ = remove_if_abandoned(&entry.path());
        }
    }
}

fn remove_if_abandoned(path: &Path) -> io::Result<()> {
    let file = file::open_segment(&file::c_path(path)?, true)?;
    let found = file.metadata()?;
    let is_own = found.is_file() && found.uid() == process::effective_user();
    if is_own && file::lock_exclusive(&file)? && succession::is_of_no_use(path) {
        // Under the lock it is looked at again: it may have been given its name meanwhile.
        remove_if_same(path, &file)?;
    }
    Ok(())
}

/// Removes the name `path`, if it is that of `file`, and says whether it did.
pub(super) fn remove_if_same(path: &Path, file: &File) -> io::Result<bool> {
    let found = file.metadata()?;
    let is_same = match fs::symlink_metadata(path) {
        Ok(now) => (now.dev(), now.ino()) == (found.dev(), found.ino()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(error),
    };
    if is_same {
        fs::remove_file(path)?;
    }
    Ok(is_same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::{Contents, Records, unlink};
    use crate::{Locked, Shared};

    fn name(tag: &str) -> SegmentName {
        SegmentName::new(&format!("draft-{tag}-{}", std::process::id())).unwrap()
    }

    fn fill(draft: &Draft, value: u64, target: Target<'_>) {
        // SAFETY: it is given the bytes of a `Locked`, and makes one there.
        let initialize =
            |_, place| unsafe { Locked::<u64>::initialize_at(place, Locked::<u64>::SIZE, value) }.map(drop);
        // SAFETY: as above.
        let mut contents = unsafe { Contents::<Locked<u64>, _>::new(Records::Single, initialize) };
        drop(contents.fill(&draft.file, target).unwrap());
    }

    #[test]
    fn a_draft_with_a_name_is_published_and_leaves_nothing_behind() {
        let name = name("published");
        let target = Target::Named(&name);
        let draft = Draft::with_name(target).unwrap();
        let temporary = draft.temporary.clone().unwrap();
        fill(&draft, 1, target);
        draft.publish(&name).unwrap();
        assert!(matches!(draft.publish(&name), Err(SyncError::AlreadyExists { .. })));
        drop(draft);
        assert!(!temporary.exists());
        let segment = Shared::<u64>::open(&name.get()).unwrap();
        assert_eq!(segment.load().unwrap(), 1);

        // And once more over the first one.
        let draft = Draft::with_name(target).unwrap();
        let temporary = draft.temporary.clone().unwrap();
        fill(&draft, 2, target);
        draft.publish_over(&name).unwrap();
        assert!(!temporary.exists());
        let other = Shared::<u64>::open(&name.get()).unwrap();
        assert_eq!((segment.load().unwrap(), other.load().unwrap()), (1, 2));
        unlink(&name, false).unwrap();
    }

    #[test]
    fn a_childs_copy_of_a_draft_leaves_the_file_to_its_parent() {
        let name = name("copied");
        let draft = Draft::with_name(Target::Named(&name)).unwrap();
        let copy = Draft {
            file: draft.file.try_clone().unwrap(),
            temporary: draft.temporary.clone(),
            process: Generation::OTHER,
        };
        drop(copy);
        draft.publish(&name).unwrap();
        unlink(&name, true).unwrap();
    }

    #[test]
    fn an_abandoned_draft_is_removed_and_one_in_use_stays() {
        let name = name("abandoned");
        let draft = Draft::with_name(Target::Named(&name)).unwrap();
        let path = draft.temporary.clone().unwrap();
        remove_abandoned();
        assert!(path.exists());
        // As if its maker had been killed.
        file::unlock(&draft.file).unwrap();
        remove_abandoned();
        assert!(!path.exists());
    }
}
