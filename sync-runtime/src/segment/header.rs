//! The format of a segment, and the header that it begins with.
//!
//! A segment is a file of three parts, one after the other. Numbers are in the byte order of the
//! machine.
//!
//! | part | begins at | bytes |
//! |---|---|---|
//! | the header | 0 | 128 |
//! | the schema: a text in UTF-8, see `schema/text.rs` | 128 | `schema_len` |
//! | the records, each a value and its lock: a [`Locked`](crate::Locked) | `locked_at` | to the end of the file |
//!
//! The fields of the header:
//!
//! | offset | type | field | what it holds |
//! |---|---|---|---|
//! | 0 | 8 bytes | `magic` | `sync-rt` and a newline |
//! | 8 | `u32` | `format` | 3: the number of this format |
//! | 12 | 4 bytes | `platform` | C library (1 glibc, 2 musl), bytes of a pointer and of a mutex, 0 |
//! | 16 | `u64` | `pid_namespace` | the stamp: the inode number of `/proc/self/ns/pid`; or 0 |
//! | 24 | `u64` | `fingerprint` | a hash of the schema and the kind of lock |
//! | 32 | `u64` | `schema_len` | bytes of the schema |
//! | 40 | `u64` | `locked_at` | where the first record begins, a multiple of 64 |
//! | 48 | `u64` | `adoptions` | how often an adoption was begun |
//! | 56 | `u64` | `records` | how many records a table holds; 0: the segment is one value, and no table |
//! | 64 | 64 bytes | `reserved` | 0 |
//!
//! The schema is a line for each field, `offset <tab> type <tab> path`, where the offset is counted
//! from the beginning of the value; then a line for the whole, such as
//! `lock = mutex, 24 bytes, aligned to 8`; and in a table one more, such as
//! `table of 10000 records`. A record, counted from its beginning, where
//! `size` is the bytes in the schema's last line, and `version` the next multiple of 8 from
//! 64 + 2 × `size` on:
//!
//! | offset | type | what it holds |
//! |---|---|---|
//! | 0 | `u64` | 0x5c1d in the upper 16 bits, the lower 48 bits of `fingerprint` below |
//! | 8 | `pthread_mutex_t` | the lock: robust, shared between processes |
//! | 48 | 16 bytes | the condition, see `condvar/permits.rs` |
//! | 64 | `size` bytes | the value if the version is even |
//! | 64 + `size` | `size` bytes | the value if the version is odd |
//! | `version` | `u64` | the version: how often a value was committed |
//! | `version` + 8 | `u32` | whether there are watchers, see `watchers.rs` |
//! | `version` + 12 | `u32` | where nested sections of a recursive lock are |
//! | `version` + 16 | `u32` | how often the lock was acquired from an owner that had died |
//! | `version` + 20 | 4 bytes | nothing |
//!
//! To read a value: read the version, copy the slot that it says, and read the version again. If it
//! has changed, the copy may be torn: begin again. With `lock = none` the version stays 0, and
//! each number is read and written by one access of its size.
//!
//! Only an adoption changes a header: see [`claim`](super::claim). What is found in a header is
//! only believed after it was checked.
//!
//! Every process that has a segment open for writing holds a shared `flock(2)` on it for as long as
//! it maps it. A process that opens a segment for reading alone holds none. A process that writes
//! to a segment without this lock may write while another namespace adopts it.

use super::record::Records;
use super::target::Target;
use crate::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{Acquire, Relaxed, Release, SeqCst},
    fence,
};
use crate::error::SyncError;
use crate::mutex::Mutex;
use crate::sys::process;
use core::mem::offset_of;

/// The first bytes of every segment.
#[derive(Debug)]
#[repr(C)]
pub(super) struct Header {
    magic: AtomicU64,
    format: AtomicU32,
    platform: AtomicU32,
    pid_namespace: AtomicU64,
    fingerprint: AtomicU64,
    schema_len: AtomicU64,
    locked_at: AtomicU64,
    adoptions: AtomicU64,
    records: AtomicU64,
    reserved: [AtomicU64; 8],
}

/// `sync-rt` and a newline, as a number: a file that was changed as text is not mistaken for a
/// segment.
const MAGIC: u64 = u64::from_ne_bytes(*b"sync-rt\n");

/// Raised whenever anything in a segment is arranged differently, or used differently.
pub(super) const FORMAT: u32 = 3;

/// The number that is no PID namespace: the segment belongs to none.
pub(super) const NO_NAMESPACE: u64 = 0;

impl Header {
    pub(super) const SIZE: usize = size_of::<Self>();

    /// Fills in the header of a segment that no other process has open yet.
    pub(super) fn write(
        &self,
        namespace: u64,
        fingerprint: u64,
        schema_len: usize,
        locked_at: usize,
        records: Records,
    ) {
        self.format.store(FORMAT, Relaxed);
        self.platform.store(Platform::THIS.0, Relaxed);
        self.pid_namespace.store(namespace, Relaxed);
        self.fingerprint.store(fingerprint, Relaxed);
        self.schema_len.store(schema_len as u64, Relaxed);
        self.locked_at.store(locked_at as u64, Relaxed);
        self.adoptions.store(0, Relaxed);
        self.records.store(records.to_number(), Relaxed);
        self.reserved.iter().for_each(|word| word.store(0, Relaxed));
        self.magic.store(MAGIC, Release);
    }

    /// The fields of a header with these bytes, none of which is checked but the first.
    pub(super) fn read(bytes: &[u8; Self::SIZE], target: Target<'_>) -> Result<Fields, SyncError> {
        let number = |at: usize| bytes[at..].first_chunk().copied().map(u64::from_ne_bytes).unwrap_or_default();
        let half = |at: usize| bytes[at..].first_chunk().copied().map(u32::from_ne_bytes).unwrap_or_default();
        check_magic(number(offset_of!(Self, magic)), target)?;
        Ok(Fields {
            format: half(offset_of!(Self, format)),
            platform: Platform(half(offset_of!(Self, platform))),
            namespace: number(offset_of!(Self, pid_namespace)),
            fingerprint: number(offset_of!(Self, fingerprint)),
            schema_len: number(offset_of!(Self, schema_len)),
            locked_at: number(offset_of!(Self, locked_at)),
            adoptions: number(offset_of!(Self, adoptions)),
            records: Records::of_number(number(offset_of!(Self, records))),
        })
    }

    /// Checks that a segment of this library and this platform follows.
    pub(super) fn check(&self, target: Target<'_>) -> Result<(), SyncError> {
        check_magic(self.magic.load(Relaxed), target)?;
        let format = self.format.load(Relaxed);
        if format != FORMAT {
            return Err(SyncError::FormatVersion { segment: target.label(), expected: FORMAT, found: format });
        }
        let platform = Platform(self.platform.load(Relaxed));
        if platform != Platform::THIS {
            let (expected, found) = (Platform::THIS.to_string().into(), platform.to_string().into());
            return Err(SyncError::ForeignPlatform { segment: target.label(), expected, found });
        }
        Ok(())
    }

    pub(super) fn fingerprint(&self) -> u64 {
        self.fingerprint.load(Relaxed)
    }

    /// How many bytes of schema the header says there are.
    pub(super) fn schema_len(&self) -> u64 {
        self.schema_len.load(Relaxed)
    }

    /// Where the header says the value and its lock are.
    pub(super) fn locked_at(&self) -> u64 {
        self.locked_at.load(Relaxed)
    }

    /// How many records the header says there are.
    pub(super) fn records(&self) -> Records {
        Records::of_number(self.records.load(Relaxed))
    }

    /// The PID namespace whose processes may lock the value, or [`NO_NAMESPACE`].
    pub(super) fn namespace(&self) -> u64 {
        self.pid_namespace.load(Acquire)
    }

    /// Takes the segment from the namespace it belonged to, and counts that. From now on no process
    /// uses its lock before [`give_to`](Self::give_to).
    pub(super) fn take_away(&self) {
        self.pid_namespace.store(NO_NAMESPACE, Release);
        // Before anything that is made anew: see `claim`.
        fence(SeqCst);
        self.adoptions.store(self.adoptions.load(Relaxed).wrapping_add(1), Relaxed);
    }

    /// Says that processes of `namespace` may lock the value. What the caller wrote before is seen
    /// by those who read this.
    pub(super) fn give_to(&self, namespace: u64) {
        self.pid_namespace.store(namespace, Release);
    }
}

/// What a header says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub(super) format: u32,
    pub(super) platform: Platform,
    pub(super) namespace: u64,
    pub(super) fingerprint: u64,
    pub(super) schema_len: u64,
    pub(super) locked_at: u64,
    pub(super) adoptions: u64,
    pub(super) records: Records,
}

/// Checks the first bytes of a file.
pub(super) fn check_magic(found: u64, target: Target<'_>) -> Result<(), SyncError> {
    if found == MAGIC {
        Ok(())
    } else {
        Err(SyncError::NotASegment { segment: target.label(), expected: MAGIC, found })
    }
}

/// The PID namespace of this process.
pub(super) fn own_namespace(target: Target<'_>) -> Result<u64, SyncError> {
    process::pid_namespace().map_err(target.failed("stat of /proc/self/ns/pid"))
}

/// Whose mutexes these are: the C library's number, the bytes of a pointer and of a mutex. glibc's
/// and musl's have one size and do not work together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Platform(u32);

impl Platform {
    const C_LIBRARY: u8 = if cfg!(target_env = "gnu") {
        1
    } else if cfg!(target_env = "musl") {
        2
    } else {
        0
    };
    #[allow(clippy::cast_possible_truncation, reason = "a pointer and a mutex are far below 256 bytes")]
    pub(super) const THIS: Self =
        Self(u32::from_ne_bytes([Self::C_LIBRARY, size_of::<usize>() as u8, Mutex::SIZE as u8, 0]));
}

impl Platform {
    /// The bytes of a mutex.
    pub(super) fn mutex_size(self) -> u64 {
        let [.., mutex, _] = self.0.to_ne_bytes();
        mutex.into()
    }

    /// Where in a mutex the word is that has the thread id of its owner; `None` for a C library
    /// that is not known.
    pub(super) fn owner_word(self) -> Option<u64> {
        match self.0.to_ne_bytes() {
            [1, ..] => Some(0),
            [2, ..] => Some(4),
            _ => None,
        }
    }
}

impl std::fmt::Display for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [library, pointer, mutex, _] = self.0.to_ne_bytes();
        match library {
            1 => f.write_str("glibc")?,
            2 => f.write_str("musl")?,
            other => write!(f, "C library number {other}")?,
        }
        write!(f, ", {}-bit pointers, mutexes of {mutex} bytes", u32::from(pointer) * 8)
    }
}
