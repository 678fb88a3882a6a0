//! Which segment an error is about.

use crate::plain::plain;
use crate::sys::process;
use core::fmt;
use std::fs::{self, DirEntry};
use std::os::unix::fs::DirEntryExt as _;

/// Where segments with a name are.
const SEGMENTS: &str = "/dev/shm/";

/// Which segment an error is about: its name, or the variable through which it was passed.
///
/// Shown as ``the segment `web-stats` ``, or with `{:#}` without the words `the segment`.
#[derive(Clone, PartialEq, Eq)]
pub struct SegmentLabel(Box<Label>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Label {
    Named(Box<str>),
    Passed(Box<str>),
    Anonymous,
}

impl SegmentLabel {
    pub(crate) fn named(name: Box<str>) -> Self {
        Self(Box::new(Label::Named(name)))
    }

    pub(crate) fn passed(variable: &str) -> Self {
        Self(Box::new(Label::Passed(variable.into())))
    }

    pub(crate) fn anonymous() -> Self {
        Self(Box::new(Label::Anonymous))
    }

    /// The segment that something is in, if that has a name: for errors of what does not know its
    /// segment, and whose time is over anyhow.
    #[cold]
    pub(crate) fn around<T>(part: &T) -> Option<Self> {
        let file = process::mapped_at(core::ptr::from_ref(part).addr())?;
        file.path.strip_prefix(SEGMENTS)?;
        // Not by its path, which its creator's map does not tell.
        let is_it = |entry: &DirEntry| entry.ino() == file.inode;
        let name = fs::read_dir(SEGMENTS).ok()?.flatten().find(is_it)?.file_name();
        Some(Self::named(plain(&name.to_string_lossy()).into()))
    }

    /// The segment's name; `None` if it has none, or was passed by the parent process.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match &*self.0 {
            Label::Named(name) => Some(name),
            Label::Passed(_) | Label::Anonymous => None,
        }
    }

    /// The environment variable through which the segment was passed; `None` if it was opened or
    /// created here.
    #[must_use]
    pub fn variable(&self) -> Option<&str> {
        match &*self.0 {
            Label::Passed(variable) => Some(variable),
            Label::Named(_) | Label::Anonymous => None,
        }
    }
}

impl fmt::Display for SegmentLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() {
            f.write_str("the segment ")?;
        }
        match &*self.0 {
            Label::Named(name) => write!(f, "`{name}`"),
            Label::Passed(variable) => write!(f, "passed as `{variable}`"),
            Label::Anonymous => f.write_str("without a name"),
        }
    }
}

impl fmt::Debug for SegmentLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// `` of the segment `web-stats` ``, if it is known which.
pub(super) fn of(segment: Option<&SegmentLabel>) -> String {
    segment.map(|segment| format!(" of {segment}")).unwrap_or_default()
}
