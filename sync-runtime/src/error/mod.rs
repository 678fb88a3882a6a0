//! The one error type, and what an error tells of other parties.

mod advice;
mod damage;
mod label;
mod layout;
mod upgrade;

pub use damage::{Damage, Repair};
pub use label::SegmentLabel;
pub use layout::LayoutMismatch;
pub(crate) use layout::Remedy;
pub use upgrade::NotUpgraded;

use crate::holder::Holder;
use advice::{Advice, For, Of};
use core::fmt;
use core::time::Duration;
use damage::Message;
use std::io;

/// Everything that can go wrong. The message says what was expected, what was found, and what to
/// do.
///
/// `Debug` shows the same message, and not the fields: it is what a program prints that returns an
/// error from `main`, and what `unwrap` panics with.
///
/// ```
/// # use sync_runtime::{Shared, SyncError};
/// let error: SyncError = Shared::<u64>::open("web-stats-that-is-not-there").unwrap_err();
/// assert!(matches!(error, SyncError::NotFound { .. }));
/// assert_eq!(format!("{error:?}"), error.to_string());
/// assert!(error.to_string().ends_with("; `create` it first, or use `open_or_create`"));
/// ```
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// Another thread holds the lock, and [`Timeout::Try`](crate::Timeout::Try) does not wait.
    /// `EBUSY`.
    #[error("the lock is held by {holder}; use a timeout to wait for it")]
    WouldBlock {
        /// The owner at that moment.
        holder: Holder,
    },

    /// Another thread held the lock until the timeout ran out. `ETIMEDOUT`.
    #[error(
        "the lock{} was still held by {holder} after {waited:?}; wait longer, or see what that process is doing",
        label::of(segment.as_ref())
    )]
    Timeout {
        /// How long the caller waited.
        waited: Duration,
        /// The owner at the end.
        holder: Holder,
        /// The segment that the lock is in, if it has a name that `/proc` tells.
        segment: Option<SegmentLabel>,
    },

    /// A signal handler ran in this thread while it waited, with a timeout that is
    /// [`interruptible`](crate::Timeout::interruptible). `EINTR`.
    #[error("a signal ended the wait; see to the signal, then wait again")]
    Interrupted,

    /// A number of seconds that is no timeout.
    #[error("a timeout is zero or more seconds, not {seconds}; use `Timeout::Never` to wait for ever")]
    InvalidTimeout {
        /// The number.
        seconds: f64,
    },

    /// This thread holds the lock already. `EDEADLK`.
    #[error(
        "this thread holds the lock already; drop its guard first, or allow locking again with \
         `#[shared(lock = recursive)]`, which a value with `in_place` cannot have (a bare mutex: \
         `MutexOptions {{ recursive: true, .. }}`)"
    )]
    Deadlock,

    /// The lock is not held by this thread, so this thread can neither commit nor release. A forked
    /// child holds none of its parent's locks. `EPERM`.
    #[error(
        "this thread does not hold the lock, so it can neither commit nor release; do so in the thread that acquired it (a forked child has to acquire it anew)"
    )]
    NotOwner,

    /// A recursive lock's count is full. `EAGAIN`.
    #[error(
        "this thread acquired the recursive lock as often as can be counted; release it as often as it is acquired"
    )]
    TooManyLocks,

    /// This thread holds as many robust locks as the kernel is sure to release if it dies.
    /// `EAGAIN`.
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

    /// Other code than this library released the mutex after an owner's death without making it
    /// consistent. `ENOTRECOVERABLE`.
    #[error("the mutex was given up after its owner died; destroy it and initialize it again")]
    NotRecoverable,

    /// The segment was upgraded to another layout, and its name is that of the new one. The value
    /// can be read, and is not changed any more.
    #[error(
        "the segment was upgraded to another layout, and nothing changes here any more; stop, and start a program with the new \
         struct, which opens the name anew"
    )]
    Superseded,

    /// The condition was not met before the timeout ran out. `ETIMEDOUT`.
    #[error(
        "the condition{} was not met within {waited:?}; wait longer, or see what the process that has to meet it and notify is doing",
        label::of(segment.as_ref())
    )]
    ConditionTimeout {
        /// How long the caller waited.
        waited: Duration,
        /// The segment with the value, if it has a name that `/proc` tells, and if this was a wait
        /// of a tenth of a second at least, and no look that is made again and again.
        segment: Option<SegmentLabel>,
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
    #[error("{}", Message { field, found: *found, expected, damage: *damage })]
    Corrupt {
        /// The path to the field.
        field: Box<str>,
        /// The field's bytes, as a number; of more than eight bytes the first eight.
        found: u64,
        /// What would have been a value, in words.
        expected: &'static str,
        /// What kind of damage it is, and what repairs it.
        damage: Damage,
    },

    /// The memory holds a struct of another layout.
    #[error("{0}")]
    LayoutMismatch(Box<LayoutMismatch>),

    /// The closure of [`try_upgrade_from`](crate::SharedOptions::try_upgrade_from) or
    /// [`upgrade_with`](crate::SharedOptions::upgrade_with) returned an error. The segment is as
    /// before.
    #[error("{0}")]
    NotUpgraded(Box<NotUpgraded>),

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

    /// What has the name is no regular file.
    #[error("{segment:#} is {found}, expected the regular file of a segment; remove it or use another name")]
    NotARegularFile {
        /// The name.
        segment: SegmentLabel,
        /// What it is instead.
        found: &'static str,
    },

    /// The segment belongs to another user, who can change it at any time.
    #[error(
        "{segment} belongs to user {owner}, expected user {expected} or root; use another name, have its owner \
         remove it, or read it with `SharedReader::<T>::options().any_owner(true)`"
    )]
    WrongOwner {
        /// The segment.
        segment: SegmentLabel,
        /// The user that owns it.
        owner: u32,
        /// This process's effective user.
        expected: u32,
    },

    /// More users may write the segment than was asked for.
    #[error(
        "{segment} has mode {mode:#o}, which lets others write beyond the {allowed:#o} asked for; pass that mode to \
         `options().mode(…)` if you trust them"
    )]
    TooPermissive {
        /// The segment.
        segment: SegmentLabel,
        /// The file's permissions.
        mode: u32,
        /// The permissions that were asked for.
        allowed: u32,
    },

    /// The file is shorter than a segment.
    #[error(
        "{segment} has {got} bytes where {needed} are needed: it is no segment, or was cut short; remove it with \
         `options().damaged(true).unlink(…)` and create it again"
    )]
    Truncated {
        /// The segment.
        segment: SegmentLabel,
        /// Bytes needed.
        needed: u64,
        /// Bytes there are.
        got: u64,
    },

    /// The file does not begin as a segment does.
    #[error(
        "the file {segment:#} is no segment of sync-runtime: it begins with {found:#018x}, expected {expected:#018x}; \
         use another name, or remove a damaged segment with `options().damaged(true).unlink(…)`"
    )]
    NotASegment {
        /// The file.
        segment: SegmentLabel,
        /// What a segment begins with.
        expected: u64,
        /// What this file begins with.
        found: u64,
    },

    /// The header is a segment's, and the value is not where it says.
    #[error("{segment} is damaged: {what}; `unlink` it and create it again")]
    Damaged {
        /// The segment.
        segment: SegmentLabel,
        /// What was found and what was expected.
        what: &'static str,
    },

    /// The segment was made by a version of this library with another format.
    #[error(
        "{segment} has format {found}, this program reads format {expected}; build both with the same version of \
         sync-runtime, or `unlink` it and create it again"
    )]
    FormatVersion {
        /// The segment.
        segment: SegmentLabel,
        /// This library's format.
        expected: u32,
        /// The segment's format.
        found: u32,
    },

    /// The segment was made with another C library, pointer width or mutex size, whose mutexes are
    /// not ours.
    #[error(
        "{segment} was made for {found}, this program is built for {expected}; build both for the same target, or \
         `unlink` it and create it again"
    )]
    ForeignPlatform {
        /// The segment.
        segment: SegmentLabel,
        /// This program's platform.
        expected: Box<str>,
        /// The segment's platform.
        found: Box<str>,
    },

    /// A living process of another PID namespace has the segment open. There the same thread ids
    /// mean other threads.
    #[error(
        "{} is open in a living process of PID namespace {found}, this process is in {expected}, where thread ids \
         mean other threads; close it there, share one namespace (containers: `--pid=host` or `--pid=container:…`), \
         read it with `SharedReader`, or `unlink` it and create it again", Of(segment.as_ref())
    )]
    PidNamespace {
        /// The segment, if it is known which.
        segment: Option<SegmentLabel>,
        /// This process's namespace.
        expected: u64,
        /// The namespace of the processes that have it open.
        found: u64,
    },

    /// Another process is making the segment of a dead PID namespace usable, and does not finish.
    /// `ETIMEDOUT`.
    #[error(
        "{segment} is still being opened by another process after {waited:?}; see whether one that opens it is stopped, \
         or open it with a longer timeout"
    )]
    BeingAdopted {
        /// The segment.
        segment: SegmentLabel,
        /// How long the caller waited.
        waited: Duration,
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

    /// There is no element with this index. `EINVAL`.
    #[error("there is no element {index}: there are {len}, counted from 0")]
    OutOfRange {
        /// The index.
        index: usize,
        /// How many elements there are.
        len: usize,
    },

    /// No table can have so many records. `EINVAL`.
    #[error("there is no table of {len} records: {reason}; say how many there are to be")]
    InvalidLength {
        /// How many were asked for.
        len: usize,
        /// Why there is none.
        reason: &'static str,
    },

    /// As many elements are copied as there are, and others were given. `EINVAL`.
    #[error("{found} elements were given where there are {expected}; give as many, or take a `range`")]
    LengthMismatch {
        /// How many there are.
        expected: usize,
        /// How many were given.
        found: usize,
    },

    /// A number would be larger or smaller than its type can be.
    #[error("`{field}` would be larger or smaller than its type can be; use a larger type, or `set` what it is to be")]
    Overflow {
        /// The path to the field.
        field: Box<str>,
    },

    /// A writer was faster than this look at a value without the lock: what was read is of no use.
    /// The closure of [`view`](crate::LockedInPlace::view) returns it, and runs again.
    #[error(
        "a writer was faster than this look at the value; return this error from the closure, which then runs \
         again, or look at less at once"
    )]
    Overtaken,

    /// This handle keeps no descriptor, by which its segment could be handed on.
    #[error(
        "this handle keeps no descriptor, by which to hand its segment on; make it without `keep_descriptor(false)`"
    )]
    NoDescriptor,

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
    #[error("{call} failed{}: {source}{}", For(segment.as_ref()), Advice { call, source })]
    System {
        /// The call.
        call: &'static str,
        /// The segment that it was made for, if it was for one.
        segment: Option<SegmentLabel>,
        /// Its error.
        source: io::Error,
    },
}

/// From how long a wait on an error names the segment. To find the name may take as long as
/// thousands of short waits.
const LONG_WAIT: Duration = Duration::from_millis(100);

impl SyncError {
    /// The same error, with the segment that `part` is in if a condition was waited for.
    #[cold]
    pub(crate) fn of_segment_around<T>(self, part: &T) -> Self {
        match self {
            Self::ConditionTimeout { waited, segment: None } if waited >= LONG_WAIT => {
                Self::ConditionTimeout { waited, segment: SegmentLabel::around(part) }
            }
            error => error,
        }
    }

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
            Self::Timeout { .. } | Self::ConditionTimeout { .. } | Self::BeingAdopted { .. } => Some(errno::ETIMEDOUT),
            Self::Interrupted => Some(errno::EINTR),
            Self::Deadlock => Some(errno::EDEADLK),
            Self::NotOwner => Some(errno::EPERM),
            Self::TooManyLocks | Self::TooManyHeld { .. } => Some(errno::EAGAIN),
            Self::NotRecoverable => Some(errno::ENOTRECOVERABLE),
            Self::AlreadyExists { .. } => Some(errno::EEXIST),
            Self::NotFound { .. } => Some(errno::ENOENT),
            Self::InvalidTimeout { .. }
            | Self::InvalidOptions { .. }
            | Self::NotInitialized
            | Self::OutOfRange { .. }
            | Self::InvalidLength { .. }
            | Self::LengthMismatch { .. }
            | Self::InvalidName { .. }
            | Self::InvalidMode { .. } => Some(errno::EINVAL),
            // What was refused before the kernel was asked has no number of its own.
            Self::System { source, .. } if source.kind() == io::ErrorKind::OutOfMemory => Some(errno::ENOMEM),
            Self::System { source, .. } => source.raw_os_error(),
            _ => None,
        }
    }

    /// The error of the system call `call`.
    #[cold]
    pub(crate) fn system(call: &'static str, source: io::Error) -> Self {
        Self::System { call, segment: None, source }
    }

    /// The error of the system call `call`, made for `segment`.
    #[cold]
    pub(crate) fn system_for(segment: SegmentLabel, call: &'static str, source: io::Error) -> Self {
        Self::System { call, segment: Some(segment), source }
    }
}

impl fmt::Debug for SyncError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[diagnostic::do_not_recommend]
impl From<LayoutMismatch> for SyncError {
    #[cold]
    fn from(mismatch: LayoutMismatch) -> Self {
        Self::LayoutMismatch(Box::new(mismatch))
    }
}
