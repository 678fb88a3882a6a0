//! `unlink` and `replace` remove segments, and nothing else unless told to.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::fs;
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::symlink;
use std::time::Duration;
use sync_runtime::{Shared, SyncError};
use tests::{At, Forged, Name, told};

/// Makes a file.
type Make = fn(&Name);

/// Files that are no segments, each with the error that says so.
fn no_segments() -> Vec<(Name, &'static str)> {
    let ways: [(&str, Make); 5] = [
        ("NotASegment", |name| fs::write(name.path(), "the database of another program").unwrap()),
        ("Truncated", |name| fs::write(name.path(), "short").unwrap()),
        ("Truncated", |name| fs::write(name.path(), "").unwrap()),
        ("NotARegularFile", |name| symlink("/etc/passwd", name.path()).unwrap()),
        ("NotASegment", |name| {
            drop(Shared::<u64>::create(name.as_str(), 1).unwrap());
            Forged::open(name).set(At::Magic, b"damaged!");
        }),
    ];
    let files = ways.into_iter().map(|(error, make)| {
        let name = Name::new("no-segment");
        make(&name);
        (name, error)
    });
    files.collect()
}

#[test]
fn what_is_no_segment_stays_unless_told_otherwise() {
    for (name, expected) in no_segments() {
        let errors =
            [Shared::<u64>::unlink(name.as_str()).unwrap_err(), Shared::<u64>::replace(name.as_str(), 2).unwrap_err()];
        for error in errors {
            let text = told(&error);
            println!("{text}");
            assert!(text.starts_with(expected) && text.contains(name.as_str()), "{text}");
            assert!(name.exists());
        }
        Shared::<u64>::options().damaged(true).unlink(name.as_str()).unwrap();
        assert!(!name.exists());
    }
    for (name, _) in no_segments() {
        let new = Shared::<u64>::options().damaged(true).replace(name.as_str(), 2).unwrap();
        assert_eq!(Shared::<u64>::open(name.as_str()).unwrap().load().unwrap(), 2);
        assert!(new.is_creator());
    }
    assert!(fs::metadata("/etc/passwd").is_ok(), "a link's target is not touched");

    let directory = Name::new("directory");
    fs::create_dir(directory.path()).unwrap();
    for damaged in [false, true] {
        assert!(Shared::<u64>::options().damaged(damaged).unlink(directory.as_str()).is_err());
        assert!(Shared::<u64>::options().damaged(damaged).replace(directory.as_str(), 1).is_err());
    }
    assert!(directory.exists());
}

/// Whatever comes after the first bytes.
#[test]
fn segments_of_other_types_formats_and_namespaces_are_unlinked() {
    for (at, bytes) in
        [(At::Format, &[9_u8][..]), (At::Platform, &[9]), (At::PidNamespace, &[9]), (At::Fingerprint, &[9])]
    {
        let name = Name::new("other");
        drop(Shared::<i64>::create(name.as_str(), 1).unwrap());
        Forged::open(&name).set(at, bytes);
        Shared::<u64>::unlink(name.as_str()).unwrap();
        assert!(!name.exists());
    }
}

#[test]
fn replaced_in_one_step() {
    let name = Name::new("replaced");
    // There need not be one before.
    let first = Shared::<u64>::replace(name.as_str(), 1).unwrap();
    let opened = Shared::<u64>::open(name.as_str()).unwrap();
    assert!(!first.is_unlinked().unwrap() && !opened.is_unlinked().unwrap());
    // It may have been of another type, and have another mode.
    let second = Shared::<[u32; 3]>::options().mode(0o640).replace(name.as_str(), [2; 3]).unwrap();
    assert!(first.is_unlinked().unwrap() && opened.is_unlinked().unwrap() && !second.is_unlinked().unwrap());
    opened.with_lock(|value| *value += 10).unwrap();
    assert_eq!((first.load().unwrap(), second.load().unwrap()), (11, [2; 3]));
    assert_eq!(Shared::<[u32; 3]>::open(name.as_str()).unwrap().load().unwrap(), [2; 3]);
    // Gone, and back as another.
    Shared::<u64>::unlink(name.as_str()).unwrap();
    assert!(second.is_unlinked().unwrap());
    drop(Shared::<u64>::create(name.as_str(), 3).unwrap());
    assert!(second.is_unlinked().unwrap());
    assert!(!Shared::<u64>::anonymous(0).unwrap().is_unlinked().unwrap());
}

/// Who may read a segment's file may hold a `flock` on it, and so keep others from opening it.
#[test]
fn a_replacement_needs_no_lock_on_the_file_that_has_the_name() {
    let name = Name::new("locked");
    let former = Shared::<u64>::create(name.as_str(), 1).unwrap();
    drop(former);
    let outsider = fs::File::open(name.path()).unwrap();
    // SAFETY: takes no pointer.
    assert_eq!(unsafe { libc::flock(outsider.as_raw_fd(), libc::LOCK_EX | libc::LOCK_NB) }, 0);
    let opened = Shared::<u64>::options().timeout(Duration::from_millis(20)).open(name.as_str());
    assert!(matches!(opened, Err(SyncError::BeingAdopted { .. })), "{opened:?}");
    let new = Shared::<u64>::replace(name.as_str(), 2).unwrap();
    assert!(!new.is_unlinked().unwrap());
    let opened = Shared::<u64>::open(name.as_str()).unwrap();
    opened.with_lock(|value| *value += 1).unwrap();
    assert_eq!(new.load().unwrap(), 3);
}

#[test]
fn the_creator_is_told() {
    let name = Name::new("creator");
    let first = Shared::<u64>::open_or_create(name.as_str(), 1).unwrap();
    let second = Shared::<u64>::open_or_create(name.as_str(), 2).unwrap();
    assert!(first.is_creator() && first.clone().is_creator() && !second.is_creator());
    assert!(!Shared::<u64>::open(name.as_str()).unwrap().is_creator());
    assert!(Shared::<u64>::anonymous(0).unwrap().is_creator());
    drop(second);
    let error = Shared::<u64>::create(name.as_str(), 3).unwrap_err();
    assert!(matches!(error, SyncError::AlreadyExists { .. }));
}
