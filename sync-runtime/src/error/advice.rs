//! What to do when a system call failed.

use super::label::SegmentLabel;
use crate::sys::errno;
use core::fmt;
use std::io;

/// A segment in a sentence: the known one, or `the segment`.
pub(super) struct Of<'a>(pub(super) Option<&'a SegmentLabel>);

impl fmt::Display for Of<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(segment) => segment.fmt(f),
            None => f.write_str("the segment"),
        }
    }
}

/// What a system call was made for, after the word `for`; nothing where nothing is known.
pub(super) struct For<'a>(pub(super) Option<&'a SegmentLabel>);

impl fmt::Display for For<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |segment| write!(f, " for {segment}"))
    }
}

/// What to do about the error of a system call, after a semicolon; nothing where nothing is known.
pub(super) struct Advice<'a> {
    pub(super) call: &'a str,
    pub(super) source: &'a io::Error,
}

impl fmt::Display for Advice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(code) = self.source.raw_os_error() else { return Ok(()) };
        let advice = match (self.call, code) {
            (_, errno::EMFILE) => "this process has too many files open: close some, or raise `ulimit -n`",
            (_, errno::ENFILE) => "the machine has too many files open: raise `sysctl fs.file-max`",
            ("mmap", errno::ENOMEM) => {
                "this process may have no more mappings: drop handles that are not needed, raise \
                 `sysctl vm.max_map_count`, or see `ulimit -v`"
            }
            (_, errno::ENOSPC | errno::ENOMEM | errno::EDQUOT) => {
                "`/dev/shm` or the memory is full: see `df /dev/shm` and `df -i /dev/shm`, unlink segments that are not \
                 needed, or mount it with a larger `size=` (containers: `--shm-size`)"
            }
            (_, errno::EACCES | errno::EPERM) => {
                "this user is not permitted to: see `ls -l /dev/shm`; the creator says who is with \
                 `options().mode(…)`, and who may only read opens it with `SharedReader`"
            }
            (_, errno::EROFS) => "`/dev/shm` is mounted read-only: mount it for writing",
            ("stat of /proc/self/ns/pid" | "linkat into /dev/shm", errno::ENOENT) => "is `/proc` mounted?",
            (_, errno::ENOENT) => "is there a tmpfs at `/dev/shm`? Mount one",
            _ => return Ok(()),
        };
        write!(f, "; {advice}")
    }
}
