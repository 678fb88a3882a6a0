//! A process that claims something shared, and does not give it back.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a child that fails makes its test fail")]

use std::fs;
use std::io;
use std::process::{self, Command};
use std::time::{Duration, Instant};
use sync_runtime::{ProcessId, Shared};

/// Longer than any test takes.
const SECONDS_TO_LIVE: u32 = 60;

fn main() {
    // SAFETY: takes no pointer.
    unsafe { libc::alarm(SECONDS_TO_LIVE) };
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match *arguments {
        ["claim", name] => {
            claim(name);
            println!("claimed");
            // Until it is killed, or its input ends.
            io::read_to_string(io::stdin()).unwrap();
        }
        // Only the first thread ends.
        ["claim-and-go-on", name] => {
            claim(name);
            println!("claimed");
            std::thread::spawn(|| {
                io::read_to_string(io::stdin()).unwrap();
                process::exit(0);
            });
            // SAFETY: nothing on this thread's stack is used by another.
            unsafe { libc::syscall(libc::SYS_exit, 0) };
        }
        ["ask", name] => match Shared::<Option<ProcessId>>::open(name) {
            Ok(owner) => println!("{:?}", owner.load().unwrap().unwrap().is_alive()),
            Err(error) => println!("{}", tests::told(&error)),
        },
        ["ask-from-elsewhere"] => {
            // Only values cross PID namespaces here; handles may not.
            let owner = Shared::<Option<ProcessId>>::anonymous(Some(ProcessId::current().unwrap())).unwrap();
            in_child_elsewhere(&owner);
        }
        ["current-with-the-old-proc"] => elsewhere(&["current"], true),
        ["current"] => println!("{:?}", ProcessId::current()),
        ["reuse"] => reuse(),
        _ => panic!("{arguments:?}"),
    }
}

/// Becomes the owner.
fn claim(name: &str) {
    let owner = Shared::<Option<ProcessId>>::open(name).unwrap();
    owner.store(Some(ProcessId::current().unwrap())).unwrap();
}

/// Does something in a new PID namespace, with the old `/proc` or a new one.
fn elsewhere(arguments: &[&str], old_proc: bool) {
    // SAFETY: takes no pointer; it is about the children that are started from now on.
    if unsafe { libc::unshare(libc::CLONE_NEWPID) } < 0 {
        println!("not permitted: {}", io::Error::last_os_error());
        return;
    }
    let program = std::env::current_exe().unwrap();
    let mut command = if old_proc {
        Command::new(&program)
    } else {
        let mut command = Command::new("unshare");
        command.args(["--mount", "--", "sh", "-c", "mount -t proc proc /proc && exec \"$0\" \"$@\""]).arg(&program);
        command
    };
    assert!(command.args(arguments).status().unwrap().success());
}

/// Asks in a child that is process 1 of a new namespace, as this process's child is not.
fn in_child_elsewhere(owner: &Shared<Option<ProcessId>>) {
    let process = owner.load().unwrap().unwrap();
    // SAFETY: takes no pointer.
    if unsafe { libc::unshare(libc::CLONE_NEWPID | libc::CLONE_NEWNS) } < 0 {
        println!("not permitted: {}", io::Error::last_os_error());
        return;
    }
    // SAFETY: this process has one thread, so its child may do anything.
    match unsafe { libc::fork() } {
        0 => {
            let mounted =
                Command::new("sh").args(["-c", "mount --make-rprivate / && mount -t proc proc /proc"]).status();
            assert!(mounted.unwrap().success());
            println!("{:?}", process.is_alive());
            println!("{:?}", ProcessId::current().map(|process| process.pid()));
            process::exit(0);
        }
        // SAFETY: the status is not wanted.
        child => assert_eq!(unsafe { libc::waitpid(child, std::ptr::null_mut(), 0) }, child),
    }
}

/// A new process gets the id of one that was killed: in a namespace of its own, where ids can be
/// chosen.
fn reuse() {
    if process::id() != 1 {
        return elsewhere(&["reuse"], false);
    }
    let owner = Shared::<Option<ProcessId>>::anonymous(None).unwrap();
    let become_owner = || {
        // SAFETY: this process has one thread, so its child may do anything.
        match unsafe { libc::fork() } {
            0 => {
                owner.store(Some(ProcessId::current().unwrap())).unwrap();
                // SAFETY: takes no pointer.
                unsafe { libc::pause() };
                process::exit(1);
            }
            child => child,
        }
    };
    let claimed_by = |pid: i32| {
        while owner.load().unwrap().map(|owner| owner.pid()) != Some(pid.cast_unsigned()) {
            std::thread::yield_now();
        }
        owner.load().unwrap().unwrap()
    };
    let kill = |pid: i32| {
        // SAFETY: takes no pointer; the child was not waited for yet.
        assert_eq!(unsafe { libc::kill(pid, libc::SIGKILL) }, 0);
        // SAFETY: the status is not wanted.
        assert_eq!(unsafe { libc::waitpid(pid, std::ptr::null_mut(), 0) }, pid);
    };
    let first = become_owner();
    let before = claimed_by(first);
    assert!(before.is_alive().unwrap());
    kill(first);
    assert!(!before.is_alive().unwrap());
    owner.store(None).unwrap();
    // Start times have hundredths of a second.
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_millis(20) {
        std::thread::yield_now();
    }
    fs::write("/proc/sys/kernel/ns_last_pid", (first - 1).to_string()).unwrap();
    let second = become_owner();
    assert_eq!(second, first, "the id is used again");
    let after = claimed_by(second);
    assert!(after.is_alive().unwrap());
    assert_ne!(before, after);
    println!("the first is alive: {}", before.is_alive().unwrap());
    kill(second);
}
