//! Which processes have a segment open.

use super::Inspected;
use crate::holder::Holder;
use crate::sys::{file, process};
use std::collections::BTreeMap;
use std::fs;
use std::io;

/// Which processes have which files mapped, as of when `/proc` was looked through. See
/// `proc_pid_maps(5)`.
///
/// A file is known by its device and its inode: the map of the process that created a segment calls
/// it `(deleted)`. Nothing is registered anywhere, so the dead leave nothing behind. What the
/// calling process has open for reading alone is left out.
#[derive(Debug, Clone)]
pub struct People {
    openers: BTreeMap<File, Vec<Opener>>,
    hidden: usize,
}

/// A file, as `/proc` names it: the device's two numbers, and the inode.
type File = ((u32, u32), u64);

/// A process that has a segment open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opener {
    pid: u32,
    writes: bool,
}

impl Opener {
    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Whether it has it open for writing.
    #[must_use]
    pub fn writes(&self) -> bool {
        self.writes
    }

    /// The name of its program, if it still runs.
    #[must_use]
    pub fn command(&self) -> Option<String> {
        process::command(self.pid)
    }
}

/// The processes that have one segment open.
#[derive(Debug, Clone)]
pub struct Openers<'a> {
    known: &'a [Opener],
    hidden: usize,
}

impl<'a> Openers<'a> {
    /// Those that this user may see.
    #[must_use]
    pub fn known(&self) -> &'a [Opener] {
        self.known
    }

    /// How many processes there are of which this user may not see what they have open. Those of
    /// other PID namespaces that `/proc` does not show are not counted.
    #[must_use]
    pub fn hidden(&self) -> usize {
        self.hidden
    }
}

impl People {
    /// Looks through `/proc`. That takes about as long as `ps`.
    ///
    /// # Errors
    ///
    /// That of reading `/proc`.
    pub fn look() -> io::Result<Self> {
        let mut people = Self { openers: BTreeMap::new(), hidden: 0 };
        for entry in fs::read_dir("/proc")? {
            let Some(pid) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
            match fs::read(format!("/proc/{pid}/maps")) {
                Ok(maps) => people.note(pid, &String::from_utf8_lossy(&maps)),
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => people.hidden += 1,
                // It ended meanwhile.
                Err(_) => {}
            }
        }
        Ok(people)
    }

    fn note(&mut self, pid: u32, maps: &str) {
        let own = std::process::id();
        // What this process only reads, it may have mapped to inspect it.
        for (file, writes) in maps.lines().filter_map(shared).filter(|(_, writes)| *writes || pid != own) {
            let openers = self.openers.entry(file).or_default();
            match openers.last_mut() {
                Some(last) if last.pid == pid => last.writes |= writes,
                _ => openers.push(Opener { pid, writes }),
            }
        }
    }

    /// Those that have a segment open.
    #[must_use]
    pub fn of(&self, inspected: &Inspected) -> Openers<'_> {
        let (device, inode) = inspected.file().identity();
        let found = self.openers.get(&(file::major_and_minor(device), inode));
        let known = found.map(Vec::as_slice).unwrap_or_default();
        Openers { known, hidden: self.hidden }
    }

    /// The process that a holder of a lock belongs to, if it is one of those that have the segment
    /// open.
    #[must_use]
    pub fn holder<'a>(openers: &Openers<'a>, holder: &Holder) -> Option<&'a Opener> {
        let pid = holder.pid()?;
        openers.known.iter().find(|opener| opener.pid == pid)
    }
}

/// The file that a line of a map is of, and whether it may be written; `None` if it is not shared.
fn shared(line: &str) -> Option<(File, bool)> {
    let mut columns = line.split_ascii_whitespace();
    let (_, access, _, device, inode) =
        (columns.next()?, columns.next()?, columns.next()?, columns.next()?, columns.next()?);
    let (major, minor) = device.split_once(':')?;
    let device = (u32::from_str_radix(major, 16).ok()?, u32::from_str_radix(minor, 16).ok()?);
    access.ends_with('s').then_some(((device, inode.parse().ok()?), access.contains('w')))
}

#[cfg(test)]
mod tests {
    use super::shared;

    #[test]
    fn lines_of_a_map() {
        let line = "7f00-7f01 rw-s 00000000 00:1a 4711       /dev/shm/#4711 (deleted)";
        assert_eq!(shared(line), Some((((0, 0x1a), 4711), true)));
        assert_eq!(shared("7f00-7f01 r--s 00000000 00:1a 4711 /dev/shm/web"), Some((((0, 0x1a), 4711), false)));
        assert_eq!(shared("7f00-7f01 r--p 00000000 00:1a 4711 /lib/libc.so"), None);
        assert_eq!(shared("7f00-7f01 rw-s"), None);
    }
}
