//! The owner of a lock.

use crate::plain::plain;
use crate::sys::process;
use core::fmt;

/// The thread that held a lock at the moment when another one wanted it.
///
/// A lock knows its owner's thread id (`gettid(2)`). The process is looked up under `/proc`. It may
/// be gone by then, or `/proc` may hide it (`hidepid`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    tid: u32,
    pid: Option<u32>,
}

impl Holder {
    /// The holder with the thread id `tid`, 0 if it is not known; its process is looked up when
    /// asked for.
    pub(crate) fn thread(tid: u32) -> Self {
        Self { tid, pid: None }
    }

    /// The holder with the thread id `tid`, and its process as of now.
    pub(crate) fn thread_and_process(tid: u32) -> Self {
        Self { tid, pid: process::of_thread(tid) }
    }

    /// The thread's id; `None` if it had just released the lock.
    #[must_use]
    pub fn tid(&self) -> Option<u32> {
        (self.tid != 0).then_some(self.tid)
    }

    /// The id of the thread's process; `None` if `/proc` does not show it.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.pid.or_else(|| process::of_thread(self.tid))
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.tid(), self.pid()) {
            (None, _) => f.write_str("a thread that has just released it"),
            (Some(tid), None) if process::thread_exists(tid) => {
                write!(f, "thread {tid} of a process that `/proc` does not show")
            }
            (Some(tid), None) => write!(f, "thread {tid}, which is gone"),
            (Some(tid), Some(pid)) => {
                write!(f, "process {pid}")?;
                if let Some(command) = process::command(pid) {
                    write!(f, " ({})", plain(&command))?;
                }
                if tid != pid {
                    write!(f, ", thread {tid}")?;
                }
                Ok(())
            }
        }
    }
}
