//! The one error type, and what an error tells of other parties.

use crate::holder::Holder;
use crate::pod::Corrupt;
use core::fmt;
use core::time::Duration;
use std::io;

/// Everything that can go wrong. The message says what was expected, what was found, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// The lock is held by somebody, and [`Timeout::Try`](crate::Timeout::Try) does not wait. `EBUSY`.
    #[error("the lock is held by {holder}; use a timeout to wait for it")]
    WouldBlock {
        /// Who held it at that moment.
        holder: Holder,
    },

    /// The lock was not to be had in time. `ETIMEDOUT`.
    #[error("the lock was still held by {holder} after {waited:?}; wait longer, or see what that process is doing")]
    Timeout {
        /// How long it was waited for.
        waited: Duration,
        /// Who held it at the end.
        holder: Holder,
    },

    /// A number of seconds that is no time to wait.
    #[error("a timeout is zero or more seconds, not {seconds}; use `Timeout::Never` to wait for ever")]
    InvalidTimeout {
        /// The number.
        seconds: f64,
    },

    /// This thread holds the lock already. `EDEADLK`.
    #[error(
        "this thread holds the lock already; drop its guard first, or allow locking again with \
         `#[shared(lock = recursive)]` (a bare mutex: `MutexOptions {{ recursive: true, .. }}`)"
    )]
    Deadlock,

    /// The lock is not held by this thread, so this thread can neither commit nor release. A forked child holds none of its parent's
    /// locks. `EPERM`.
    #[error(
        "this thread does not hold the lock, so it can neither commit nor release; do so in the thread that acquired it (a forked child has to acquire it anew)"
    )]
    NotOwner,

    /// A recursive lock's count is full. `EAGAIN`.
    #[error(
        "this thread acquired the recursive lock as often as can be counted; release it as often as it is acquired"
    )]
    TooManyLocks,

    /// This thread holds as many robust locks as the kernel is sure to release if it dies. `EAGAIN`.
    #[error(
        "this thread holds {limit} locks, of which more would stay locked for ever if it died; release some, or acquire \
         them in several threads"
    )]
    TooManyHeld {
        /// How many one thread may hold.
        limit: u32,
    },

    /// Options that no mutex can have together. `EINVAL`.
    #[error("there is no such mutex: {reason}")]
    InvalidOptions {
        /// What contradicts what, and what to do.
        reason: &'static str,
    },

    /// Somebody other than this library released the mutex without making it consistent. `ENOTRECOVERABLE`.
    #[error("the mutex was given up after its owner died; destroy it and initialize it again")]
    NotRecoverable,

    /// What was waited for did not come about in time. `ETIMEDOUT`.
    #[error("the condition was not met within {waited:?}; wait longer, or see who was to meet it and to notify")]
    ConditionTimeout {
        /// How long it was waited for.
        waited: Duration,
    },

    /// The value is being updated by this thread, further out.
    #[error("this thread is inside `update` of the same value; let that closure return before the value is set")]
    NestedUpdate,

    /// This thread panicked in a nested section, so that the whole nest will not be committed.
    #[error("a panic inside rolled this section back; release the lock and begin again")]
    RolledBack,

    /// There is no lock or shared value in this memory, or none any more.
    #[error("this memory holds nothing that was initialized, or what was destroyed; initialize it before it is used")]
    NotInitialized,

    /// The memory is shorter than what goes there.
    #[error("the buffer has {got} bytes where {needed} are needed; make it at least that long")]
    BufferTooSmall {
        /// Bytes needed.
        needed: usize,
        /// Bytes there are.
        got: usize,
    },

    /// The memory begins at an address that does not suit what goes there.
    #[error("the buffer's address is not a multiple of {needed}; align it")]
    Misaligned {
        /// Bytes that the address has to be a multiple of.
        needed: usize,
    },

    /// Bytes were found that are no value of the field's type.
    #[error(
        "the shared value is damaged: `{field}` holds {found}, expected {expected}; `store` a whole value to repair it"
    )]
    Corrupt {
        /// The path to the field.
        field: Box<str>,
        /// The field's bytes, as a number.
        found: u64,
        /// What would have been a value, in words.
        expected: &'static str,
    },

    /// The memory holds a struct of another layout.
    #[error("{0}")]
    LayoutMismatch(Box<LayoutMismatch>),

    /// A segment of that name exists.
    #[error("a segment called `{name}` exists already; `open` it, `unlink` it, or use `open_or_create`")]
    AlreadyExists {
        /// The name.
        name: Box<str>,
    },

    /// No segment of that name exists.
    #[error("there is no segment called `{name}`; `create` it first, or use `open_or_create`")]
    NotFound {
        /// The name.
        name: Box<str>,
    },

    /// A name that no segment can have.
    #[error("`{name}` is no name for a segment: {reason}; use 1 to 250 bytes without `/` and NUL")]
    InvalidName {
        /// The name.
        name: Box<str>,
        /// What is wrong with it.
        reason: &'static str,
    },

    /// A file mode that no segment can have.
    #[error("{mode:#o} is no mode for a segment: it needs the owner's 0o600 and nothing beyond 0o777")]
    InvalidMode {
        /// The mode.
        mode: u32,
    },

    /// What was found under the name is no regular file.
    #[error("expected a segment, found {found}; remove it or use another name")]
    NotARegularFile {
        /// What it is instead.
        found: &'static str,
    },

    /// The segment belongs to another user, who could change it at will.
    #[error(
        "the segment belongs to user {owner}, expected user {expected} or root; use another name, or have its owner remove it"
    )]
    WrongOwner {
        /// The user that owns it.
        owner: u32,
        /// This process's effective user.
        expected: u32,
    },

    /// More users may write the segment than was asked for.
    #[error(
        "the segment has mode {mode:#o}, which lets others write beyond the {allowed:#o} asked for; pass that mode to `options().mode(…)` if you trust them"
    )]
    TooPermissive {
        /// The file's permissions.
        mode: u32,
        /// The permissions that were asked for.
        allowed: u32,
    },

    /// The file is shorter than a segment.
    #[error(
        "the segment has {got} bytes where {needed} are needed: it is no segment, or was cut short; unlink it and create it again"
    )]
    Truncated {
        /// Bytes needed.
        needed: u64,
        /// Bytes there are.
        got: u64,
    },

    /// The file does not begin as a segment does.
    #[error(
        "the file is no segment of sync-runtime: it begins with {found:#018x}, expected {expected:#018x}; use another name"
    )]
    NotASegment {
        /// What a segment begins with.
        expected: u64,
        /// What this file begins with.
        found: u64,
    },

    /// The segment was made by a version of this library with another format.
    #[error(
        "the segment has format {found}, this program reads format {expected}; build both with the same version of sync-runtime"
    )]
    FormatVersion {
        /// This library's format.
        expected: u32,
        /// The segment's format.
        found: u32,
    },

    /// The segment was made with another C library, pointer width or mutex size, whose mutexes are not ours.
    #[error("the segment was made for {found}, this program is built for {expected}; build both for the same target")]
    ForeignPlatform {
        /// This program's platform.
        expected: Box<str>,
        /// The segment's platform.
        found: Box<str>,
    },

    /// The segment was made in another PID namespace, where the same thread ids mean other threads.
    #[error(
        "the segment was made in PID namespace {found}, this process is in {expected}, where thread ids mean other threads; share one namespace (containers: `--pid=host` or `--pid=container:…`)"
    )]
    PidNamespace {
        /// This process's namespace.
        expected: u64,
        /// The creator's namespace.
        found: u64,
    },

    /// No segment was passed, or can be, through that environment variable.
    #[error(
        "no segment passes through the environment variable `{variable}`: {reason}; the parent calls `pass_to` before it spawns"
    )]
    NotPassed {
        /// The variable.
        variable: Box<str>,
        /// What is wrong with it.
        reason: &'static str,
    },

    /// Whether a process is alive cannot be told from here.
    #[error("nothing can be told of process {pid}: {reason}")]
    UnknownProcess {
        /// The process's id.
        pid: u32,
        /// Why, and what to do.
        reason: &'static str,
    },

    /// A barrier was broken by a death, a time-out or `abort`, or reset while it was waited at.
    #[error("the barrier is broken: a party died, gave up or aborted it; `reset` it when all parties know")]
    BrokenBarrier,

    /// There is no room for more.
    #[error("there is no room for more than {capacity}; release or receive some, or make it larger")]
    Full {
        /// How many there is room for.
        capacity: usize,
    },

    /// A channel was closed, and takes nothing any more.
    #[error("the channel is closed; nothing can be sent any more")]
    Closed,

    /// A system call failed.
    #[error("{call} failed: {source}")]
    System {
        /// The call.
        call: &'static str,
        /// Its error.
        source: io::Error,
    },
}

impl SyncError {
    /// The system's error number, where there is one.
    ///
    /// ```
    /// # use sync_runtime::SyncError;
    /// assert_eq!(SyncError::Deadlock.errno(), Some(35)); // EDEADLK
    /// ```
    #[must_use]
    pub fn errno(&self) -> Option<i32> {
        use crate::sys::errno;
        match self {
            Self::WouldBlock { .. } => Some(errno::EBUSY),
            Self::Timeout { .. } | Self::ConditionTimeout { .. } => Some(errno::ETIMEDOUT),
            Self::Deadlock => Some(errno::EDEADLK),
            Self::NotOwner => Some(errno::EPERM),
            Self::TooManyLocks | Self::TooManyHeld { .. } => Some(errno::EAGAIN),
            Self::InvalidOptions { .. } => Some(errno::EINVAL),
            Self::NotRecoverable => Some(errno::ENOTRECOVERABLE),
            Self::AlreadyExists { .. } => Some(errno::EEXIST),
            Self::NotFound { .. } => Some(errno::ENOENT),
            Self::InvalidTimeout { .. }
            | Self::NotInitialized
            | Self::InvalidName { .. }
            | Self::InvalidMode { .. } => Some(errno::EINVAL),
            Self::System { source, .. } => source.raw_os_error(),
            _ => None,
        }
    }

    /// The error of the system call `call`.
    #[cold]
    pub(crate) fn system(call: &'static str, source: io::Error) -> Self {
        Self::System { call, source }
    }
}

impl From<Corrupt> for SyncError {
    #[cold]
    fn from(corrupt: Corrupt) -> Self {
        Self::Corrupt { field: corrupt.path().into(), found: corrupt.found(), expected: corrupt.expected() }
    }
}

impl From<LayoutMismatch> for SyncError {
    #[cold]
    fn from(mismatch: LayoutMismatch) -> Self {
        Self::LayoutMismatch(Box::new(mismatch))
    }
}

/// Where the layout found in a segment first differs from this program's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutMismatch {
    /// The path to the field; empty if the memory has no schema to tell.
    pub field: String,
    /// The field's type and offset in this program, or `nothing`.
    pub expected: String,
    /// What the segment has there: its type and offset, or `nothing`.
    pub found: String,
}

impl LayoutMismatch {
    /// The fingerprints differ and there is nothing to explain it.
    pub(crate) fn unexplained() -> Self {
        Self { field: String::new(), expected: String::new(), found: String::new() }
    }
}

impl fmt::Display for LayoutMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { field, expected, found } = self;
        f.write_str("the memory holds a struct of another layout")?;
        if !field.is_empty() {
            write!(f, ": for `{field}` this program has {expected}, the segment {found}")?;
        }
        f.write_str("; build all programs with the same struct, or use another name")
    }
}
