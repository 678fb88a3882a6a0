//! A descriptor that is readable when something has happened.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::os::fd::{FromRawFd as _, OwnedFd};

/// A descriptor on which nothing has happened yet. See `eventfd(2)`.
pub(crate) fn new() -> io::Result<File> {
    // SAFETY: takes no pointer.
    let descriptor = unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) };
    if descriptor < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: a new descriptor that nothing else owns.
    Ok(unsafe { OwnedFd::from_raw_fd(descriptor) }.into())
}

/// Makes it readable.
pub(crate) fn raise(mut event: &File) {
    // It fails if it was raised 2⁶⁴ − 2 times and never cleared: then it is readable.
    let _ = event.write(&1_u64.to_ne_bytes());
}

/// Makes it not readable; whether it was.
pub(crate) fn clear(mut event: &File) -> bool {
    // The only error is that it was not.
    event.read(&mut [0; size_of::<u64>()]).is_ok()
}
