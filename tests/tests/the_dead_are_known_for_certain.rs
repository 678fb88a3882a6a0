//! A process that owns something is alive or dead, whatever happened to its id; and what it owned
//! is claimed again.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use std::fs;
use std::thread;
use sync_runtime::{ProcessId, Shared, SyncError};
use tests::{Actor, Name, program};

/// A process that says it is the owner, once it has.
fn owner(role: &str) -> (Shared<Option<ProcessId>>, Actor, Name) {
    let name = Name::new("owner");
    let owner = Shared::create(name.as_str(), None).unwrap();
    let mut actor = Actor::spawn(program!("owner", role, &name));
    actor.expect("claimed");
    (owner, actor, name)
}

#[test]
fn this_process() {
    let myself = ProcessId::current().unwrap();
    assert_eq!(myself, ProcessId::current().unwrap());
    assert_eq!(myself, thread::spawn(ProcessId::current).join().unwrap().unwrap(), "threads are one process");
    assert_eq!(myself.pid(), std::process::id());
    assert!(myself.is_alive().unwrap());
    assert_eq!(myself.to_string(), format!("process {}", std::process::id()));
}

#[test]
fn killed_and_not_waited_for_yet() {
    let (owner, mut actor, _name) = owner("claim");
    let process = owner.load().unwrap().unwrap();
    assert_eq!(process.pid(), actor.pid());
    assert!(process.is_alive().unwrap());
    actor.stop();
    assert!(process.is_alive().unwrap(), "a stopped process is alive");
    actor.signal(libc::SIGKILL);
    // The signal is delivered soon. It is a zombie then, for this process has not waited for it.
    while process.is_alive().unwrap() {
        thread::yield_now();
    }
    let stat = fs::read_to_string(format!("/proc/{}/stat", process.pid())).unwrap();
    assert!(stat.contains(") Z "), "{stat}");
    actor.kill();
    assert!(!process.is_alive().unwrap());
}

#[test]
fn its_first_thread_ends_and_another_goes_on() {
    let (owner, actor, _name) = owner("claim-and-go-on");
    let process = owner.load().unwrap().unwrap();
    let stat = || fs::read_to_string(format!("/proc/{}/stat", process.pid())).unwrap();
    while !stat().contains(") Z ") {
        thread::yield_now();
    }
    assert!(process.is_alive().unwrap(), "{}", stat());
    actor.succeed();
    assert!(!process.is_alive().unwrap());
}

#[test]
fn another_process_asks() {
    let (_owner, mut actor, name) = owner("claim");
    let ask = || Actor::spawn(program!("owner", "ask", &name)).succeed();
    assert_eq!(ask(), "Ok(true)\n");
    actor.kill();
    assert_eq!(ask(), "Ok(false)\n");
}

#[test]
fn a_forked_child_is_another_process() {
    let parent = ProcessId::current().unwrap();
    let child = Shared::<Option<ProcessId>>::anonymous(None).unwrap();
    // SAFETY: the child calls nothing that another thread's lock could block for ever, and leaves
    // by `_exit`.
    let pid = unsafe { libc::fork() };
    if pid == 0 {
        let stored = ProcessId::current().and_then(|process| child.store(Some(process)));
        // SAFETY: takes no pointer.
        unsafe { libc::_exit(stored.is_err().into()) };
    }
    let mut status = 0;
    // SAFETY: `status` is an integer to be written.
    assert_eq!(unsafe { libc::waitpid(pid, &raw mut status, 0) }, pid);
    assert_eq!(status, 0);
    let child = child.load().unwrap().unwrap();
    assert_eq!((child.pid(), child == parent), (pid.cast_unsigned(), false));
    assert!(!child.is_alive().unwrap());
    assert!(parent.is_alive().unwrap());
}

/// Runs it as root, or says loudly that it was not tried.
fn scene(role: &str) -> Option<String> {
    let said = Actor::spawn(program!("owner", role)).succeed();
    if said.contains("not permitted") {
        tests::proof::play(program!("owner", role));
        return None;
    }
    Some(said)
}

#[test]
fn an_id_that_is_used_again_is_another_process() {
    if let Some(said) = scene("reuse") {
        assert_eq!(said, "the first is alive: false\n");
    }
}

#[test]
fn another_namespace_cannot_tell() {
    if let Some(said) = scene("ask-from-elsewhere") {
        assert!(said.contains("nothing can be told of process") && said.contains("another PID namespace"), "{said}");
        assert!(said.ends_with("Ok(1)\n"), "{said}");
    }
    if let Some(said) = scene("current-with-the-old-proc") {
        assert!(said.contains("nothing can be told of process") && said.contains("mount it anew"), "{said}");
    }
}

#[test]
fn bytes_that_are_no_process() {
    let name = Name::new("process");
    let owner = Shared::create(name.as_str(), ProcessId::current().unwrap()).unwrap();
    let forged = tests::Forged::open(&name);
    let own_id = std::process::id().to_ne_bytes();
    // The start time comes first.
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let started: u64 = stat.rsplit_once(')').unwrap().1.split_whitespace().nth(19).unwrap().parse().unwrap();
    let value_at = forged.value_with(&[started.to_ne_bytes().as_slice(), &own_id].concat());
    for pid in [0_u32, 1 << 31, u32::MAX] {
        forged.write(value_at + forged.offset_of("pid"), &pid.to_ne_bytes());
        let error = owner.load().unwrap_err();
        assert!(matches!(&error, SyncError::Corrupt { field, .. } if &**field == "pid"), "{error:?}");
    }
    // No process has this one: the largest that there can be is 4194304.
    forged.write(value_at + forged.offset_of("pid"), &i32::MAX.to_ne_bytes());
    assert!(!owner.load().unwrap().is_alive().unwrap());
    // The start time of another process: the id was used before.
    forged.write(value_at, &(started - 1).to_ne_bytes());
    forged.write(value_at + forged.offset_of("pid"), &own_id);
    assert!(!owner.load().unwrap().is_alive().unwrap());
}
