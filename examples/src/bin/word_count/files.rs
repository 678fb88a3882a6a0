//! Which files there are to count.

use anyhow::{Context as _, Result, anyhow, ensure};
use std::path::{Path, PathBuf};
use std::{fs, io};
use walkdir::WalkDir;

/// A regular file.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) path: PathBuf,
    /// As of when it was found.
    pub(crate) bytes: u64,
}

/// All regular files at and below the paths, hidden ones too; links are not followed. As
/// `find PATH... -type f` has it.
pub(crate) fn below(paths: &[PathBuf]) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    for path in paths {
        check(path)?;
        for entry in WalkDir::new(path).follow_root_links(false) {
            let entry = entry.map_err(|error| unreadable(&error))?;
            if entry.file_type().is_file() {
                let bytes = entry.metadata().map_err(|error| unreadable(&error))?.len();
                found.push(Found { path: entry.into_path(), bytes });
            }
        }
    }
    Ok(found)
}

fn unreadable(error: &walkdir::Error) -> anyhow::Error {
    match (error.path(), error.io_error()) {
        (Some(path), Some(why)) => anyhow!("cannot read {}: {why}", path.display()),
        _ => anyhow!("{error}"),
    }
}

/// A path that the user names is meant to be counted, so it is an error if nothing in it can be.
fn check(path: &Path) -> Result<()> {
    let kind = fs::symlink_metadata(path).with_context(|| format!("cannot read {}", path.display()))?.file_type();
    ensure!(!kind.is_symlink(), "{} is a link, and links are not followed; name what it points to", path.display());
    ensure!(kind.is_file() || kind.is_dir(), "{} is neither a file nor a directory", path.display());
    Ok(())
}

/// The workspace's own sources: what is in its members' directories.
pub(crate) fn of_this_workspace() -> Result<Vec<PathBuf>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let members = || {
        let entries: Vec<_> = fs::read_dir(&root)?.collect::<io::Result<_>>()?;
        let paths = entries.into_iter().map(|entry| entry.path());
        io::Result::Ok(paths.filter(|path| path.join("Cargo.toml").is_file()).collect())
    };
    members().with_context(|| format!("cannot list the workspace {}; name the paths to count", root.display()))
}
