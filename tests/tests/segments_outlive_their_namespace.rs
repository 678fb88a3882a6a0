//! A segment whose PID namespace is dead is adopted by the next one, once; one that a living
//! process of another namespace has open is not, but is read.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::process::Command;
use std::time::Duration;
use sync_runtime::{
    Barrier, Channel, Once, ProcessId, RwLock, Semaphore, Shared, SharedLocked, SharedReader, SyncError,
};
use tests::values::Counters;
use tests::{Actor, At, Forged, Name, program};

const RACERS: usize = 16;

/// An actor in a new PID namespace, where that is permitted.
fn in_new_namespace(command: Command) -> Option<Actor> {
    let mut actor = Actor::spawn(command);
    let first = actor.hear();
    if first.starts_with("not permitted") {
        println!("SKIPPED: making a PID namespace is {first}");
        return None;
    }
    assert_eq!(first, "inside");
    Some(actor)
}

/// What came of opening the segment in 16 processes of a new namespace at one time.
fn race(name: &Name) -> Vec<String> {
    let command = program!("actor", "in-pid-namespace", "--to-its-end", "race", name, RACERS.to_string());
    Actor::spawn(command).succeed().lines().map(str::to_owned).collect()
}

#[test]
fn one_of_a_dead_namespace_is_adopted_exactly_once() {
    for rounds in 0..3 {
        let name = Name::new("dead");
        // It dies inside the lock.
        let command = program!("actor", "in-pid-namespace", "--keep-number", "dwell", &name, "--hold");
        let Some(mut dweller) = in_new_namespace(command) else { return };
        dweller.tell("die");
        dweller.expect("dead");
        let forged = Forged::open(&name);
        let dead = forged.word(At::PidNamespace);
        // The kernel has marked the mutex as a dead owner's. What if a thread with that id lived on
        // in the new namespace?
        let mutex = forged.word(At::LockedAt) + 8;
        forged.write(mutex, &1_u32.to_ne_bytes());

        assert_eq!(race(&name), ["opened"; RACERS], "round {rounds}");
        assert_eq!(forged.word(At::Adoptions), 1, "round {rounds}");
        assert_ne!(forged.word(At::PidNamespace), dead);

        // And this namespace adopts it from that one: one more time.
        let shared = Shared::<Counters>::options().mode(0o644).open(name.as_str()).unwrap();
        let value = shared.load().unwrap();
        assert!(value.agree());
        assert_eq!(value.first, 1 + RACERS as u64, "the last commit counts, and each of the racers'");
        assert_eq!(shared.version(), 1 + RACERS as u64);
        assert_eq!(forged.word(At::Adoptions), 2);
    }
}

/// The kernel likes to give a new namespace the number of one that has just died. Then the mutex is
/// as good as after any owner's death.
#[test]
fn one_of_a_dead_namespace_whose_number_is_used_again_is_recovered() {
    const ATTEMPTS: u32 = 20;
    for attempt in 0..ATTEMPTS {
        let name = Name::new("number");
        let Some(mut dweller) = in_new_namespace(program!("actor", "in-pid-namespace", "dwell", &name, "--hold"))
        else {
            return;
        };
        dweller.tell("die");
        dweller.expect("dead");
        let forged = Forged::open(&name);
        let dead = forged.word(At::PidNamespace);
        assert_eq!(race(&name), ["opened"; RACERS]);
        let reader = SharedReader::<Counters>::open(name.as_str()).unwrap();
        let value = reader.load().unwrap();
        assert!(value.agree());
        assert_eq!(value.first, 1 + RACERS as u64, "the last commit counts, and each of the racers'");
        let was_used_again = forged.word(At::PidNamespace) == dead;
        assert_eq!(forged.word(At::Adoptions), u64::from(!was_used_again));
        assert_eq!(reader.recoveries(), u32::from(was_used_again), "the owner died in the lock");
        if was_used_again {
            println!("the number was used again at attempt {attempt}");
            return;
        }
    }
    println!("SKIPPED: no number was used again in {ATTEMPTS} attempts");
}

#[test]
fn one_of_a_living_namespace_is_never_adopted_and_is_read() {
    let name = Name::new("living");
    let Some(mut dweller) = in_new_namespace(program!("actor", "in-pid-namespace", "dwell", &name)) else { return };
    let forged = Forged::open(&name);
    let owner = forged.word(At::PidNamespace);

    assert_eq!(race(&name), ["PidNamespace"; RACERS]);
    let error = Shared::<Counters>::options().mode(0o644).open(name.as_str()).unwrap_err().to_string();
    for part in [name.as_str(), "SharedReader", "unlink", &owner.to_string()] {
        assert!(error.contains(part), "{error}");
    }
    assert_eq!((forged.word(At::Adoptions), forged.word(At::PidNamespace)), (0, owner));

    // Readers of another namespace, this one and a new one, while it is being written.
    let reader = SharedReader::<Counters>::open(name.as_str()).unwrap();
    let mut last = reader.snapshot().unwrap();
    for _ in 0..10_000 {
        let next = reader.snapshot().unwrap();
        assert!(next.value.agree(), "{next:?}");
        assert!(next.version >= last.version);
        last = next;
    }
    let newer = reader.load_newer(last.version, std::time::Duration::from_secs(10)).unwrap();
    assert!(newer.is_some_and(|newer| newer.version > last.version));
    let command = program!("actor", "in-pid-namespace", "--to-its-end", "read", &name, "--times", "10000");
    assert_eq!(Actor::spawn(command).succeed(), "whole 10000, torn 0, moved true\n");

    // They have it open, and do not keep it from being adopted.
    dweller.tell("die");
    dweller.expect("dead");
    let shared = Shared::<Counters>::options().mode(0o644).open(name.as_str()).unwrap();
    assert_eq!(shared.load().unwrap(), reader.load().unwrap());
    shared.with_lock(|counters| counters.first += 1).unwrap();
    assert_eq!(forged.word(At::Adoptions), 1);
}

/// Names of one segment of each kind that processes hold something of.
struct Family(Vec<(&'static str, Name)>);

impl Family {
    fn new() -> (Name, Self) {
        let first = Name::new("family");
        let kinds = ["semaphore", "written", "read", "once", "barrier", "channel", "owner"];
        let names = kinds.map(|kind| (kind, Name::from(format!("{first}-{kind}"))));
        (first, Self(names.into()))
    }

    fn open<T: SharedLocked>(&self, kind: &str) -> Shared<T> {
        let (_, name) = self.0.iter().find(|(found, _)| *found == kind).unwrap();
        Shared::<T>::options().open(name.as_str()).unwrap()
    }
}

#[test]
fn what_processes_of_a_dead_namespace_held_comes_back() {
    const AT_ONCE: Duration = Duration::from_secs(10);
    let (name, family) = Family::new();
    let command = program!("actor", "in-pid-namespace", "--keep-number", "hold-permits", &name);
    let Some(mut holder) = in_new_namespace(command) else { return };
    holder.tell("die");
    holder.expect("dead");

    let semaphore = family.open::<Semaphore>("semaphore");
    assert_eq!(semaphore.available().unwrap(), 0);
    let permit = semaphore.permit(AT_ONCE).unwrap();
    assert!(semaphore.try_permit().unwrap().is_none(), "there is one, and it is held");
    drop(permit);
    let written = family.open::<RwLock>("written");
    assert!(written.read(AT_ONCE).unwrap().recovered(), "a writer died");
    let read = family.open::<RwLock>("read");
    assert!(!read.write(AT_ONCE).unwrap().recovered(), "no writer died");
    let (once, mut times) = (family.open::<Once>("once"), 0);
    once.call_once(AT_ONCE, || times += 1).unwrap();
    assert_eq!(times, 1, "it was not done");
    let barrier = family.open::<Barrier>("barrier");
    assert!(matches!(barrier.wait(AT_ONCE), Err(SyncError::BrokenBarrier)), "a party died");
    let channel = family.open::<Channel<u64, 2>>("channel");
    assert_eq!(channel.recv(AT_ONCE).unwrap(), Some(7), "what was sent stays");

    // And so does a job of its.
    let owner = family.open::<ProcessId>("owner");
    let process = owner.load().unwrap();
    assert!(matches!(process.is_alive(), Err(SyncError::UnknownProcess { .. })), "its number means nothing here");
    assert!(!owner.is_alive(&process).unwrap());
    assert!(owner.is_alive(&ProcessId::current().unwrap()).unwrap());
}

#[test]
fn one_of_a_living_namespace_is_not_upgraded_and_one_of_a_dead_one_is() {
    let name = Name::new("upgraded");
    let command = program!("actor", "in-pid-namespace", "--keep-number", "dwell", &name, "--hold");
    let Some(mut dweller) = in_new_namespace(command) else { return };
    let upgrade = || {
        let options = Shared::<u64>::options().mode(0o644);
        options.upgrade_from::<Counters>(|counters| counters.first).open(name.as_str())
    };
    assert!(matches!(upgrade(), Err(SyncError::PidNamespace { .. })));
    dweller.tell("die");
    dweller.expect("dead");
    // What it had committed, and not what it had begun inside the lock.
    assert_eq!(upgrade().unwrap().load().unwrap(), 1);
}
