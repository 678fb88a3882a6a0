//! What the file system and the header tell of a segment.

use crate::holder::Holder;
use crate::mutex::Mutex;
use crate::segment::{self, Facts, Records};
use crate::sys::file;
use core::fmt;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::time::SystemTime;

/// What the file system tells of a segment's file.
#[derive(Debug, Clone)]
pub struct FileFacts {
    size: u64,
    owner: u32,
    group: u32,
    mode: u32,
    created: Option<SystemTime>,
    links: u64,
    identity: (u64, u64),
}

impl FileFacts {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            size: metadata.len(),
            owner: metadata.uid(),
            group: metadata.gid(),
            mode: metadata.mode() & file::PERMISSIONS,
            // Not every file system knows when a file was made.
            created: metadata.created().or_else(|_| metadata.modified()).ok(),
            links: metadata.nlink(),
            identity: segment::identity(metadata),
        }
    }

    /// Bytes of the file.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The user that it belongs to.
    #[must_use]
    pub fn owner(&self) -> u32 {
        self.owner
    }

    /// The group that it belongs to.
    #[must_use]
    pub fn group(&self) -> u32 {
        self.group
    }

    /// Its permissions.
    #[must_use]
    pub fn mode(&self) -> u32 {
        self.mode
    }

    /// When it was made, or changed last where that is not known.
    #[must_use]
    pub fn created(&self) -> Option<SystemTime> {
        self.created
    }

    /// How many names it has.
    #[must_use]
    pub fn links(&self) -> u64 {
        self.links
    }

    /// Its device and its inode, by which it is known whatever it is called.
    #[must_use]
    pub fn identity(&self) -> (u64, u64) {
        self.identity
    }
}

/// What a segment's header says. Of this only the first eight bytes were checked.
#[derive(Debug, Clone)]
pub struct HeaderFacts(Facts);

impl HeaderFacts {
    pub(super) fn new(facts: Facts) -> Self {
        Self(facts)
    }

    /// The number of the format.
    #[must_use]
    pub fn format(&self) -> u32 {
        self.0.format()
    }

    /// What it was made for: the C library, its pointers and its mutexes.
    #[must_use]
    pub fn platform(&self) -> String {
        self.0.platform()
    }

    /// Whether that is what this program was built for. If it is not, this program can read the
    /// segment, but not lock it.
    #[must_use]
    pub fn is_of_this_platform(&self) -> bool {
        self.0.is_of_this_platform()
    }

    /// The PID namespace of the processes that lock it; 0 while it is being adopted.
    #[must_use]
    pub fn pid_namespace(&self) -> u64 {
        self.0.namespace()
    }

    /// Whether this process is in that namespace.
    #[must_use]
    pub fn is_of_this_namespace(&self) -> bool {
        self.0.is_of_this_namespace()
    }

    /// A hash of the layout and of the kind of lock.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        self.0.fingerprint()
    }

    /// How often its adoption from a PID namespace that ended was begun.
    #[must_use]
    pub fn adoptions(&self) -> u64 {
        self.0.adoptions()
    }

    /// How many records it has, if it is a table.
    #[must_use]
    pub fn table(&self) -> Option<u64> {
        match self.0.records() {
            Records::Single => None,
            Records::Table(len) => Some(len),
        }
    }

    pub(super) fn values(&self) -> u64 {
        self.0.records().len()
    }

    pub(super) fn owner_word(&self) -> Option<u64> {
        self.0.owner_word()
    }
}

/// Who holds a lock, as of a moment ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lock {
    /// No thread does.
    Free,
    /// A thread of this process's PID namespace; it may be gone.
    Held(Holder),
    /// A thread of another PID namespace, where it has this id.
    HeldElsewhere {
        /// Its id there.
        tid: u32,
        /// The namespace.
        pid_namespace: u64,
    },
    /// No thread: the owner died, and the next one finds that out.
    OwnerDied,
    /// No thread, for ever: the segment was upgraded to another layout.
    Superseded,
    /// There is no lock.
    None,
    /// The C library that made the lock is not known to this program.
    Unknown,
}

impl Lock {
    /// What the word of a mutex says in which the kernel finds its owner.
    pub(super) fn of(word: u32, header: &HeaderFacts) -> Self {
        const TID: u32 = 0x3fff_ffff;
        const OWNER_DIED: u32 = 0x4000_0000;
        match word & TID {
            0 if word & OWNER_DIED != 0 => Self::OwnerDied,
            0 => Self::Free,
            _ if Mutex::is_word_of_shut(word) => Self::Superseded,
            tid if header.is_of_this_namespace() => Self::Held(Holder::thread_and_process(tid)),
            tid => Self::HeldElsewhere { tid, pid_namespace: header.pid_namespace() },
        }
    }
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Free => f.write_str("free"),
            Self::Held(holder) => holder.fmt(f),
            Self::HeldElsewhere { tid, pid_namespace } => write!(f, "thread {tid} of PID namespace {pid_namespace}"),
            Self::OwnerDied => f.write_str("free: its owner died"),
            Self::Superseded => f.write_str("none: the segment was upgraded"),
            Self::None => f.write_str("no lock"),
            Self::Unknown => f.write_str("unknown: it is of another C library"),
        }
    }
}
