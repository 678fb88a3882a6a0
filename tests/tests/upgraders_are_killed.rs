//! A process that upgrades a segment is killed, wherever: the value goes on in one place, and
//! those that wait are told.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::{fs, thread};
use sync_runtime::{Shared, SharedReader, SyncError, Timeout};
use tests::values::{FormerCount, NewCount};
use tests::{Name, Stop, Traced, program};

fn former(name: &Name) -> Shared<FormerCount> {
    Shared::create(name.as_str(), FormerCount { count: 41, again: 41 }).unwrap()
}

fn upgrade(name: &Name) -> Result<Shared<NewCount>, SyncError> {
    Shared::<NewCount>::options().upgrade_from::<FormerCount>(NewCount::from).open(name.as_str())
}

/// Kills an upgrader at its so many-th stop at a system call, or when it is through; says how many
/// stops that were.
fn kill_at(stop: usize, name: &Name) -> usize {
    let mut upgrader = Traced::spawn(program!("actor", "count-new", name, "0", "--marked"));
    assert_eq!(upgrader.run_to_marker(), Stop::Marker);
    let stops = (0..stop).find(|_| upgrader.step_syscall() == Stop::Marker);
    upgrader.kill();
    stops.unwrap_or(stop)
}

/// Calls `check` with a former segment whose upgrader was killed, at each of its system calls.
fn after_each_kill(prepare: impl Fn(&Name), check: impl Fn(&Name, &Shared<FormerCount>, usize)) {
    for stop in 0.. {
        let name = Name::new("killed");
        let shared = former(&name);
        prepare(&name);
        let done = kill_at(stop, &name) < stop;
        check(&name, &shared, stop);
        drop(Shared::<u64>::replace(name.as_str(), 0));
        if done {
            return;
        }
    }
}

/// Adds 1 to the former value, and says what the new one has to be.
fn add(shared: &Shared<FormerCount>) -> u64 {
    match shared.with_lock(|former| former.count += 1) {
        Ok(()) => 42,
        Err(SyncError::Superseded) => 41,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn no_update_is_lost_whatever_names_the_file_has() {
    let second = |name: &Name| Name::from(format!("{name}-second"));
    let link = |name: &Name| fs::hard_link(name.path(), second(name).path()).unwrap();
    after_each_kill(link, |name, shared, stop| {
        let expected = add(shared);
        assert_eq!(upgrade(name).unwrap().load().unwrap().count, expected, "stop {stop}");
        assert!(matches!(shared.get_lock(), Err(SyncError::Superseded)), "stop {stop}");
        second(name).remove();
    });
}

#[test]
fn a_segment_that_lost_its_name_is_superseded_only_if_it_was_upgraded() {
    after_each_kill(
        |_| {},
        |name, shared, stop| {
            // The lock says so, whatever becomes of the name.
            let was_superseded = matches!(shared.load_newer(0, Timeout::Try), Err(SyncError::Superseded));
            Shared::<u64>::options().damaged(true).unlink(name.as_str()).unwrap();
            for _ in 0..2 {
                assert_eq!(add(shared) == 41, was_superseded, "stop {stop}");
            }
        },
    );
}

#[test]
fn those_that_sleep_wake_though_the_upgrader_was_killed() {
    let name = Name::new("stops");
    drop(former(&name));
    let stops = kill_at(usize::MAX, &name);
    // The last ones, among which the former value is superseded.
    for stop in stops.saturating_sub(16)..=stops {
        let name = Name::new("sleepers");
        let shared = former(&name);
        let reader = SharedReader::<FormerCount>::open(name.as_str()).unwrap();
        thread::scope(|scope| {
            let shared = &shared;
            let told = [
                scope.spawn(move || shared.wait_until(Timeout::Never, |former| former.count == 0).map(drop)),
                scope.spawn(move || shared.get_lock()?.wait(Timeout::Never).map(drop)),
                scope.spawn(move || shared.load_newer(0, Timeout::Never).map(drop)),
                scope.spawn(move || reader.load_newer(0, Timeout::Never).map(drop)),
            ];
            kill_at(stop, &name);
            // As the next process does that opens the name.
            assert_eq!(upgrade(&name).unwrap().load().unwrap().count, 41);
            for waiter in told {
                // The guard may have been acquired too late to wait.
                assert!(matches!(waiter.join().unwrap(), Err(SyncError::Superseded)), "stop {stop}");
            }
        });
    }
}

#[test]
fn one_thread_upgrades_as_often_as_it_wants() {
    let mappings = || fs::read_to_string("/proc/self/maps").unwrap().lines().count();
    let before = mappings();
    for _ in 0..2000 {
        let name = Name::new("often");
        drop(former(&name));
        drop(upgrade(&name).unwrap());
    }
    assert!(mappings() < before + 100, "{before} before, {} after", mappings());
}
