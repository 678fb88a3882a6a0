//! Threads and processes: which there are, and what they are called.

use super::fork::{self, Generation};
use crate::atomic::{AtomicU64, Ordering::Relaxed};
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;

/// The process that the thread `tid` belongs to, if there is such a thread. See `proc_pid_status(5)`.
pub(crate) fn of_thread(tid: u32) -> Option<u32> {
    let status = fs::read_to_string(format!("/proc/{tid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("Tgid:"))?;
    line.trim().parse().ok()
}

/// The name of a process's program, as `ps` shows it. See `proc_pid_comm(5)`.
pub(crate) fn command(pid: u32) -> Option<String> {
    let name = fs::read(format!("/proc/{pid}/comm")).ok()?;
    Some(String::from_utf8_lossy(&name).trim_end().to_owned())
}

/// Whether `tid` is a thread of this process. See `tgkill(2)`: signal 0 only looks.
pub(crate) fn is_own_thread(tid: u32) -> bool {
    let process = std::process::id();
    // SAFETY: no argument is a pointer.
    tid != 0 && unsafe { libc::syscall(libc::SYS_tgkill, process, tid, 0) } == 0
}

/// This thread. See `gettid(2)`.
pub(crate) fn own_thread() -> u32 {
    // SAFETY: takes nothing and cannot fail.
    unsafe { libc::gettid() }.cast_unsigned()
}

/// The effective user. See `geteuid(2)`.
pub(crate) fn effective_user() -> u32 {
    // SAFETY: takes nothing and cannot fail.
    unsafe { libc::geteuid() }
}

/// The PID namespace that this process's threads have their ids in. See `pid_namespaces(7)`.
///
/// A process never changes its own, so it is looked up once in each.
pub(crate) fn pid_namespace() -> io::Result<u64> {
    /// Which namespace it is (inode numbers of namespaces have 32 bits), and above it in which process; 0 at first.
    static KNOWN: AtomicU64 = AtomicU64::new(0);
    fork::watch();
    let process = u64::from(Generation::current().get()) << 32;
    let known = KNOWN.load(Relaxed);
    let namespace = known ^ process;
    if known != 0 && u32::try_from(namespace).is_ok() {
        return Ok(namespace);
    }
    let namespace = fs::metadata("/proc/self/ns/pid")?.ino();
    KNOWN.store(process | namespace, Relaxed);
    Ok(namespace)
}
