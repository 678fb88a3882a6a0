//! Every error names the segment it is about, says what was expected and found, and what to do.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::process::Command;
use std::time::Duration;
use sync_runtime::{Pod, Semaphore, Shared, SharedLocked, SyncError, Table, Timeout};
use tests::values::Counters;
use tests::{Actor, At, Forged, Name, program};

fn open(name: &Name) -> SyncError {
    Shared::<u64>::open(name.as_str()).unwrap_err()
}

/// A segment and a handle of it.
fn segment(tag: &str) -> (Name, Shared<u64>) {
    let name = Name::new(tag);
    let shared = Shared::create(name.as_str(), 7).unwrap();
    (name, shared)
}

/// The message, if the error is the one that is expected and its message has all parts.
fn says(error: &SyncError, kind: &str, parts: &[&str]) {
    let text = error.to_string();
    println!("{text}");
    assert!(tests::kind(error).starts_with(kind), "expected {kind}: {text}");
    assert_eq!(format!("{error:?}"), text, "`main` and `unwrap` print it");
    for part in parts {
        assert!(text.contains(part), "no {part:?} in: {text}");
    }
}

#[test]
fn of_a_name() {
    let (name, _handle) = segment("name");
    let quoted = format!("`{name}`");
    let error = Shared::create(name.as_str(), 1_u64).unwrap_err();
    says(&error, "AlreadyExists", &[&quoted, "exists", "`open`", "`unlink`", "`open_or_create`"]);
    let nothing = Name::new("nothing");
    says(&open(&nothing), "NotFound", &[nothing.as_str(), "`create`", "`open_or_create`"]);
    says(&Shared::<u64>::open("a/b").unwrap_err(), "InvalidName", &["`a/b`", "it contains `/`", "1 to 250 bytes"]);
    let error = Shared::<u64>::options().mode(0o1777).open(name.as_str()).unwrap_err();
    says(&error, "InvalidMode", &["0o1777", "0o600", "0o777"]);
}

#[test]
fn of_a_file() {
    let link = Name::new("link");
    symlink("/nowhere", link.path()).unwrap();
    says(&open(&link), "NotARegularFile", &[link.as_str(), "a symbolic link", "regular file", "remove it"]);

    let (name, handle) = segment("file");
    let quoted = format!("the segment `{name}`");
    fs::set_permissions(name.path(), Permissions::from_mode(0o666)).unwrap();
    says(&open(&name), "TooPermissive", &[&quoted, "0o666", "0o600", "options().mode(…)"]);
    fs::set_permissions(name.path(), Permissions::from_mode(0o600)).unwrap();
    // SAFETY: takes nothing.
    if unsafe { libc::geteuid() } == 0 {
        chown(name.path(), Some(54321), None).unwrap();
        says(&open(&name), "WrongOwner", &[&quoted, "user 54321", "user 0", "any_owner(true)"]);
        chown(name.path(), Some(0), None).unwrap();
    } else {
        println!("SKIPPED: only root can give a file to another user");
    }
    drop(handle);
    let forged = Forged::open(&name);
    forged.resize(10);
    says(&open(&name), "Truncated", &[&quoted, "10 bytes", "128 are needed", "damaged(true)"]);
}

#[test]
fn of_a_header() {
    let (name, handle) = segment("header");
    let (quoted, forged) = (format!("the segment `{name}`"), Forged::open(&name));
    let with = |at: At, bytes: &[u8], kind: &str, parts: &[&str]| {
        let before: [u8; 8] = forged.read(at as u64);
        forged.set(at, bytes);
        says(&open(&name), kind, &[parts, &[name.as_str()]].concat());
        forged.set(at, &before);
    };
    with(At::Magic, b"#!/bin/s", "NotASegment", &["0x732f6e69622f2123", "use another name", "damaged(true)"]);
    with(At::Format, &[9], "FormatVersion", &[&quoted, "format 9", "format 3", "same version", "`unlink`"]);
    with(At::Platform, &[9], "ForeignPlatform", &[&quoted, "C library number 9", "same target", "`unlink`"]);
    with(At::PidNamespace, &[9, 9, 9, 9], "PidNamespace", &[&quoted, "SharedReader", "`unlink`", "--pid=host"]);
    with(At::Fingerprint, &[9], "LayoutMismatch", &[&quoted, "another layout", "`unlink`", "same struct"]);
    with(At::LockedAt, &[7, 0], "Damaged", &[&quoted, "not aligned", "`unlink`"]);
    with(At::LockedAt, &[64, 0], "Damaged", &[&quoted, "no value", "`unlink`"]);
    assert_eq!(handle.load().unwrap(), 7);
}

/// Another opener that is stopped in the middle of an adoption.
#[test]
fn of_an_adoption() {
    let (name, handle) = segment("adoption");
    drop(handle);
    let forged = Forged::open(&name);
    forged.set(At::PidNamespace, &[9]);
    let turn = tests::forged::turn(&name);
    let error = Shared::<u64>::options().timeout(Duration::from_millis(20)).open(name.as_str()).unwrap_err();
    says(&error, "BeingAdopted", &[&format!("the segment `{name}`"), "ms;", "longer timeout"]);
    let least = Duration::from_millis(20);
    assert!(matches!(error, SyncError::BeingAdopted { waited, .. } if waited >= least), "{error:?}");
    assert_eq!(error.errno(), Some(libc::ETIMEDOUT));
    let error = Shared::<u64>::options().timeout(Timeout::Try).open(name.as_str()).unwrap_err();
    says(&error, "BeingAdopted", &[]);
    drop(turn);
    assert_eq!(Shared::<u64>::open(name.as_str()).unwrap().load().unwrap(), 7);
}

#[test]
#[allow(dead_code, reason = "only the layouts matter")]
fn of_a_layout() {
    #[derive(SharedLocked)]
    struct Former {
        attempts: u64,
        limit: u32,
    }
    #[derive(SharedLocked)]
    struct Current {
        attempts: u64,
        limit: u32,
        retries: Option<u32>,
    }
    let name = Name::new("layout");
    drop(Shared::create(name.as_str(), Former { attempts: 0, limit: 1 }).unwrap());
    let text = Shared::<Current>::open(name.as_str()).map(drop).unwrap_err().to_string();
    println!("{text}");
    assert_eq!(
        text,
        format!(
            "the segment `{name}` holds a struct of another layout: for `retries` this program has `Option<u32>` at byte \
             12, the segment has no such field; build all programs with the same struct, upgrade the segment \
             (`#[shared(default)]` at the fields that were added, or `options().upgrade_from(…)`), use another name, or \
             `unlink` the segment and create it again"
        )
    );
}

/// A message is written to a terminal: what others wrote in it is no command to that.
#[test]
fn of_texts_that_others_wrote() {
    let (name, shared) = segment("deceives");
    drop(shared);
    let forged = Forged::open(&name);
    forged.write(128, forged.schema().replace("\tu64\t", "\t\x1b[J\t").as_bytes());
    let mismatch = Shared::<u32>::open(name.as_str()).map(drop).unwrap_err();
    says(&mismatch, "LayoutMismatch", &["has `\\u{1b}[J` at byte 0"]);

    let name = Name::new("held");
    let shared = Shared::<Counters>::create(name.as_str(), Counters { first: 0, second: 0, third: 0.0 }).unwrap();
    let programs = tempfile::tempdir().unwrap();
    let odd = programs.path().join("a\x1b[J");
    symlink(program!("actor").get_program(), &odd).unwrap();
    let mut command = Command::new(odd);
    command.args(["hold-value", name.as_str()]);
    let mut holder = Actor::spawn(command);
    holder.expect("inside");
    says(&shared.try_get_lock().map(drop).unwrap_err(), "WouldBlock", &["(a\\u{1b}[J)"]);
    holder.kill();
}

#[test]
fn of_a_variable() {
    let total = Shared::anonymous(0_i64).unwrap();
    let mut command = program!("actor", "inherit-and-tell", "TOTAL");
    total.pass_to(&mut command, "TOTAL").unwrap();
    let text = Actor::spawn(command).succeed();
    println!("{text}");
    assert!(text.contains("the segment passed as `TOTAL`") && text.contains("`u64` at byte 0"), "{text}");
    let error = Shared::<u64>::inherit("NOT_SET").unwrap_err();
    says(&error, "NotPassed", &["`NOT_SET`", "it is not set", "`pass_to`"]);
}

/// What the system refuses, with the limit that it was and where to raise it.
#[test]
fn of_the_system() {
    let name = Name::new("system");
    let told = |limit: &str| {
        let mut command = program!("actor", "at-its-limit", limit);
        command.arg(&name);
        Actor::spawn(command).succeed()
    };
    let cases: [(&str, &[&str]); 4] = [
        ("files", &["open failed for the segment", "ulimit -n"]),
        ("mappings", &["mmap failed for the segment", "vm.max_map_count"]),
        (
            "memory",
            &["fallocate failed for the segment without a name", "1152921504606847", "the machine has", "ask for less"],
        ),
        ("disk", &["fallocate failed for the segment", "df /dev/shm", "--shm-size"]),
    ];
    for (limit, parts) in cases {
        let text = told(limit);
        print!("{text}");
        if text.starts_with("not permitted") {
            println!("SKIPPED: {limit}");
            continue;
        }
        for part in parts.iter().chain(&[name.as_str()]) {
            assert!(text.contains(part), "no {part:?} in: {text}");
        }
    }
}

/// Those that are about a lock or a value.
#[test]
fn of_a_lock() {
    let (name, shared) = segment("lock");
    let guard = shared.get_lock().unwrap();
    says(&shared.get_lock().unwrap_err(), "Deadlock", &["drop its guard first", "lock = recursive"]);
    std::thread::scope(|scope| {
        let errors = scope.spawn(|| {
            let waited = shared.get_lock_within(Duration::from_millis(5)).map(drop).unwrap_err();
            (shared.try_get_lock().map(drop).unwrap_err(), waited)
        });
        let (busy, waited) = errors.join().unwrap();
        says(&busy, "WouldBlock", &["process", "use a timeout"]);
        says(&waited, "Timeout", &[&format!("of the segment `{name}`"), "process", "after", "wait longer"]);
    });
    drop(guard);
    let error = shared.wait_until(Duration::from_millis(5), |_| false).map(drop).unwrap_err();
    says(&error, "ConditionTimeout", &["not met within", "notify"]);
    let long = Duration::from_millis(100);
    let error = shared.wait_until(long, |_| false).map(drop).unwrap_err();
    says(&error, "ConditionTimeout", &[&format!("the condition of the segment `{name}` was not met")]);
    let slots_name = Name::new("slots");
    let slots = Shared::create(slots_name.as_str(), Semaphore::<2>::sized(0)).unwrap();
    let error = slots.permit(long).map(drop).unwrap_err();
    says(&error, "ConditionTimeout", &[&format!("the condition of the segment `{slots_name}` was not met")]);
    says(&Timeout::try_from(-1.0).unwrap_err(), "InvalidTimeout", &["-1", "Timeout::Never"]);
}

#[test]
fn of_a_value() {
    #[derive(Pod)]
    #[repr(u8)]
    enum State {
        Off,
    }
    #[derive(SharedLocked)]
    struct One {
        state: State,
    }
    let name = Name::new("corrupt");
    let shared = Shared::create(name.as_str(), One { state: State::Off }).unwrap();
    let forged = Forged::open(&name);
    let len = forged.len();
    for at in (forged.word(At::LockedAt) + 64)..len {
        let before: [u8; 1] = forged.read(at);
        forged.write(at, &[200]);
        if let Err(error) = shared.load() {
            says(&error, "Corrupt", &["`state`", "200", "`store`"]);
            return;
        }
        forged.write(at, &before);
    }
    panic!("the state is somewhere");
}

/// A field of a value that is changed in place is repaired alone, as the message says.
#[test]
fn of_a_field_in_place() {
    #[derive(SharedLocked)]
    #[shared(in_place)]
    struct Flags {
        before: u64,
        ready: bool,
    }
    let name = Name::new("corrupt-in-place");
    let shared = Shared::<Flags>::create_with(name.as_str(), |_| Ok(())).unwrap();
    let forged = Forged::open(&name);
    // The version of a new value is 0: slot 0 counts.
    let ready = forged.word(At::LockedAt) + 64 + 64 + forged.offset_of("ready");
    forged.write(ready, &[200]);
    let look = || shared.view(|flags| Ok((flags.before().get()?, flags.ready().get()?)));
    let parts = ["`ready` holds 200", "`set` this field to repair it"];
    says(&look().unwrap_err(), "Corrupt", &parts);
    shared
        .with_lock(|flags| {
            flags.ready().set(true);
            Ok(())
        })
        .unwrap();
    assert_eq!(look().unwrap(), (0, true));
}

/// Those that a test of behaviour cannot easily bring about.
#[test]
fn of_what_seldom_happens() {
    let cases: [(SyncError, &[&str]); 8] = [
        (SyncError::NotOwner, &["does not hold", "do so in the thread"]),
        (SyncError::TooManyLocks, &["as often as"]),
        (SyncError::NotRecoverable, &["destroy it and initialize it again"]),
        (SyncError::NestedUpdate, &["inside `update`", "return"]),
        (SyncError::RolledBack, &["rolled", "begin again"]),
        (SyncError::NotInitialized, &["initialize it"]),
        (SyncError::BufferTooSmall { needed: 40, got: 8 }, &["8 bytes", "40"]),
        (SyncError::Misaligned { needed: 64 }, &["multiple of 64", "align it"]),
    ];
    for (error, parts) in cases {
        says(&error, "", parts);
    }
}

/// The page for those who operate it has a line for each error.
#[test]
fn the_guide_names_each_error() {
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../sync-runtime/src");
    let read = |path| std::fs::read_to_string(source.join(path)).unwrap();
    let (errors, page) = (read("error/mod.rs"), read("guide/operating.md"));
    let body = errors.split_once("pub enum SyncError {").unwrap().1.split_once("\n}").unwrap().0;
    let variants = body.lines().filter_map(|line| {
        let name = line.strip_prefix("    ")?;
        let end = name.find(|letter: char| !letter.is_alphanumeric())?;
        name.starts_with(|letter: char| letter.is_uppercase()).then(|| &name[..end])
    });
    let variants: Vec<_> = variants.collect();
    assert!(variants.len() > 40, "{variants:?}");
    let missing: Vec<_> = variants.iter().filter(|name| !page.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// What cannot be upgraded is not told to be, and a value in place is told how.
#[test]
fn another_layout_of_a_table_or_in_place() {
    #[derive(SharedLocked)]
    #[shared(in_place)]
    struct Frame {
        #[allow(dead_code, reason = "only its layout matters")]
        number: u64,
    }
    let name = Name::new("table");
    drop(Table::create(name.as_str(), 3, |_| 0_u64).unwrap());
    let texts = [
        Table::<u32>::open(name.as_str()).map(drop).unwrap_err().to_string(),
        Table::<u64>::open_or_create(name.as_str(), 4, |_| 0).map(drop).unwrap_err().to_string(),
    ];
    for text in texts {
        println!("{text}");
        assert!(text.ends_with(
            "; build all programs with the same struct, use another name, or make it anew with `Table::replace`"
        ));
    }
    let name = Name::new("in-place");
    drop(Shared::create(name.as_str(), 0_u32).unwrap());
    let text = Shared::<Frame>::open(name.as_str()).map(drop).unwrap_err().to_string();
    println!("{text}");
    assert!(
        text.ends_with(
            "upgrade the segment (`#[shared(default)]` at the fields that were added, or `options().upgrade_with(…)`), use \
             another name, or `unlink` the segment and create it again"
        ),
        "{text}"
    );
}
