//! Processes in PID namespaces of their own, and a segment that goes from one to the next.

use clap::Args;
use std::env;
use std::fs::File;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;
use sync_runtime::{Shared, SharedReader, SyncError};
use tests::values::{Counters, Meeting};
use tests::{Actor, told};

#[derive(Args)]
pub(crate) struct InPidNamespace {
    /// Wait until it ends, instead of killing it when told to.
    #[arg(long)]
    to_its_end: bool,
    /// Keep the namespace's number from being used again, until told a second time.
    #[arg(long)]
    keep_number: bool,
    /// What the first process of the namespace does.
    #[arg(trailing_var_arg = true)]
    role: Vec<String>,
}

impl InPidNamespace {
    /// Starts an actor in a new PID namespace. When that actor is dead, so is the namespace.
    pub(crate) fn run(self) {
        // SAFETY: takes no pointer; it is about the children that are started from now on.
        if unsafe { libc::unshare(libc::CLONE_NEWPID) } < 0 {
            println!("not permitted: {}", io::Error::last_os_error());
            return;
        }
        let die_with_parent = || {
            // SAFETY: takes no pointer.
            unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) };
            Ok(())
        };
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(self.role).stdin(Stdio::null());
        // SAFETY: the closure makes one system call, which is allowed between `fork` and `exec`.
        unsafe { command.pre_exec(die_with_parent) };
        let mut first = command.spawn().unwrap();
        if self.to_its_end {
            let status = first.wait().unwrap();
            assert!(status.success(), "{status}");
            return;
        }
        // An open file keeps the namespace, though no process is left in it.
        let namespace = self.keep_number.then(|| File::open(format!("/proc/{}/ns/pid", first.id())).unwrap());
        io::stdin().read_line(&mut String::new()).unwrap();
        first.kill().unwrap();
        first.wait().unwrap();
        println!("dead");
        if namespace.is_some() {
            io::stdin().read_line(&mut String::new()).unwrap();
        }
    }
}

#[derive(Args)]
pub(crate) struct Dwell {
    name: String,
    /// Stay inside the lock.
    #[arg(long)]
    hold: bool,
}

impl Dwell {
    /// Makes a segment, and uses it until killed.
    pub(crate) fn run(self) {
        let zero = Counters { first: 0, second: 0, third: 0.0 };
        let shared = Shared::<Counters>::options().mode(0o644).open_or_create(&self.name, zero).unwrap();
        shared.with_lock(Counters::raise).unwrap();
        if self.hold {
            let mut guard = shared.get_lock().unwrap();
            guard.first += 1;
            println!("inside");
            loop {
                thread::park();
            }
        }
        println!("inside");
        loop {
            shared.with_lock(Counters::raise).unwrap();
        }
    }
}

#[derive(Args)]
pub(crate) struct Race {
    name: String,
    processes: u32,
}

impl Race {
    /// Lets so many processes of this namespace open a segment at one time, and says what came of
    /// it.
    pub(crate) fn run(self) {
        let meeting = Shared::anonymous(Meeting { arrived: 0 }).unwrap();
        let racers: Vec<Actor> = (0..self.processes)
            .map(|_| {
                let mut command = Command::new(env::current_exe().unwrap());
                command.args(["racer", &self.name, &self.processes.to_string()]);
                meeting.pass_to(&mut command, "MEETING").unwrap();
                Actor::spawn(command)
            })
            .collect();
        for racer in racers {
            print!("{}", racer.succeed());
        }
    }
}

#[derive(Args)]
pub(crate) struct Racer {
    name: String,
    processes: u32,
}

impl Racer {
    pub(crate) fn run(self) {
        let meeting = Shared::<Meeting>::inherit("MEETING").unwrap();
        gather(&meeting, self.processes);
        let opened = Shared::<Counters>::options().mode(0o644).open(&self.name);
        let told = match &opened {
            Ok(shared) => {
                shared.with_lock(Counters::raise).unwrap();
                "opened".to_owned()
            }
            Err(error @ SyncError::PidNamespace { .. }) => {
                assert!(error.to_string().contains(&self.name), "{error}");
                "PidNamespace".to_owned()
            }
            Err(error) => error.to_string(),
        };
        println!("{told}");
        // All have it open at one time.
        gather(&meeting, self.processes);
    }
}

/// Waits until all are here.
fn gather(meeting: &Shared<Meeting>, processes: u32) {
    let place = meeting.with_lock(|meeting| {
        meeting.arrived += 1;
        meeting.arrived
    });
    let turn = place.unwrap().next_multiple_of(processes);
    while meeting.load().unwrap().arrived < turn {
        thread::yield_now();
    }
}

const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Args)]
pub(crate) struct Read {
    name: String,
    /// Read so many times.
    #[arg(long, default_value_t = 1)]
    times: u32,
    /// Become this user first.
    #[arg(long)]
    user: Option<u32>,
    /// Whichever user it belongs to.
    #[arg(long)]
    any_owner: bool,
}

impl Read {
    /// Says how many values were whole, how many not, and whether the last one is newer than the
    /// first; or the error.
    pub(crate) fn run(self) {
        if let Some(user) = self.user {
            // SAFETY: takes no pointer.
            let outcome = unsafe { libc::setresuid(user, user, user) };
            assert_eq!(outcome, 0, "{}", io::Error::last_os_error());
        }
        let reader = match SharedReader::<Counters>::options().any_owner(self.any_owner).open(&self.name) {
            Ok(reader) => reader,
            Err(error) => {
                println!("{}", told(&error));
                return;
            }
        };
        let (mut whole, mut torn) = (0, 0);
        let first = reader.snapshot().unwrap().version;
        for _ in 0..self.times {
            *(if reader.load().unwrap().agree() { &mut whole } else { &mut torn }) += 1;
        }
        let newer = if self.times > 1 { reader.load_newer(first, PATIENCE).unwrap() } else { None };
        println!("whole {whole}, torn {torn}, moved {}", newer.is_some_and(|newer| newer.version > first));
    }
}
