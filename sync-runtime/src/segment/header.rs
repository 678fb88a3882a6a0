//! What a segment begins with. Once it is written nobody changes it; yet whatever is found there is only believed
//! after it was checked.

use crate::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{Relaxed, Release},
};
use crate::error::SyncError;
use crate::mutex::Mutex;
use crate::sys::process;

/// The first bytes of every segment.
#[repr(C)]
pub(super) struct Header {
    magic: AtomicU64,
    format: AtomicU32,
    platform: AtomicU32,
    pid_namespace: AtomicU64,
    fingerprint: AtomicU64,
    /// Bytes of the schema's text, which follows the header.
    schema_len: AtomicU64,
    /// Where the value and its lock are.
    locked_at: AtomicU64,
}

/// `sync-rt` and a newline, as a number: a file that was changed as text is not mistaken for a segment.
const MAGIC: u64 = u64::from_ne_bytes(*b"sync-rt\n");

/// Raised whenever anything in a segment is arranged differently.
const FORMAT: u32 = 1;

impl Header {
    pub(super) const SIZE: usize = size_of::<Self>();

    /// Fills in the header of a segment that nobody else sees yet.
    pub(super) fn write(&self, fingerprint: u64, schema_len: usize, locked_at: usize) -> Result<(), SyncError> {
        self.format.store(FORMAT, Relaxed);
        self.platform.store(Platform::THIS.0, Relaxed);
        self.pid_namespace.store(pid_namespace()?, Relaxed);
        self.fingerprint.store(fingerprint, Relaxed);
        self.schema_len.store(schema_len as u64, Relaxed);
        self.locked_at.store(locked_at as u64, Relaxed);
        self.magic.store(MAGIC, Release);
        Ok(())
    }

    /// Whether a segment of this library, this platform and this PID namespace follows.
    pub(super) fn check(&self) -> Result<(), SyncError> {
        let magic = self.magic.load(Relaxed);
        if magic != MAGIC {
            return Err(SyncError::NotASegment { expected: MAGIC, found: magic });
        }
        let format = self.format.load(Relaxed);
        if format != FORMAT {
            return Err(SyncError::FormatVersion { expected: FORMAT, found: format });
        }
        let platform = Platform(self.platform.load(Relaxed));
        if platform != Platform::THIS {
            let (expected, found) = (Platform::THIS.to_string().into(), platform.to_string().into());
            return Err(SyncError::ForeignPlatform { expected, found });
        }
        let (expected, found) = (pid_namespace()?, self.pid_namespace.load(Relaxed));
        if expected != found {
            return Err(SyncError::PidNamespace { expected, found });
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
}

fn pid_namespace() -> Result<u64, SyncError> {
    process::pid_namespace().map_err(|error| SyncError::system("stat of /proc/self/ns/pid", error))
}

/// Whose mutexes these are: the C library's number, the bytes of a pointer and of a mutex. glibc's and musl's have
/// one size and do not work together.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Platform(u32);

impl Platform {
    const C_LIBRARY: u8 = if cfg!(target_env = "gnu") {
        1
    } else if cfg!(target_env = "musl") {
        2
    } else {
        0
    };
    #[allow(clippy::cast_possible_truncation, reason = "a pointer and a mutex are far below 256 bytes")]
    const THIS: Self = Self(u32::from_ne_bytes([Self::C_LIBRARY, size_of::<usize>() as u8, Mutex::SIZE as u8, 0]));
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
