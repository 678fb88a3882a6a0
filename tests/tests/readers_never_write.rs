//! A reader maps a segment for reading alone: of another user too, if it says so; and sees whole
//! values.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::thread;
use std::time::Duration;
use sync_runtime::{Shared, SharedLocked, SharedReader, SyncError};
use tests::values::Counters;
use tests::{Actor, Name, program};

/// A user that is not this one, and nobody's.
const STRANGER: u32 = 54321;

const PATIENCE: Duration = Duration::from_secs(10);

fn is_root() -> bool {
    // SAFETY: takes nothing.
    unsafe { libc::geteuid() == 0 }
}

fn counters() -> Counters {
    Counters { first: 0, second: 0, third: 0.0 }
}

#[test]
fn a_reader_sees_each_commit_and_its_memory_cannot_be_written() {
    let name = Name::new("reader");
    let shared = Shared::<u64>::create(name.as_str(), 5).unwrap();
    fs::set_permissions(name.path(), Permissions::from_mode(0o400)).unwrap();
    let reader = SharedReader::<u64>::open(name.as_str()).unwrap();
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let own = maps.lines().filter(|line| line.contains(name.as_str()) && line.contains(" r--s "));
    assert_eq!(own.count(), 1, "{maps}");

    assert_eq!((reader.load().unwrap(), reader.version(), reader.recoveries()), (5, 0, 0));
    assert_eq!(reader.load_newer(0, Duration::from_millis(5)).unwrap(), None);
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..10 {
                thread::sleep(Duration::from_millis(1));
                shared.with_lock(|value| *value += 1).unwrap();
            }
        });
        let mut seen = 0;
        while seen < 10 {
            let newer = reader.load_newer(seen, PATIENCE).unwrap().expect("it is committed to");
            assert!(newer.version > seen);
            assert_eq!(newer.value, 5 + newer.version);
            seen = newer.version;
        }
    });
    assert_eq!(reader.clone().snapshot().unwrap().value, 15);
    assert!(!reader.is_unlinked().unwrap());
    Shared::<u64>::unlink(name.as_str()).unwrap();
    assert!(reader.is_unlinked().unwrap());
}

#[test]
fn a_reader_does_not_wait_for_a_lock_that_is_held() {
    let name = Name::new("held");
    let shared = Shared::<u64>::create(name.as_str(), 5).unwrap();
    let _guard = shared.get_lock().unwrap();
    assert_eq!(SharedReader::<u64>::open(name.as_str()).unwrap().load().unwrap(), 5);
}

#[test]
fn a_value_without_a_lock() {
    #[derive(SharedLocked, Debug, PartialEq)]
    #[shared(lock = none)]
    struct Unlocked {
        number: u64,
    }
    let name = Name::new("unlocked");
    let shared = Shared::create(name.as_str(), Unlocked { number: 1 }).unwrap();
    let reader = SharedReader::<Unlocked>::open(name.as_str()).unwrap();
    shared.store(Unlocked { number: 2 }).unwrap();
    assert_eq!(reader.load().unwrap(), Unlocked { number: 2 });
}

#[test]
fn a_reader_checks_what_it_finds() {
    let name = Name::new("checked");
    let error = SharedReader::<u64>::open(name.as_str()).unwrap_err();
    assert!(matches!(error, SyncError::NotFound { .. }), "{error:?}");
    let _shared = Shared::<u64>::create(name.as_str(), 5).unwrap();
    let error = SharedReader::<i64>::open(name.as_str()).unwrap_err();
    assert!(matches!(error, SyncError::LayoutMismatch(_)), "{error:?}");
    fs::write(name.path(), [0_u8; 200]).unwrap();
    let error = SharedReader::<u64>::open(name.as_str()).unwrap_err();
    assert!(matches!(error, SyncError::NotASegment { .. }), "{error:?}");
}

#[test]
fn another_user_reads_if_it_says_so() {
    if !is_root() {
        println!("SKIPPED: only root can become another user");
        return;
    }
    let name = Name::new("users");
    let shared = Shared::<Counters>::options().mode(0o644).create(name.as_str(), counters()).unwrap();
    let stranger = STRANGER.to_string();
    let read = |arguments: &[&str]| {
        let mut command = program!("actor", "read", &name, "--user", &stranger);
        command.args(arguments);
        Actor::spawn(command).succeed()
    };
    let whole = "whole 1, torn 0, moved false\n";
    // Root's is read by all; another user's is not, unless it is asked for.
    assert_eq!(read(&[]), whole);
    chown(name.path(), Some(STRANGER + 1), None).unwrap();
    let refused = read(&[]);
    let expected =
        format!("WrongOwner: the segment `{name}` belongs to user {}, expected user {STRANGER} or root;", STRANGER + 1);
    assert!(refused.starts_with(&expected), "{refused}");
    assert_eq!(read(&["--any-owner"]), whole);
    // To lock it, write permission is needed.
    chown(name.path(), Some(0), None).unwrap();
    let told = Actor::spawn(program!("actor", "open", &name, "--user", &stranger)).succeed();
    assert!(told.starts_with("System: open failed") && told.contains(name.as_str()), "{told}");

    // One that only its owner may read.
    chown(name.path(), Some(STRANGER + 1), None).unwrap();
    fs::set_permissions(name.path(), Permissions::from_mode(0o600)).unwrap();
    assert_eq!(read(&[]), refused);
    assert!(read(&["--any-owner"]).starts_with("System: open failed"));
    let told = Actor::spawn(program!("actor", "open", &name, "--user", &stranger)).succeed();
    assert_eq!(told, refused, "a foreign segment with mode 0600");
    drop(shared);
}

#[test]
fn a_reader_inherits() {
    let total = Shared::anonymous(counters()).unwrap();
    let mut command = program!("actor", "inherit-to-read", "TOTAL");
    total.pass_to(&mut command, "TOTAL").unwrap();
    assert_eq!(Actor::spawn(command).succeed(), "whole true, unlinked false\n");
    let name = Name::new("inherited");
    let total = Shared::create(name.as_str(), counters()).unwrap();
    let mut command = program!("actor", "inherit-to-read", "TOTAL");
    total.pass_to(&mut command, "TOTAL").unwrap();
    assert_eq!(Actor::spawn(command).succeed(), "whole true, unlinked false\n");
    let mut command = program!("actor", "inherit-to-read", "TOTAL");
    total.pass_to(&mut command, "TOTAL").unwrap();
    Shared::<Counters>::unlink(name.as_str()).unwrap();
    // It had no name when it was inherited, so it has none to lose.
    assert_eq!(Actor::spawn(command).succeed(), "whole true, unlinked false\n");
}
