//! How much memory the machine has left.

use core::fmt;
use std::fs;
use std::io;

/// Bytes that can be taken without ending a process for them; `None` where that is not told. See
/// `proc_meminfo(5)`, `MemAvailable` and `SwapFree`.
pub(crate) fn available() -> Option<u64> {
    told(&fs::read_to_string("/proc/meminfo").ok()?)
}

fn told(text: &str) -> Option<u64> {
    let bytes = |key| {
        let line = text.lines().find_map(|line| line.strip_prefix(key))?;
        line.trim().strip_suffix("kB")?.trim_end().parse::<u64>().ok()?.checked_mul(1024)
    };
    bytes("MemAvailable:")?.checked_add(bytes("SwapFree:").unwrap_or(0))
}

/// That the machine has fewer bytes available than were asked for.
#[derive(Debug)]
pub(crate) struct NoRoom {
    pub(crate) asked: u64,
    pub(crate) available: u64,
}

impl From<NoRoom> for io::Error {
    fn from(found: NoRoom) -> Self {
        Self::new(io::ErrorKind::OutOfMemory, found)
    }
}

impl fmt::Display for NoRoom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { asked, available } = self;
        write!(
            f,
            "{asked} bytes were asked for, and the machine has {available} available (`MemAvailable` and `SwapFree` in "
        )?;
        f.write_str("`/proc/meminfo`); ask for less, or end what takes the memory")
    }
}

impl core::error::Error for NoRoom {}

#[cfg(test)]
mod tests {
    use super::{available, told};

    #[test]
    fn what_a_machine_tells() {
        let text = "MemTotal:       24683888 kB\nMemFree:         1309436 kB\nMemAvailable:        100 kB\nSwapFree:      20 kB\n";
        assert_eq!(told(text), Some(120 * 1024));
        assert_eq!(told("MemAvailable:   7 kB\n"), Some(7 * 1024));
        assert_eq!(told("MemFree:   7 kB\n"), None);
        assert_eq!(told("MemAvailable:   99999999999999999999 kB\n"), None);
        assert!(available().is_some_and(|bytes| bytes > 0));
    }
}
