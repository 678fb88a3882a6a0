//! What is found under a name is looked at before it is believed, and each mistake has its own
//! error.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::ffi::CString;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::os::unix::net::UnixListener;
use sync_runtime::{Shared, SyncError};
use tests::forged::HEADER;
use tests::{Actor, At, Forged, Name, program};

/// [`HEADER`], as a length.
const HEADER_LEN: usize = size_of::<[u64; 8]>();

/// A user that is not this one, and nobody's.
const STRANGER: u32 = 54321;

fn segment(tag: &str) -> Name {
    let name = Name::new(tag);
    Shared::<u64>::create(name.as_str(), 7).unwrap();
    name
}

fn open(name: &Name) -> SyncError {
    Shared::<u64>::open(name.as_str()).unwrap_err()
}

fn is_root() -> bool {
    // SAFETY: takes nothing.
    unsafe { libc::geteuid() == 0 }
}

#[test]
fn nothing_of_that_name() {
    let name = Name::new("nothing");
    let error = open(&name);
    assert_eq!(error.errno(), Some(libc::ENOENT));
    assert!(matches!(&error, SyncError::NotFound { name: told } if **told == *name.as_str()), "{error:?}");
}

#[test]
fn what_is_not_a_regular_file() {
    type Make = fn(&Name, &Name);
    let target = segment("target");
    let ways: [(&str, Make); 6] = [
        ("a symbolic link", |name, target| symlink(target.path(), name.path()).unwrap()),
        ("a symbolic link", |name, _| symlink("/nowhere", name.path()).unwrap()),
        ("a symbolic link", |name, _| symlink("/proc/self", name.path()).unwrap()),
        ("a directory", |name, _| fs::create_dir(name.path()).unwrap()),
        ("a pipe", |name, _| {
            let path = CString::new(name.path().into_os_string().into_vec()).unwrap();
            // SAFETY: the path ends in NUL.
            assert_eq!(unsafe { libc::mkfifo(path.as_ptr(), 0o600) }, 0);
        }),
        ("a socket or a device", |name, _| drop(UnixListener::bind(name.path()).unwrap())),
    ];
    for (expected, make) in ways {
        let name = Name::new("not-a-file");
        make(&name, &target);
        let error = open(&name);
        assert!(
            matches!(error, SyncError::NotARegularFile { found, .. } if found == expected),
            "{expected}: {error:?}"
        );
        let error = Shared::<u64>::open_or_create(name.as_str(), 0).unwrap_err();
        assert!(matches!(error, SyncError::NotARegularFile { .. }), "{expected}: {error:?}");
        let error = Shared::<u64>::create(name.as_str(), 0).unwrap_err();
        assert!(matches!(error, SyncError::AlreadyExists { .. }), "{expected}: {error:?}");
    }
    assert_eq!(Shared::<u64>::open(target.as_str()).unwrap().load().unwrap(), 7);
}

#[test]
fn another_users_segment() {
    if !is_root() {
        println!("SKIPPED: only root can give a file to another user");
        return;
    }
    let name = segment("owner");
    chown(name.path(), Some(STRANGER), None).unwrap();
    let error = open(&name);
    assert!(matches!(error, SyncError::WrongOwner { owner: STRANGER, expected: 0, .. }), "{error:?}");

    // Root's is good enough for everybody, if root lets them.
    chown(name.path(), Some(0), None).unwrap();
    fs::set_permissions(name.path(), Permissions::from_mode(0o666)).unwrap();
    let as_stranger = |mode: &str| {
        let user = STRANGER.to_string();
        Actor::spawn(program!("actor", "open", &name, "--user", user, "--mode", mode)).succeed()
    };
    assert_eq!(as_stranger("438"), "7\n", "0o666");
    assert!(as_stranger("384").starts_with("TooPermissive"), "0o600");
    // And a third user's is not.
    chown(name.path(), Some(STRANGER + 1), None).unwrap();
    let told = as_stranger("438");
    let expected =
        format!("WrongOwner: the segment `{name}` belongs to user {}, expected user {STRANGER} or root;", STRANGER + 1);
    assert!(told.starts_with(&expected), "{told}");
}

#[test]
fn a_segment_that_others_may_write() {
    let name = segment("mode");
    for mode in [0o620, 0o602, 0o622, 0o660, 0o666, 0o777] {
        fs::set_permissions(name.path(), Permissions::from_mode(mode)).unwrap();
        let error = open(&name);
        assert!(
            matches!(error, SyncError::TooPermissive { mode: told, allowed: 0o600, .. } if told == mode),
            "{mode:o}: {error:?}"
        );
        assert_eq!(Shared::<u64>::options().mode(mode).open(name.as_str()).unwrap().load().unwrap(), 7);
        let error = Shared::<u64>::options().mode(0o644).open_or_create(name.as_str(), 0).unwrap_err();
        assert!(matches!(error, SyncError::TooPermissive { allowed: 0o644, .. }), "{mode:o}: {error:?}");
    }
    // Reading is not writing, and one group of the two is not the other.
    for mode in [0o600, 0o640, 0o644, 0o755] {
        fs::set_permissions(name.path(), Permissions::from_mode(mode)).unwrap();
        assert_eq!(Shared::<u64>::open(name.as_str()).unwrap().load().unwrap(), 7, "{mode:o}");
    }
    fs::set_permissions(name.path(), Permissions::from_mode(0o602)).unwrap();
    let error = Shared::<u64>::options().mode(0o660).open(name.as_str()).unwrap_err();
    assert!(matches!(error, SyncError::TooPermissive { mode: 0o602, allowed: 0o660, .. }), "{error:?}");
}

#[test]
fn a_file_that_is_too_small() {
    let name = segment("small");
    let forged = Forged::open(&name);
    let whole = forged.len();
    for len in (0..whole).rev() {
        forged.resize(len);
        let error = open(&name);
        let expected = if len < HEADER { HEADER } else { whole };
        assert!(
            matches!(error, SyncError::Truncated { needed, got, .. } if needed == expected && got == len),
            "{len} bytes: {error:?}"
        );
    }
}

#[test]
fn what_another_program_wrote() {
    let name = segment("magic");
    Forged::open(&name).set(At::Magic, b"#!/bin/s");
    let (expected, found) = (u64::from_ne_bytes(*b"sync-rt\n"), u64::from_ne_bytes(*b"#!/bin/s"));
    let error = open(&name);
    assert!(
        matches!(error, SyncError::NotASegment { expected: e, found: f, .. } if (e, f) == (expected, found)),
        "{error:?}"
    );
}

#[test]
fn another_format() {
    let name = segment("format");
    let forged = Forged::open(&name);
    let format = u32::from_ne_bytes(forged.read(At::Format as u64));
    for other in [0, format + 1, u32::MAX] {
        forged.set(At::Format, &other.to_ne_bytes());
        let error = open(&name);
        assert!(
            matches!(error, SyncError::FormatVersion { expected, found, .. } if (expected, found) == (format, other)),
            "{error:?}"
        );
    }
}

#[test]
fn another_c_library_pointer_or_mutex() {
    let name = segment("platform");
    let forged = Forged::open(&name);
    let [library, pointer, mutex, rest]: [u8; 4] = forged.read(At::Platform as u64);
    let own = |library, pointer: u8, mutex| {
        format!("{library}, {}-bit pointers, mutexes of {mutex} bytes", u32::from(pointer) * 8)
    };
    let name_of = |library| match library {
        1 => "glibc".to_owned(),
        2 => "musl".to_owned(),
        other => format!("C library number {other}"),
    };
    for (l, p, m) in [(3 - library, pointer, mutex), (9, pointer, mutex), (library, 4, mutex), (library, pointer, 24)] {
        forged.set(At::Platform, &[l, p, m, rest]);
        let error = open(&name);
        let SyncError::ForeignPlatform { expected, found, .. } = error else { panic!("{error:?}") };
        assert_eq!(*expected, *own(name_of(library), pointer, mutex));
        assert_eq!(*found, *own(name_of(l), p, m));
    }
}

#[test]
fn another_pid_namespace() {
    let name = Name::new("namespace");
    // A process has it open.
    let handle = Shared::<u64>::create(name.as_str(), 7).unwrap();
    let forged = Forged::open(&name);
    let here = forged.word(At::PidNamespace);
    forged.set(At::PidNamespace, &(here + 1).to_ne_bytes());
    let error = open(&name);
    assert!(
        matches!(error, SyncError::PidNamespace { expected, found, .. } if (expected, found) == (here, here + 1)),
        "{error:?}"
    );
    forged.set(At::PidNamespace, &here.to_ne_bytes());

    let told = Actor::spawn(program!("actor", "open-in-new-pid-namespace", &name)).succeed();
    if told.starts_with("not permitted") {
        println!("SKIPPED: making a PID namespace is {told}");
        return;
    }
    let open_here = format!("is open in a living process of PID namespace {here}, this process is in ");
    let (start, rest) = told.split_once(&open_here).unwrap_or_else(|| panic!("{told}"));
    assert!(start.starts_with("PidNamespace: "), "{told}");
    let there: u64 = rest.split_once(',').unwrap().0.parse().unwrap();
    assert_ne!(there, here);
    assert_eq!(handle.load().unwrap(), 7);
}

#[test]
fn another_struct() {
    let name = segment("struct");
    let error = Shared::<i64>::open(name.as_str()).unwrap_err();
    assert!(matches!(error, SyncError::LayoutMismatch(_)), "{error:?}");
}

/// Everything is wrong at once, and then put right, one after the other.
#[test]
fn the_checks_come_in_order() {
    let name = Name::new("order");
    // A living process has it open, or its namespace would not be looked at.
    let _handle = Shared::<u64>::create(name.as_str(), 7).unwrap();
    let forged = Forged::open(&name);
    let header: [u8; HEADER_LEN] = forged.read(0);
    let whole = forged.len();
    let restore = |at: At, bytes: usize| forged.write(at as u64, &header[at as usize..][..bytes]);
    forged.write(0, &[0xee; HEADER_LEN]);
    forged.resize(HEADER - 1);
    fs::set_permissions(name.path(), Permissions::from_mode(0o606)).unwrap();
    if is_root() {
        chown(name.path(), Some(STRANGER), None).unwrap();
        assert!(matches!(open(&name), SyncError::WrongOwner { .. }));
        chown(name.path(), Some(0), None).unwrap();
        fs::set_permissions(name.path(), Permissions::from_mode(0o606)).unwrap();
    } else {
        println!("SKIPPED: the owner, for only root can give a file to another user");
    }
    assert!(matches!(open(&name), SyncError::TooPermissive { .. }));
    fs::set_permissions(name.path(), Permissions::from_mode(0o600)).unwrap();
    assert!(matches!(open(&name), SyncError::Truncated { .. }));
    forged.resize(whole);
    forged.write(HEADER - 1, &[0xee]);
    assert!(matches!(open(&name), SyncError::NotASegment { .. }));
    restore(At::Magic, 8);
    assert!(matches!(open(&name), SyncError::FormatVersion { .. }));
    restore(At::Format, 4);
    assert!(matches!(open(&name), SyncError::ForeignPlatform { .. }));
    restore(At::Platform, 4);
    assert!(matches!(open(&name), SyncError::PidNamespace { .. }));
    restore(At::PidNamespace, 8);
    assert!(matches!(open(&name), SyncError::LayoutMismatch(_)));
    restore(At::Fingerprint, 8);
    assert!(matches!(open(&name), SyncError::LayoutMismatch(_)), "it is said to be a table");
    restore(At::Records, 8);
    assert!(matches!(open(&name), SyncError::Truncated { .. }), "its value is said to be beyond its end");
    restore(At::LockedAt, 8);
    restore(At::SchemaLen, 8);
    // Cutting the file short cut off everything behind the header, the lock included.
    assert!(matches!(open(&name), SyncError::Damaged { .. }));
}
