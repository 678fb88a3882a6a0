//! What a process would leave of its use of a segment, if it was killed where it stands.

use crate::name::Name;
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::{fs, io, mem, ptr};

/// The bytes of the segment, and the list of the locks that the kernel gives up for a dying thread.
/// See `get_robust_list(2)`.
///
/// Nothing else of a process is left: its other memory is gone, and what the system has of it
/// changes by system calls.
#[derive(Debug)]
pub(super) struct Traces {
    segment: File,
    memory: File,
    /// Where in the memory the list begins: the first lock, an offset, and the lock that is being
    /// acquired or released.
    list: u64,
    seen: (Vec<u8>, [u8; 24]),
}

impl Traces {
    /// Of the process `pid`, which has one thread and is traced by this one.
    pub(super) fn new(name: &Name, pid: u32) -> Self {
        let (mut list, mut len) = (ptr::null_mut::<u8>(), 0_usize);
        // SAFETY: both are written, as an address and a length.
        let outcome = unsafe { libc::syscall(libc::SYS_get_robust_list, pid, &raw mut list, &raw mut len) };
        assert_eq!(outcome, 0, "{}", io::Error::last_os_error());
        assert_eq!(len, 24);
        let segment = File::open(name.path()).unwrap();
        let memory = File::open(format!("/proc/{pid}/mem")).unwrap();
        let bytes = fs::read(name.path()).unwrap();
        let mut traces = Self { segment, memory, list: list.addr() as u64, seen: (bytes, [0; 24]) };
        traces.have_changed();
        traces
    }

    /// Whether they have, since the last time that this was asked.
    pub(super) fn have_changed(&mut self) -> bool {
        let mut now = (vec![0; self.seen.0.len()], [0; 24]);
        self.segment.read_exact_at(&mut now.0, 0).unwrap();
        self.memory.read_exact_at(&mut now.1, self.list).unwrap();
        let changed = now != self.seen;
        drop(mem::replace(&mut self.seen, now));
        changed
    }
}
