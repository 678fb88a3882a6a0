//! Threads and processes: which there are, and what they are called.

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
    let Ok(tid) = libc::pid_t::try_from(tid) else { return false };
    // SAFETY: no argument is a pointer.
    tid != 0 && unsafe { libc::syscall(libc::SYS_tgkill, libc::getpid(), tid, 0) } == 0
}

/// The effective user. See `geteuid(2)`.
pub(crate) fn effective_user() -> u32 {
    // SAFETY: takes nothing and cannot fail.
    unsafe { libc::geteuid() }
}

/// The PID namespace that this process's threads have their ids in. See `pid_namespaces(7)`.
pub(crate) fn pid_namespace() -> io::Result<u64> {
    fs::metadata("/proc/self/ns/pid").map(|namespace| namespace.ino())
}
