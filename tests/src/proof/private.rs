//! A segments' directory of this process's own, where nothing else comes and goes. See
//! `mount_namespaces(7)`.

use crate::name::DIRECTORY;
use std::ffi::CString;
use std::io;
use std::mem;
use std::ptr;

/// From now on this process and its children have a directory of their own, of `kibibytes`. Others
/// do not notice.
///
/// The process has to have one thread.
///
/// # Errors
///
/// It takes `CAP_SYS_ADMIN`.
pub fn enter(kibibytes: usize) -> io::Result<()> {
    leave_mounts()?;
    let options = CString::new(format!("size={kibibytes}k"))?;
    let (kind, place) = (c"tmpfs".as_ptr(), CString::new(DIRECTORY)?);
    // SAFETY: texts that end in NUL.
    check(unsafe { libc::mount(kind, place.as_ptr(), kind, 0, options.as_ptr().cast()) })
}

/// From now on this process and its children have the `/proc` of their own PID namespace.
///
/// The process has to have one thread.
///
/// # Errors
///
/// It takes `CAP_SYS_ADMIN`.
pub fn mount_proc() -> io::Result<()> {
    let (kind, place) = (c"proc".as_ptr(), c"/proc".as_ptr());
    leave_mounts()?;
    // SAFETY: texts that end in NUL.
    check(unsafe { libc::mount(kind, place, kind, 0, ptr::null()) })
}

/// From now on what this process mounts is not seen by others.
fn leave_mounts() -> io::Result<()> {
    // SAFETY: takes no pointer.
    check(unsafe { libc::unshare(libc::CLONE_NEWNS) })?;
    let (root, none) = (c"/".as_ptr(), c"none".as_ptr());
    // SAFETY: texts that end in NUL.
    check(unsafe { libc::mount(none, root, ptr::null(), libc::MS_REC | libc::MS_PRIVATE, ptr::null()) })
}

/// How many blocks of the segments' directory are free.
#[must_use]
pub fn free_blocks() -> u64 {
    let place = CString::new(DIRECTORY).unwrap();
    // SAFETY: plain numbers, of which zeroes are a value.
    let mut found: libc::statfs = unsafe { mem::zeroed() };
    // SAFETY: a text that ends in NUL, and a struct to be written.
    check(unsafe { libc::statfs(place.as_ptr(), &raw mut found) }).unwrap();
    found.f_bfree
}

fn check(outcome: i32) -> io::Result<()> {
    if outcome < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
