//! Namespaces, full disks, and segments without end.

use super::Played;
use crate::name::{DIRECTORY, Name, left_in_directory};
use crate::proof::fork::Fork;
use crate::proof::in_place::Large as LargeInPlace;
use crate::proof::private;
use crate::proof::sample::{Mixed, Sample as _};
use crate::ptrace::Stop;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::ops::Range;
use std::path::Path;
use std::process;
use sync_runtime::{Shared, SyncError, Table};

pub(super) fn pid_namespaces() -> Played {
    let name = Name::new("namespaces");
    let shared = Shared::create(name.as_str(), Mixed::of(1)).unwrap();
    // SAFETY: takes no pointer; it is about the children that are started from now on.
    if unsafe { libc::unshare(libc::CLONE_NEWPID) } < 0 {
        return Err(io::Error::last_os_error());
    }
    let child = Fork::free(|| {
        assert_eq!(process::id(), 1, "the first process of its namespace");
        let Err(SyncError::PidNamespace { expected, found, .. }) = Shared::<Mixed>::open(name.as_str()) else {
            panic!("its thread ids mean other threads")
        };
        assert_ne!(expected, found);
        let own = Name::new("inside");
        let inside = Shared::create(own.as_str(), Mixed::of(1)).unwrap();
        inside.with_lock(Mixed::advance).unwrap();
        assert_eq!(Shared::<Mixed>::open(own.as_str()).unwrap().load().unwrap().whole(), Some(2));
    });
    assert_eq!(child.join(), Stop::Exited(0));
    shared.with_lock(Mixed::advance).unwrap();
    Ok(())
}

pub(super) fn full_disk() -> Played {
    type Large = [u8; 16384];
    private::enter(256)?;
    fill_up("full", 0..16, |name| {
        let shared = Shared::<Large>::create(name, [7; 16384])?;
        // Every byte is there: writing none of them is a signal.
        (0..3).for_each(|_| shared.with_lock(|bytes| bytes.fill(8)).unwrap());
        assert_eq!(shared.load().unwrap(), [8; 16384]);
        Ok(())
    })?;
    fill_up("full-in-place", 0..16, |name| {
        let shared = Shared::<LargeInPlace>::create_with(name, |value| LargeInPlace::fill(value, 7))?;
        (0..3).for_each(|_| shared.with_lock(|value| LargeInPlace::fill(value, 8)).unwrap());
        assert!(shared.load().unwrap().is_whole());
        Ok(())
    })?;
    fill_up("full-table", 0..16, |name| {
        let table = Table::<u64>::create(name, 256, |_| 7)?;
        table.iter().for_each(|record| record.with_lock(|number| *number = 8).unwrap());
        Ok(())
    })
}

/// Makes a segment where so many pages are free: either all of it is there, or nothing is left of
/// the attempt.
fn fill_up(tag: &str, pages: Range<u64>, attempt: impl Fn(&str) -> Result<(), SyncError>) -> Played {
    let filler_path = Path::new(DIRECTORY).join("filler");
    let (mut full, mut made) = (0, 0);
    for pages in pages {
        let name = Name::new(tag);
        let mut filler = File::create(&filler_path)?;
        // All but so many pages.
        for _ in pages..private::free_blocks() {
            filler.write_all(&[1; 4096])?;
        }
        match attempt(name.as_str()) {
            Ok(()) => made += 1,
            Err(error) => {
                assert_eq!(error.errno(), Some(libc::ENOSPC), "{error}");
                assert_eq!(private::free_blocks(), pages, "nothing is left of the attempt");
                assert!(left_in_directory(&[process::id()]).is_empty());
                full += 1;
            }
        }
        drop(name);
        fs::remove_file(&filler_path)?;
    }
    println!("{tag}: disk full {full} times, room enough {made} times");
    assert!(full >= 8 && made >= 1);
    Ok(())
}

pub(super) fn shortened_file() -> Played {
    let name = Name::new("shortened");
    drop(Shared::create(name.as_str(), Mixed::of(1)).unwrap());
    let file = OpenOptions::new().write(true).open(name.path())?;
    let whole = file.metadata()?.len();
    for len in (0..whole).rev() {
        file.set_len(len)?;
        match Shared::<Mixed>::open(name.as_str()) {
            Err(SyncError::Truncated { needed, got, .. }) => assert!(got == len && needed > len && needed <= whole),
            other => panic!("{len} bytes of {whole}: {other:?}"),
        }
    }
    Ok(())
}

/// Descriptors and mappings of this process. See `proc_pid_fd(5)` and `proc_pid_maps(5)`.
fn holdings() -> (usize, usize) {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let segments = maps.lines().filter(|line| line.contains(DIRECTORY) || line.contains("sync-runtime"));
    (fs::read_dir("/proc/self/fd").unwrap().count(), segments.count())
}

pub(super) fn cycles() -> Played {
    let name = Name::new("cycles");
    let before = holdings();
    for turn in 0..20_000 {
        let made = Shared::create(name.as_str(), Mixed::of(turn)).unwrap();
        let opened = Shared::<Mixed>::open(name.as_str()).unwrap();
        opened.with_lock(Mixed::advance).unwrap();
        assert_eq!(made.load().unwrap().whole(), Some(turn + 1));
        drop((made, opened));
        Shared::<Mixed>::unlink(name.as_str()).unwrap();
    }
    assert_eq!(holdings(), before);
    assert!(left_in_directory(&[process::id()]).is_empty());
    Ok(())
}

pub(super) fn thousands() -> Played {
    const SEGMENTS: u64 = 5000;
    let before = holdings();
    let names: Vec<Name> = (0..SEGMENTS).map(|_| Name::new("thousands")).collect();
    let made: Vec<Shared<u64>> =
        (0..).zip(&names).map(|(number, name)| Shared::create(name.as_str(), number).unwrap()).collect();
    let opened: Vec<_> = names.iter().map(|name| Shared::<u64>::open(name.as_str()).unwrap()).collect();
    assert_eq!(holdings(), (before.0, before.1 + names.len()), "one mapping each, and no descriptors");
    // As many as one thread may hold at once, again and again.
    for some in made.chunks(1536) {
        let guards: Vec<_> = some.iter().map(|shared| shared.get_lock().unwrap()).collect();
        for mut guard in guards {
            *guard += 1;
        }
    }
    for (number, shared) in (0..).zip(&opened) {
        assert_eq!(shared.load().unwrap(), number + 1);
    }
    drop((made, opened));
    assert_eq!(holdings(), before);
    Ok(())
}
