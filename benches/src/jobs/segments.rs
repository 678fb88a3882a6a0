//! Making, opening and dropping segments, against the bare system calls.

use crate::measure::{self, Effort, Turn};
use crate::processes::{Pinned, unique};
use crate::report::{Demand, Table};
use std::ffi::{CStr, CString};
use std::io;
use std::ptr;
use std::time::{Duration, Instant};
use sync_runtime::Shared;

/// As large as a segment of one number.
const LEN: usize = 512;

pub fn run(effort: Effort) -> Vec<Table> {
    let _pinned = Pinned::here();
    let name = unique("open");
    let path = CString::new(format!("/dev/shm/{name}")).expect("a path");
    drop(Shared::<u64>::create(&name, 0).expect("create"));
    let open = against(
        effort,
        "open, drop",
        "the bare open, fstat, mmap, munmap, close",
        || {
            drop(Shared::<u64>::open(&name).expect("open"));
        },
        || bare_open(&path),
    );
    Shared::<u64>::unlink(&name).expect("unlink");

    let name = unique("create");
    let path = CString::new(format!("/dev/shm/{name}")).expect("a path");
    let create = against(
        effort,
        "create, drop, unlink",
        "the bare calls for it",
        || {
            drop(Shared::<u64>::create(&name, 0).expect("create"));
            Shared::<u64>::unlink(&name).expect("unlink");
        },
        || bare_create(&path),
    );
    let mut open = open;
    open.demand("the bare open, fstat, mmap, munmap, close", Demand::AtMost(2.0));
    vec![open, create]
}

fn against(effort: Effort, what: &str, limit: &str, ours: impl Fn(), bare: impl Fn()) -> Table {
    let effort = Effort { slice: effort.slice * 5, ..effort };
    let mut turns: [Turn<'_>; 2] = [Box::new(|times| repeat(times, &ours)), Box::new(|times| repeat(times, &bare))];
    let mut samples = measure::interleaved(effort, &mut turns).into_iter();
    let mut table = Table::new("segments", what, "ns");
    table.add("sync-runtime", "checked", samples.next().unwrap());
    table.add(limit, "the limit", samples.next().unwrap());
    table
}

fn repeat(times: u64, work: impl Fn()) -> Duration {
    let start = Instant::now();
    for _ in 0..times {
        work();
    }
    start.elapsed()
}

fn checked(result: i32) -> i32 {
    assert!(result >= 0, "{}", io::Error::last_os_error());
    result
}

fn map_and_close(file: i32) {
    let protection = libc::PROT_READ | libc::PROT_WRITE;
    // SAFETY: a new mapping, at an address of the kernel's choice.
    let start = unsafe { libc::mmap(ptr::null_mut(), LEN, protection, libc::MAP_SHARED, file, 0) };
    assert!(start != libc::MAP_FAILED, "{}", io::Error::last_os_error());
    // Both rivals touch the page: an attach that does not look is none.
    // SAFETY: a file of at least that size was mapped there, and nobody else uses this address.
    unsafe { start.cast::<u64>().read_volatile() };
    // SAFETY: mapped above.
    checked(unsafe { libc::munmap(start, LEN) });
    // SAFETY: the caller's own descriptor.
    checked(unsafe { libc::close(file) });
}

fn bare_open(path: &CStr) {
    // SAFETY: a path that ends with NUL.
    let file = checked(unsafe { libc::open(path.as_ptr(), libc::O_RDWR | libc::O_CLOEXEC | libc::O_NOFOLLOW) });
    // SAFETY: zeroes are a value of it.
    let mut status: libc::stat = unsafe { std::mem::zeroed() };
    // SAFETY: `status` is writable.
    checked(unsafe { libc::fstat(file, &raw mut status) });
    map_and_close(file);
}

fn bare_create(path: &CStr) {
    let flags = libc::O_RDWR | libc::O_CLOEXEC | libc::O_TMPFILE;
    // SAFETY: a path that ends with NUL.
    let file = checked(unsafe { libc::open(c"/dev/shm".as_ptr(), flags, 0o600) });
    let len = libc::off_t::try_from(LEN).expect("a small number");
    // SAFETY: no argument is a pointer.
    checked(unsafe { libc::fallocate(file, 0, 0, len) });
    let own = CString::new(format!("/proc/self/fd/{file}")).expect("a path");
    // SAFETY: two paths that end with NUL.
    checked(unsafe {
        libc::linkat(libc::AT_FDCWD, own.as_ptr(), libc::AT_FDCWD, path.as_ptr(), libc::AT_SYMLINK_FOLLOW)
    });
    map_and_close(file);
    // SAFETY: a path that ends with NUL.
    checked(unsafe { libc::unlink(path.as_ptr()) });
}
