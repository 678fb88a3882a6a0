//! What a segment may be called, who may use it, and that names come and go as told.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use sync_runtime::{Shared, SyncError};
use tests::{Actor, Name, program};

fn mode_of(name: &Name) -> u32 {
    fs::metadata(name.path()).unwrap().mode() & 0o7777
}

#[test]
fn names_that_no_segment_can_have() {
    let long = "x".repeat(251);
    let cases = [
        ("", "it is empty"),
        (".", "it means a directory"),
        ("..", "it means a directory"),
        ("a/b", "it contains `/`"),
        ("/a", "it contains `/`"),
        ("../a", "it contains `/`"),
        ("a\0b", "it contains NUL"),
        (&long, "it is longer than 250 bytes"),
        (".sync-runtime.mine", "names that begin with `.sync-runtime.` are those of unfinished segments"),
    ];
    for (name, why) in cases {
        let outcomes = [
            Shared::<u8>::create(name, 0).map(drop),
            Shared::<u8>::open(name).map(drop),
            Shared::<u8>::open_or_create(name, 0).map(drop),
            Shared::<u8>::replace(name, 0).map(drop),
            Shared::<u8>::unlink(name),
        ];
        for outcome in outcomes {
            let error = outcome.unwrap_err();
            let SyncError::InvalidName { name: told, reason } = &error else { panic!("{name:?}: {error:?}") };
            assert_eq!((&**told, *reason), (name, why));
            assert_eq!(error.errno(), Some(libc::EINVAL));
        }
    }
}

#[test]
fn names_that_a_segment_can_have() {
    let prefix = Name::prefix();
    let long = format!("{prefix}{}", "x".repeat(250 - prefix.len()));
    let multibyte = format!("{prefix}{}", "ü".repeat((250 - prefix.len()) / 2));
    let odd = [" ", "\n", "-", "...", "%s", "'\"", "\u{1f980}"].map(|odd| format!("{prefix}{odd}"));
    for name in odd.into_iter().chain([long, multibyte]) {
        let shared = Shared::<u8>::create(&name, 5);
        let opened = Shared::<u8>::open(&name).map(|shared| shared.load().unwrap());
        Shared::<u8>::unlink(&name).unwrap();
        assert_eq!((shared.unwrap().load().unwrap(), opened.unwrap()), (5, 5), "{name:?}");
    }
}

#[test]
fn modes_that_no_segment_can_have() {
    let name = Name::new("mode");
    for mode in [0, 0o400, 0o200, 0o500, 0o066, 0o1600, 0o4755, u32::MAX] {
        let outcomes = [
            Shared::<u8>::options().mode(mode).create(name.as_str(), 0).map(drop),
            Shared::<u8>::options().mode(mode).open(name.as_str()).map(drop),
            Shared::<u8>::options().mode(mode).open_or_create(name.as_str(), 0).map(drop),
        ];
        for outcome in outcomes {
            let error = outcome.unwrap_err();
            assert!(matches!(error, SyncError::InvalidMode { mode: told } if told == mode), "{mode:o}: {error:?}");
        }
    }
    assert!(!name.exists());
}

#[test]
fn the_owner_alone_unless_told_otherwise() {
    let name = Name::new("default-mode");
    Shared::<u8>::create(name.as_str(), 0).unwrap();
    assert_eq!(mode_of(&name), 0o600);
    Shared::<u8>::unlink(name.as_str()).unwrap();
    Shared::<u8>::open_or_create(name.as_str(), 0).unwrap();
    assert_eq!(mode_of(&name), 0o600);
}

#[test]
fn the_mode_is_what_was_asked_for_whatever_the_umask() {
    for mode in [0o600_u32, 0o640, 0o660, 0o666, 0o777] {
        for umask in [0_u32, 0o022, 0o077, 0o777] {
            let name = Name::new("umask");
            let (mode, umask) = (mode.to_string(), umask.to_string());
            Actor::spawn(program!("actor", "create-under-umask", &name, &mode, umask)).succeed();
            assert_eq!(mode_of(&name).to_string(), mode);
        }
    }
}

#[test]
fn a_name_is_taken_once() {
    let name = Name::new("taken");
    let first = Shared::<u64>::create(name.as_str(), 1).unwrap();
    let error = Shared::<u64>::create(name.as_str(), 2).unwrap_err();
    assert_eq!(error.errno(), Some(libc::EEXIST));
    assert!(matches!(&error, SyncError::AlreadyExists { name: told } if **told == *name.as_str()), "{error:?}");
    assert_eq!(first.load().unwrap(), 1);
    assert_eq!(Shared::<u64>::open_or_create(name.as_str(), 3).unwrap().load().unwrap(), 1);
}

#[test]
fn unlinked_is_gone_for_others_and_stays_for_those_who_have_it() {
    let name = Name::new("unlinked");
    let error = Shared::<u64>::unlink(name.as_str()).unwrap_err();
    assert!(matches!(&error, SyncError::NotFound { name: told } if **told == *name.as_str()), "{error:?}");

    let first = Shared::<u64>::create(name.as_str(), 1).unwrap();
    let second = Shared::<u64>::open(name.as_str()).unwrap();
    Shared::<u64>::unlink(name.as_str()).unwrap();
    assert!(!name.exists());
    assert!(matches!(Shared::<u64>::open(name.as_str()), Err(SyncError::NotFound { .. })));
    first.with_lock(|value| *value += 1).unwrap();
    assert_eq!(second.load().unwrap(), 2);

    let other = Shared::<u64>::create(name.as_str(), 10).unwrap();
    second.with_lock(|value| *value += 1).unwrap();
    assert_eq!((first.load().unwrap(), other.load().unwrap()), (3, 10));
}

#[test]
fn dropping_a_handle_removes_nothing() {
    let name = Name::new("dropped");
    drop(Shared::<u64>::create(name.as_str(), 4).unwrap());
    assert!(name.exists());
    assert_eq!(Shared::<u64>::open(name.as_str()).unwrap().load().unwrap(), 4);
}
