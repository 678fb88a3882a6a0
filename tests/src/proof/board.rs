//! Words that a process shares with those it forks, without any code that is under test.

use std::ops::Deref;
use std::ptr;
use std::slice;
use std::sync::atomic::AtomicU64;

/// So many atomic words, zero at first, shared with every process forked after they were made.
#[derive(Debug)]
pub struct Board {
    start: *mut AtomicU64,
    len: usize,
}

// SAFETY: it is atomic integers, which may be used by any thread, and a mapping that lives as long.
unsafe impl Send for Board {}
// SAFETY: as for `Send`.
unsafe impl Sync for Board {}

impl Board {
    /// Maps the words.
    #[must_use]
    pub fn new(len: usize) -> Self {
        let (access, kind) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_SHARED | libc::MAP_ANONYMOUS);
        // SAFETY: a new mapping, wherever the system likes.
        let start = unsafe { libc::mmap(ptr::null_mut(), len * size_of::<u64>(), access, kind, -1, 0) };
        assert_ne!(start, libc::MAP_FAILED);
        Self { start: start.cast(), len }
    }

    /// Where the words are, for what is placed there.
    #[must_use]
    pub fn start(&self) -> *mut u8 {
        self.start.cast()
    }
}

impl Deref for Board {
    type Target = [AtomicU64];

    fn deref(&self) -> &[AtomicU64] {
        // SAFETY: mapped by `new` until dropped, and any bytes are atomic integers.
        unsafe { slice::from_raw_parts(self.start, self.len) }
    }
}

impl Drop for Board {
    fn drop(&mut self) {
        // SAFETY: mapped by `new`; nothing borrows it any more.
        unsafe { libc::munmap(self.start.cast(), self.len * size_of::<u64>()) };
    }
}
