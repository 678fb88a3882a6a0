//! Error numbers, and what a pthread call's return code means.

pub(crate) use libc::{
    EACCES, EAGAIN, EBUSY, EDEADLK, EDQUOT, EEXIST, EFAULT, EINTR, EINVAL, EISDIR, ELOOP, EMFILE, ENFILE, ENODEV,
    ENOENT, ENOMEM, ENOSPC, ENOTRECOVERABLE, ENXIO, EOPNOTSUPP, EOWNERDEAD, EPERM, EROFS, ETIMEDOUT,
};
use std::io;

/// Why a pthread call did not simply succeed. They return their error; `errno` means nothing after
/// them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// `EBUSY`: another thread holds it.
    Busy,
    /// `EOWNERDEAD`: acquired, from an owner that died.
    OwnerDied,
    /// `EDEADLK`: held by this thread.
    Deadlock,
    /// `EPERM`: not held by this thread.
    NotOwner,
    /// `ETIMEDOUT`.
    TimedOut,
    /// A signal handler ran. No pthread call returns this.
    Interrupted,
    /// `EAGAIN`: the recursion count is full.
    TooManyLocks,
    /// `ENOTRECOVERABLE`: released without having been made consistent.
    NotRecoverable,
    /// `EINVAL`: no mutex, or one that was destroyed.
    Invalid,
    /// Any other.
    Other(i32),
}

/// The one converter of return codes.
#[inline(always)]
pub(crate) fn check(code: i32) -> Result<(), Failure> {
    if code == 0 { Ok(()) } else { Err(failure(code)) }
}

#[cold]
fn failure(code: i32) -> Failure {
    match code {
        libc::EBUSY => Failure::Busy,
        libc::EOWNERDEAD => Failure::OwnerDied,
        libc::EDEADLK => Failure::Deadlock,
        libc::EPERM => Failure::NotOwner,
        libc::ETIMEDOUT => Failure::TimedOut,
        libc::EAGAIN => Failure::TooManyLocks,
        libc::ENOTRECOVERABLE => Failure::NotRecoverable,
        libc::EINVAL => Failure::Invalid,
        other => Failure::Other(other),
    }
}

/// The result of a call that returns -1 and sets `errno`.
pub(crate) fn check_call(result: i32) -> io::Result<i32> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(result) }
}
