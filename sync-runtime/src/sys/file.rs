//! Files: without a name, locked, passed to children.

use super::errno::{self, check_call};
use core::mem::{self, MaybeUninit};
use std::ffi::{CStr, CString};
use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd as _, FromRawFd as _, OwnedFd};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

/// The permission bits of a file's mode.
pub(crate) const PERMISSIONS: u32 = 0o7777;

/// Those of the permission bits that let the group or others write.
pub(crate) const WRITABLE_BY_OTHERS: u32 = libc::S_IWGRP | libc::S_IWOTH;

/// Opens the file called `path` for reading, and for writing if `is_written`: never through a link,
/// and never waiting for a pipe's other end. See `open(2)`.
pub(crate) fn open_segment(path: &CStr, is_written: bool) -> io::Result<File> {
    let access = if is_written { libc::O_RDWR } else { libc::O_RDONLY };
    let flags = access | libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_NOCTTY | libc::O_CLOEXEC;
    loop {
        // SAFETY: the path ends in NUL.
        match check_call(unsafe { libc::open(path.as_ptr(), flags) }) {
            // SAFETY: a new descriptor, which no other code owns.
            Ok(fd) => return Ok(unsafe { File::from_raw_fd(fd) }),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Opens a new file without a name in `directory`. See `open(2)`, `O_TMPFILE`.
pub(crate) fn unnamed_in(directory: &CStr) -> io::Result<File> {
    let flags = libc::O_TMPFILE | libc::O_RDWR | libc::O_CLOEXEC;
    // SAFETY: the path ends in NUL.
    let fd = check_call(unsafe { libc::open(directory.as_ptr(), flags, 0o600) })?;
    // SAFETY: a new descriptor, which no other code owns.
    Ok(unsafe { File::from_raw_fd(fd) })
}

/// Makes a file in memory that may be sealed. See `memfd_create(2)`.
pub(crate) fn in_memory(name: &CStr) -> io::Result<File> {
    let flags = libc::MFD_CLOEXEC | libc::MFD_ALLOW_SEALING;
    // SAFETY: the name ends in NUL.
    let fd = check_call(unsafe { libc::memfd_create(name.as_ptr(), flags) })?;
    // SAFETY: a new descriptor, which no other code owns.
    Ok(unsafe { File::from_raw_fd(fd) })
}

/// Seals a file in memory: its size is final, and so is that. See `fcntl(2)`, `F_ADD_SEALS`.
pub(crate) fn seal_size(file: &File) -> io::Result<()> {
    let seals = libc::F_SEAL_SHRINK | libc::F_SEAL_GROW | libc::F_SEAL_SEAL;
    // SAFETY: takes no pointer.
    check_call(unsafe { libc::fcntl(file.as_raw_fd(), libc::F_ADD_SEALS, seals) }).map(drop)
}

/// Gives `file` so many bytes, all of them really there, so that a full disk is an error now and no
/// SIGBUS later. See `fallocate(2)`.
pub(crate) fn allocate(file: &File, len: u64) -> io::Result<()> {
    let Ok(len) = len.try_into() else { return Err(io::ErrorKind::FileTooLarge.into()) };
    loop {
        // SAFETY: takes no pointer.
        match check_call(unsafe { libc::fallocate(file.as_raw_fd(), 0, 0, len) }) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            outcome => return outcome.map(drop),
        }
    }
}

/// Whether `file` has a name. See `fstat(2)`, `st_nlink`.
pub(crate) fn has_name(file: &File) -> io::Result<bool> {
    let mut found = MaybeUninit::<libc::stat>::uninit();
    // SAFETY: `found` is as large as what is written there, and lives until the call returns.
    check_call(unsafe { libc::fstat(file.as_raw_fd(), found.as_mut_ptr()) })?;
    // SAFETY: the call succeeded, so it wrote all of it.
    Ok(unsafe { found.assume_init_ref() }.st_nlink > 0)
}

/// How many bytes this process may write into a file. See `getrlimit(2)`, `RLIMIT_FSIZE`.
pub(crate) fn size_limit() -> u64 {
    let mut limit = libc::rlimit { rlim_cur: libc::RLIM_INFINITY, rlim_max: libc::RLIM_INFINITY };
    // SAFETY: the limit lives until the call returns. It cannot fail for a limit that there is.
    unsafe { libc::getrlimit(libc::RLIMIT_FSIZE, &raw mut limit) };
    limit.rlim_cur
}

/// Takes a shared lock on the open file behind `file`, or makes an exclusive one shared; `false` if
/// another has an exclusive one. It lasts until [`unlock`], or until nothing refers to the open
/// file any more: no descriptor and no mapping, in this process or in a forked child. See
/// `flock(2)`.
pub(crate) fn lock_shared(file: &File) -> io::Result<bool> {
    is_granted(flock(file, libc::LOCK_SH | libc::LOCK_NB))
}

/// Takes an exclusive lock on the open file behind `file`; `false` if another has a lock on the
/// same file. A shared lock that `file` had is lost then. See `flock(2)`.
pub(crate) fn lock_exclusive(file: &File) -> io::Result<bool> {
    is_granted(flock(file, libc::LOCK_EX | libc::LOCK_NB))
}

/// Gives up the lock that the open file behind `file` has, if any. See `flock(2)`.
pub(crate) fn unlock(file: &File) -> io::Result<()> {
    flock(file, libc::LOCK_UN)
}

fn flock(file: &File, operation: i32) -> io::Result<()> {
    // SAFETY: takes no pointer.
    check_call(unsafe { libc::flock(file.as_raw_fd(), operation) }).map(drop)
}

/// Takes the lock on the first byte of `file`, a lock of another kind than `flock(2)`'s; `false` if
/// another has it. See `fcntl(2)`, `F_OFD_SETLK`.
pub(crate) fn lock_first_byte(file: &File) -> io::Result<bool> {
    is_granted(first_byte(file, libc::F_WRLCK))
}

/// Gives up what [`lock_first_byte`] took.
pub(crate) fn unlock_first_byte(file: &File) -> io::Result<()> {
    first_byte(file, libc::F_UNLCK)
}

#[allow(clippy::cast_possible_truncation, reason = "the constants are below 3")]
fn first_byte(file: &File, kind: i32) -> io::Result<()> {
    // SAFETY: plain numbers, of which zeroes are a value. Some platforms have more fields than
    // others.
    let mut range: libc::flock = unsafe { mem::zeroed() };
    range.l_type = kind as i16;
    range.l_whence = libc::SEEK_SET as i16;
    range.l_len = 1;
    // SAFETY: the range lives until the call returns.
    check_call(unsafe { libc::fcntl(file.as_raw_fd(), libc::F_OFD_SETLK, &raw const range) }).map(drop)
}

/// Whether a lock was granted, from what came of asking for it without waiting.
fn is_granted(outcome: io::Result<()>) -> io::Result<bool> {
    match outcome {
        Ok(()) => Ok(true),
        Err(error) if matches!(error.raw_os_error(), Some(errno::EAGAIN | errno::EACCES)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Gives `file` the name `path`, unless that is taken. See `linkat(2)`.
pub(crate) fn link(file: &File, path: &CStr) -> io::Result<()> {
    let descriptor = format!("/proc/self/fd/{}\0", file.as_raw_fd());
    let at = libc::AT_FDCWD;
    // SAFETY: both paths end in NUL.
    let linked = unsafe { libc::linkat(at, descriptor.as_ptr().cast(), at, path.as_ptr(), libc::AT_SYMLINK_FOLLOW) };
    check_call(linked).map(drop)
}

/// A descriptor of this process, by its number, if it is open; a second one for the same file,
/// which the first one is not tied to. The first is from now on closed by `exec`. See `fcntl(2)`,
/// `F_DUPFD_CLOEXEC`.
pub(crate) fn adopt(fd: i32) -> io::Result<File> {
    // SAFETY: takes no pointer; a number that is no open descriptor is an error.
    let own = check_call(unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 3) })?;
    // SAFETY: a new descriptor, which no other code owns.
    Ok(unsafe { File::from_raw_fd(own) })
}

/// Keeps the descriptor `fd` from being handed to children. See `fcntl(2)`, `FD_CLOEXEC`.
pub(crate) fn close_on_exec(fd: i32) -> io::Result<()> {
    // SAFETY: takes no pointer.
    check_call(unsafe { libc::fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC) }).map(drop)
}

/// Hands `fd` to the child that `command` starts, and to no other; the command owns it from now on.
/// `instead_of` is a descriptor that was handed to the same child before, and no longer is.
pub(crate) fn pass(command: &mut Command, fd: OwnedFd, instead_of: Option<i32>) {
    let keep_open = move || {
        if let Some(former) = instead_of {
            close_on_exec(former)?;
        }
        // SAFETY: takes no pointer, and is allowed after `fork`.
        check_call(unsafe { libc::fcntl(fd.as_raw_fd(), libc::F_SETFD, 0) }).map(drop)
    };
    // SAFETY: the closure makes two system calls, which are allowed between `fork` and `exec`. It
    // allocates nothing.
    unsafe { command.pre_exec(keep_open) };
}

/// Copies parts of this process's memory, each an address and a length, to the beginning of `file`,
/// one after the other, and says how many bytes that were. The kernel reads them: it ends at one
/// that cannot be read, such as one of a mapping whose file was cut short. See `pwritev(2)`.
pub(crate) fn copy_into(file: &File, parts: &[(*const u8, usize)]) -> io::Result<usize> {
    let parts: Vec<_> =
        parts.iter().map(|(at, len)| libc::iovec { iov_base: at.cast_mut().cast(), iov_len: *len }).collect();
    let count = parts.len().try_into().map_err(|_| io::ErrorKind::InvalidInput)?;
    loop {
        // SAFETY: the list has so many elements. The kernel checks each address, and only reads
        // there.
        let copied = unsafe { libc::pwritev(file.as_raw_fd(), parts.as_ptr(), count, 0) };
        match usize::try_from(copied) {
            Ok(copied) => return Ok(copied),
            Err(_) => match io::Error::last_os_error() {
                error if error.kind() == io::ErrorKind::Interrupted => {}
                error => return Err(error),
            },
        }
    }
}

/// The number of a device as its major and its minor one. See `makedev(3)`.
pub(crate) fn major_and_minor(device: u64) -> (u32, u32) {
    (libc::major(device), libc::minor(device))
}

/// Removes the name `path`. See `unlink(2)`.
pub(crate) fn unlink(path: &CStr) -> io::Result<()> {
    // SAFETY: the path ends in NUL.
    check_call(unsafe { libc::unlink(path.as_ptr()) }).map(drop)
}

/// A path as the system calls take it.
pub(crate) fn c_path(path: &Path) -> io::Result<CString> {
    CString::new(path.as_os_str().as_bytes()).map_err(|_| io::ErrorKind::InvalidInput.into())
}
