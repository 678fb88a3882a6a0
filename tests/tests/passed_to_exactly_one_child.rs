//! `pass_to` hands a segment to the child that is started, and `inherit` finds it there; nobody
//! else has it, and what was not passed is refused.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::fs;
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::Command;
use sync_runtime::{Shared, SyncError};
use tests::{Actor, Name, program};

const NOT_SET: &str = "it is not set";
const NOT_OPEN: &str = "its descriptor is not open";
const NO_NUMBERS: &str = "it does not say which descriptor was passed";
const ANOTHER_FILE: &str = "its descriptor was closed, and another file has the number";
const NO_VARIABLE: &str = "a variable's name is not empty and has neither `=` nor NUL";

fn not_passed(variable: &str, reason: &'static str) -> String {
    let variable = variable.into();
    format!("{}\n", tests::told(&SyncError::NotPassed { variable, reason }))
}

fn inherit(arguments: &[&str]) -> Command {
    let mut command = program!("actor", "inherit", "TOTAL");
    command.args(arguments);
    command
}

fn descriptors_of_this_process() -> usize {
    fs::read_dir("/proc/self/fd").unwrap().count()
}

#[test]
fn the_child_and_the_parent_share_it() {
    let name = Name::new("passed");
    for total in [Shared::anonymous(40_u64).unwrap(), Shared::create(name.as_str(), 40).unwrap()] {
        let mut command = inherit(&["--times", "2"]);
        total.pass_to(&mut command, "TOTAL").unwrap();
        assert_eq!(Actor::spawn(command).succeed(), "41\n42\n");
        assert_eq!(total.load().unwrap(), 42);
    }
}

#[test]
fn nobody_else_has_it() {
    let total = Shared::anonymous(0_u64).unwrap();
    let mut command = inherit(&["--child"]);
    total.pass_to(&mut command, "TOTAL").unwrap();
    // A child that is started between `pass_to` and the spawn, and one after it.
    let meanwhile = || Actor::spawn(program!("actor", "descriptors"));
    assert_eq!(meanwhile().succeed(), "descriptors: []\n");
    assert_eq!(Actor::spawn(inherit(&[])).succeed(), not_passed("TOTAL", NOT_SET));
    let mut child = Actor::spawn(command);
    assert_eq!(meanwhile().succeed(), "descriptors: []\n");
    // The list is not empty where there is something to list.
    let mut lister = program!("actor", "descriptors");
    total.pass_to(&mut lister, "TOTAL").unwrap();
    assert_eq!(Actor::spawn(lister).succeed(), "descriptors: [\"/memfd:sync-runtime (deleted)\"]\n");
    // The child has it, and its own children have not, though they have the variable.
    child.expect("1");
    assert_eq!(child.succeed(), format!("{}descriptors: []\n", not_passed("TOTAL", NOT_OPEN)));
    assert_eq!(total.load().unwrap(), 1);
}

#[test]
fn several_may_be_passed_to_one_child() {
    let (total, other) = (Shared::anonymous(0_u64).unwrap(), Shared::anonymous(100_u64).unwrap());
    let mut command = inherit(&[]);
    other.pass_to(&mut command, "OTHER").unwrap();
    total.pass_to(&mut command, "TOTAL").unwrap();
    assert_eq!(Actor::spawn(command).succeed(), "1\n");
    let mut command = program!("actor", "inherit", "OTHER");
    total.pass_to(&mut command, "TOTAL").unwrap();
    other.pass_to(&mut command, "OTHER").unwrap();
    assert_eq!(Actor::spawn(command).succeed(), "101\n");
    // The later one counts if they have one variable.
    let mut command = inherit(&[]);
    total.pass_to(&mut command, "TOTAL").unwrap();
    other.pass_to(&mut command, "TOTAL").unwrap();
    assert_eq!(Actor::spawn(command).succeed(), "102\n");
}

#[test]
fn what_was_passed_before_under_the_same_variable_is_not_open_in_the_child() {
    let name = Name::new("twice");
    let (first, second) = (Shared::anonymous(0_u64).unwrap(), Shared::create(name.as_str(), 0_u64).unwrap());
    let mut lister = program!("actor", "descriptors");
    for segment in [&second, &first, &second, &first] {
        segment.pass_to(&mut lister, "TOTAL").unwrap();
    }
    let told = Actor::spawn(lister).succeed();
    print!("{told}");
    assert_eq!(told, "descriptors: [\"/memfd:sync-runtime (deleted)\"]\n");
    // Another variable is another matter.
    let mut lister = program!("actor", "descriptors");
    first.pass_to(&mut lister, "TOTAL").unwrap();
    first.pass_to(&mut lister, "OTHER").unwrap();
    assert_eq!(Actor::spawn(lister).succeed().matches("memfd").count(), 2);
}

#[test]
fn what_was_not_passed() {
    let told = |value: Option<&str>| {
        let mut command = inherit(&[]);
        if let Some(value) = value {
            command.env("TOTAL", value);
        }
        Actor::spawn(command).succeed()
    };
    assert_eq!(told(None), not_passed("TOTAL", NOT_SET));
    for garbage in ["", "0", "x", "3:4", "3:4:x", "3:4:5:6", ":::", "99999999999:1:1", "3:-1:1"] {
        assert_eq!(told(Some(garbage)), not_passed("TOTAL", NO_NUMBERS), "{garbage:?}");
    }
    for closed in ["1000:1:1", "-1:1:1", "2147483647:0:0"] {
        assert_eq!(told(Some(closed)), not_passed("TOTAL", NOT_OPEN), "{closed:?}");
    }
    // Standard input is open, and no such file.
    assert_eq!(told(Some("0:1:1")), not_passed("TOTAL", ANOTHER_FILE));
}

#[test]
fn names_that_no_variable_can_have() {
    let total = Shared::anonymous(0_u64).unwrap();
    for variable in ["", "A=B", "A\0B", "="] {
        let errors =
            [total.pass_to(&mut inherit(&[]), variable).unwrap_err(), Shared::<u64>::inherit(variable).unwrap_err()];
        for error in errors {
            let SyncError::NotPassed { variable: told, reason } = &error else { panic!("{error:?}") };
            assert_eq!((&**told, *reason), (variable, NO_VARIABLE));
        }
    }
}

#[test]
fn what_is_passed_is_checked() {
    // Another type.
    let total = Shared::anonymous(0_i64).unwrap();
    let mut command = inherit(&[]);
    total.pass_to(&mut command, "TOTAL").unwrap();
    let told = Actor::spawn(command).succeed();
    assert!(told.starts_with("LayoutMismatch: "), "{told}");
    assert!(told.contains("`u64` at byte 0") && told.contains("`i64` at byte 0"), "{told}");

    // A file that is open in the child, and no segment.
    let name = Name::new("no-segment");
    let file = fs::File::create_new(name.path()).unwrap();
    let metadata = file.metadata().unwrap();
    let mut command = inherit(&[]);
    let fd = file.as_raw_fd();
    command.env("TOTAL", format!("{fd}:{}:{}", metadata.dev(), metadata.ino()));
    let keep_open = move || {
        // SAFETY: takes no pointer.
        assert_eq!(unsafe { libc::fcntl(fd, libc::F_SETFD, 0) }, 0);
        Ok(())
    };
    // SAFETY: the closure makes one system call, which is allowed between `fork` and `exec`.
    unsafe { command.pre_exec(keep_open) };
    let told = Actor::spawn(command).succeed();
    let expected = "Truncated: the segment passed as `TOTAL` has 0 bytes where 128 are needed";
    assert!(told.starts_with(expected), "{told}");
}

#[test]
fn a_named_segment_is_looked_up_again() {
    let name = Name::new("looked-up");
    let total = Shared::create(name.as_str(), 0_u64).unwrap();
    Shared::<u64>::unlink(name.as_str()).unwrap();
    let error = total.pass_to(&mut inherit(&[]), "TOTAL").unwrap_err();
    assert!(matches!(&error, SyncError::NotFound { name: told } if **told == *name.as_str()), "{error:?}");

    let _other = Shared::create(name.as_str(), 0_u64).unwrap();
    let error = total.pass_to(&mut inherit(&[]), "TOTAL").unwrap_err();
    let SyncError::NotPassed { reason, .. } = &error else { panic!("{error:?}") };
    assert_eq!(*reason, "the segment was unlinked, and another has its name");
}

#[test]
fn it_outlives_the_parents_handle() {
    let total = Shared::anonymous(7_u64).unwrap();
    let mut command = inherit(&[]);
    total.pass_to(&mut command, "TOTAL").unwrap();
    drop(total);
    assert_eq!(Actor::spawn(command).succeed(), "8\n");
}

#[test]
fn no_descriptor_is_left_in_the_parent() {
    let name = Name::new("descriptors");
    let named = Shared::create(name.as_str(), 0_u64).unwrap();
    let anonymous = Shared::anonymous(0_u64).unwrap();
    // Other tests of this file have some at times; they cannot have a thousand.
    let before = descriptors_of_this_process();
    for _ in 0..1000 {
        let mut command = inherit(&[]);
        named.pass_to(&mut command, "TOTAL").unwrap();
        anonymous.pass_to(&mut command, "OTHER").unwrap();
    }
    assert!(descriptors_of_this_process() < before + 500);
}
