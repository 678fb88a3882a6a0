//! What file lies behind an address.

use std::fs;
use std::os::unix::fs::{DirEntryExt as _, MetadataExt as _};

/// Whether the file that is mapped at `address` has a name under `/dev/shm`. `false` where that cannot be told.
///
/// The mapping knows its inode (see `proc_pid_maps(5)`), though not always its name: a file that was made without one is
/// shown as deleted for ever.
pub(crate) fn has_name(address: usize) -> bool {
    const DIRECTORY: &str = "/dev/shm";
    let Some((device, inode)) = file_at(address) else { return false };
    let Ok(directory) = fs::metadata(DIRECTORY) else { return false };
    let own = directory.dev();
    if (libc::major(own), libc::minor(own)) != device {
        return false;
    }
    fs::read_dir(DIRECTORY).into_iter().flatten().flatten().any(|entry| entry.ino() == inode)
}

/// The device and the inode of the file that is mapped at `address`.
fn file_at(address: usize) -> Option<((u32, u32), u64)> {
    let maps = fs::read_to_string("/proc/self/maps").ok()?;
    maps.lines().find_map(|line| {
        let mut words = line.split_whitespace();
        let (start, end) = words.next()?.split_once('-')?;
        let hex = |text: &str| usize::from_str_radix(text, 16).ok();
        if !(hex(start)?..hex(end)?).contains(&address) {
            return None;
        }
        // Access and offset come between.
        let (major, minor) = words.nth(2)?.split_once(':')?;
        let number = |text: &str| u32::from_str_radix(text, 16).ok();
        Some(((number(major)?, number(minor)?), words.next()?.parse().ok()?))
    })
}
