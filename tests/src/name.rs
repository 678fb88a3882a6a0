//! Names of segments that no other test, process or run uses.

use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Where named segments are.
pub const DIRECTORY: &str = "/dev/shm";

/// A segment's name of this test's own. The segment, or whatever else has the name, is removed when
/// this is dropped.
#[derive(Debug)]
pub struct Name(String);

impl Name {
    /// A new name. `tag` says whose it is.
    #[must_use]
    pub fn new(tag: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        Self(format!("{}{tag}-{}", Self::prefix(), NEXT.fetch_add(1, Relaxed)))
    }

    /// What all names of this process begin with.
    #[must_use]
    pub fn prefix() -> String {
        format!("sync-tests-{}-", process::id())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file of that name.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        PathBuf::from(DIRECTORY).join(&self.0)
    }

    /// Whether there is anything of that name.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.path().symlink_metadata().is_ok()
    }

    /// Removes whatever has the name.
    pub fn remove(&self) {
        let path = self.path();
        if path.symlink_metadata().is_ok_and(|found| found.is_dir()) {
            let _ = fs::remove_dir(path);
        } else {
            let _ = fs::remove_file(path);
        }
    }
}

/// A name that another process was told what it begins with.
impl From<String> for Name {
    fn from(name: String) -> Self {
        Self(name)
    }
}

impl Drop for Name {
    fn drop(&mut self) {
        self.remove();
    }
}

impl AsRef<std::ffi::OsStr> for Name {
    fn as_ref(&self) -> &std::ffi::OsStr {
        self.0.as_ref()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What there is in the segments' directory of this process's names, and of drafts that processes
/// among `creators` have not given their name yet.
#[must_use]
pub fn left_in_directory(creators: &[u32]) -> Vec<String> {
    let drafts: Vec<String> = creators.iter().map(|pid| format!(".sync-runtime.{pid}.")).collect();
    let own = Name::prefix();
    let mut found: Vec<String> = fs::read_dir(DIRECTORY)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(&own) || drafts.iter().any(|draft| name.starts_with(draft)))
        .collect();
    found.sort();
    found
}
