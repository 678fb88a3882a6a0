//! Memory that forked workers share with the process that started them.

use std::io;
use std::mem::{align_of, size_of};
use std::ptr::{self, NonNull};

/// As strict an alignment as anything here wants; a mapping has it.
const PAGE: usize = 4096;

/// Maps `len` zeroed bytes, shared with every process forked from here on. They are never unmapped:
/// a benchmark is short, and its rivals may be used until the end.
///
/// It is memory of the kind that a segment has, a file in memory that is allocated at once: where
/// it is large, most time goes to looking up addresses, and that depends on how many pages lie one
/// behind the other.
pub fn map(len: usize) -> NonNull<u8> {
    // SAFETY: a name that ends with NUL.
    let file = checked(unsafe { libc::memfd_create(c"benches".as_ptr(), libc::MFD_CLOEXEC) });
    // SAFETY: no argument is a pointer.
    checked(unsafe { libc::fallocate(file, 0, 0, libc::off_t::try_from(len).expect("a length")) });
    let protection = libc::PROT_READ | libc::PROT_WRITE;
    // SAFETY: a new mapping, at an address of the kernel's choice, touches nothing that exists.
    let start = unsafe { libc::mmap(ptr::null_mut(), len, protection, libc::MAP_SHARED, file, 0) };
    assert!(start != libc::MAP_FAILED, "mmap of {len} bytes: {}", io::Error::last_os_error());
    // SAFETY: the descriptor made above. The mapping stays.
    checked(unsafe { libc::close(file) });
    NonNull::new(start.cast()).expect("mmap does not map address 0")
}

fn checked(result: i32) -> i32 {
    assert!(result >= 0, "{}", io::Error::last_os_error());
    result
}

/// Such memory that is large, and unmapped when it is dropped.
pub struct Area {
    start: NonNull<u8>,
    len: usize,
}

impl Area {
    pub fn new(len: usize) -> Self {
        Self { start: map(len), len }
    }

    /// How many bytes it has.
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn start(&self) -> NonNull<u8> {
        self.start
    }
}

impl Drop for Area {
    fn drop(&mut self) {
        // SAFETY: mapped by `new`, and all that have the address have borrowed this.
        checked(unsafe { libc::munmap(self.start.as_ptr().cast(), self.len) });
    }
}

/// Moves `value` to memory of its own that forked workers share.
pub fn share<T: Sync>(value: T) -> &'static T {
    const { assert!(align_of::<T>() <= PAGE) };
    let place = map(size_of::<T>().max(1)).cast::<T>();
    // SAFETY: the mapping is new, large enough, and aligned to a page.
    unsafe { place.write(value) };
    // SAFETY: initialized above and never unmapped.
    unsafe { place.as_ref() }
}
