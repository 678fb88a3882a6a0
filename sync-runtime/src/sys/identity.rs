//! What tells a process from another one that had its id before. See `proc_pid_stat(5)`.

use super::errno::{EPERM, check_call};
use super::fork::{self, Generation};
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;

/// What `/proc` says of a process.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stat {
    /// Its id, as the process that mounted `/proc` sees it.
    pub(crate) pid: u32,
    /// When it was started, in clock ticks since the machine was.
    pub(crate) started: u64,
    /// Whether it has ended: it is a zombie, and no other thread of it runs on.
    pub(crate) ended: bool,
}

impl Stat {
    /// Of this process.
    pub(crate) fn own() -> io::Result<Self> {
        Self::read("self")
    }

    /// Of the process `pid`; `None` if `/proc` shows none.
    pub(crate) fn of(pid: u32) -> io::Result<Option<Self>> {
        match Self::read(&pid.to_string()) {
            Ok(stat) => Ok(Some(stat)),
            // It ended before the file was opened, or before it was read.
            Err(error) if matches!(error.raw_os_error(), Some(libc::ENOENT | libc::ESRCH)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn read(process: &str) -> io::Result<Self> {
        let line = fs::read(format!("/proc/{process}/stat"))?;
        Self::parse(&String::from_utf8_lossy(&line)).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }

    /// The program's name is in parentheses, and may have any characters in it.
    fn parse(line: &str) -> Option<Self> {
        let (pid, rest) = line.split_once(' ')?;
        let (_, rest) = rest.rsplit_once(')')?;
        let fields: Vec<_> = rest.split_ascii_whitespace().collect();
        // Fields 3, 20 and 22; the first one here is the third.
        let (state, threads, started) = (*fields.first()?, *fields.get(17)?, *fields.get(19)?);
        // The first thread can end before the others do; it is a zombie then, and the process is
        // alive.
        let ended = matches!(state, "Z" | "X" | "x") && threads.parse::<u64>().ok()? <= 1;
        Some(Self { pid: pid.parse().ok()?, started: started.parse().ok()?, ended })
    }
}

/// Whether there is a process `pid`, be it a zombie. See `kill(2)`: signal 0 only looks.
pub(crate) fn exists(pid: u32) -> bool {
    // SAFETY: no argument is a pointer.
    match check_call(unsafe { libc::kill(pid.cast_signed(), 0) }) {
        Ok(_) => true,
        Err(error) => error.raw_os_error() == Some(EPERM),
    }
}

/// The namespaces that this process's id and start time are told in. See `namespaces(7)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Namespaces {
    /// Of process ids.
    pub(crate) pid: u32,
    /// Of the clocks that start times are read from; 0 on kernels before 5.6, which have only one.
    pub(crate) time: u32,
}

impl Namespaces {
    pub(crate) fn own() -> io::Result<Self> {
        Ok(Self { pid: number("/proc/self/ns/pid")?, time: number("/proc/self/ns/time").or_else(none_if_missing)? })
    }
}

/// A namespace's number. The kernel gives out 32 bits.
fn number(path: &str) -> io::Result<u32> {
    u32::try_from(fs::metadata(path)?.ino()).map_err(|_| io::ErrorKind::InvalidData.into())
}

fn none_if_missing(error: io::Error) -> io::Result<u32> {
    if error.kind() == io::ErrorKind::NotFound { Ok(0) } else { Err(error) }
}

/// Something that is different after a `fork`, and in another process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Incarnation {
    pid: u32,
    generation: Generation,
    namespaces: Namespaces,
}

impl Incarnation {
    /// A `fork` that `pthread_atfork(3)` does not notice changes the id, or else the namespace.
    pub(crate) fn current(namespaces: Namespaces) -> Self {
        fork::watch();
        Self { pid: std::process::id(), generation: Generation::current(), namespaces }
    }
}

#[cfg(test)]
mod tests {
    use super::Stat;

    #[test]
    fn a_name_may_look_like_the_rest_of_the_line() {
        let line = |state: &str, threads: u32| {
            format!("42 (a) Z 1 (b) {state} 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 {threads} 18 4711 20")
        };
        let stat = |state, threads| Stat::parse(&line(state, threads)).map(|stat| (stat.pid, stat.started, stat.ended));
        assert_eq!(stat("S", 3), Some((42, 4711, false)));
        assert_eq!(stat("Z", 1), Some((42, 4711, true)));
        assert_eq!(stat("Z", 2), Some((42, 4711, false)), "its first thread has ended, another runs on");
        assert!(Stat::parse("42 (a").is_none());
    }
}
