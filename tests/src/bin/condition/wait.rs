//! Waiting for a process to end, but not for ever; and the processor time of those that did.

use std::fs::File;
use std::io;
use std::mem;
use std::os::fd::{AsRawFd as _, FromRawFd as _};
use std::time::{Duration, Instant};
use tests::Stop;
use tests::proof::fork::Fork;

/// How the process ended, if it did so within `limit`. See `pidfd_open(2)`.
pub(crate) fn ended_within(fork: &mut Fork, limit: Duration) -> Option<Stop> {
    // SAFETY: takes no pointer.
    let descriptor = unsafe { libc::syscall(libc::SYS_pidfd_open, fork.pid(), 0) };
    assert!(descriptor >= 0, "pidfd_open: {}", io::Error::last_os_error());
    // SAFETY: a new descriptor that nobody else owns.
    let process = unsafe { File::from_raw_fd(i32::try_from(descriptor).unwrap()) };
    let mut poll = libc::pollfd { fd: process.as_raw_fd(), events: libc::POLLIN, revents: 0 };
    let limit = libc::timespec { tv_sec: limit.as_secs().cast_signed(), tv_nsec: limit.subsec_nanos().into() };
    // SAFETY: one `pollfd`, valid for writing, and a timespec.
    unsafe { libc::ppoll(&raw mut poll, 1, &raw const limit, std::ptr::null()) };
    fork.has_ended()
}

/// How many of the processes have not ended well within `limit` altogether. Those are killed.
pub(crate) fn unfinished(processes: Vec<Fork>, limit: Duration) -> usize {
    let start = Instant::now();
    let ended_well = |mut fork| {
        let end = ended_within(&mut fork, limit.saturating_sub(start.elapsed()));
        if end != Some(Stop::Exited(0)) {
            // What it sleeps in tells what it waits for: see proc_pid_syscall(5).
            let call = std::fs::read_to_string(format!("/proc/{}/syscall", fork.pid())).unwrap_or_default();
            println!("process {}: {end:?}, in system call {call}", fork.pid());
        }
        end == Some(Stop::Exited(0))
    };
    processes.into_iter().map(ended_well).filter(|well| !well).count()
}

/// What processes took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    pub(crate) processor: Duration,
    /// How often one of them slept.
    pub(crate) slept: u64,
}

impl Usage {
    /// What the children that have ended took. See `getrusage(2)`.
    pub(crate) fn of_children() -> Self {
        // SAFETY: plain numbers, of which zeroes are some.
        let mut usage: libc::rusage = unsafe { mem::zeroed() };
        // SAFETY: valid for writing.
        assert_eq!(unsafe { libc::getrusage(libc::RUSAGE_CHILDREN, &raw mut usage) }, 0);
        let duration = |time: libc::timeval| {
            Duration::from_secs(time.tv_sec.cast_unsigned()) + Duration::from_micros(time.tv_usec.cast_unsigned())
        };
        Self { processor: duration(usage.ru_utime) + duration(usage.ru_stime), slept: usage.ru_nvcsw.cast_unsigned() }
    }

    pub(crate) fn since(self, earlier: Self) -> Self {
        Self { processor: self.processor.saturating_sub(earlier.processor), slept: self.slept - earlier.slept }
    }
}
