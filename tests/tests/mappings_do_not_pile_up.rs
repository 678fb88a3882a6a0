//! A process maps a segment once, however many handles come and go, also while its lock is held.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::fs;
use std::mem;
use std::sync::mpsc::channel;
use std::thread;
use sync_runtime::Shared;
use tests::Name;

/// How often the segment called `name` is in this process's memory. See `proc_pid_maps(5)`.
fn mappings(name: &Name) -> usize {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    maps.lines().filter(|line| line.contains(name.as_str())).count()
}

#[test]
fn three_thousand_handles_while_another_thread_holds_the_lock() {
    let name = Name::new("held");
    let shared = Shared::<u64>::create(name.as_str(), 0).unwrap();
    let ((tell_held, held), (tell_done, done)) = (channel(), channel());
    thread::scope(|scope| {
        let shared = &shared;
        scope.spawn(move || {
            let guard = shared.get_lock().unwrap();
            tell_held.send(()).unwrap();
            done.recv().unwrap();
            drop(guard);
        });
        held.recv().unwrap();
        for _ in 0..3000 {
            assert_eq!(Shared::<u64>::open(name.as_str()).unwrap().load().unwrap(), 0);
        }
        let left = mappings(&name);
        tell_done.send(()).unwrap();
        println!("3000 handles left {left} mappings");
        assert!(left <= 3, "{left} mappings");
    });
    drop(shared);
    assert_eq!(mappings(&name), 0);
}

#[test]
fn a_leaked_guard_keeps_one_mapping_which_is_used_again() {
    let name = Name::new("leaked");
    drop(Shared::<u64>::create(name.as_str(), 0).unwrap());
    // In a thread, whose end is its owner's death.
    thread::spawn({
        let name = name.as_str().to_owned();
        move || {
            let shared = Shared::<u64>::open(&name).unwrap();
            mem::forget(shared.get_lock().unwrap());
        }
    })
    .join()
    .unwrap();
    let shared = Shared::<u64>::open(name.as_str()).unwrap();
    assert!(shared.get_lock().unwrap().recovered());
    mem::forget(shared.get_lock().unwrap());
    drop(shared);
    assert_eq!(mappings(&name), 1, "what is held stays mapped");
    for _ in 0..100 {
        drop(Shared::<u64>::open(name.as_str()).unwrap());
    }
    assert_eq!(mappings(&name), 1);
}

#[test]
fn parked_mappings_whose_owner_ended_are_unmapped() {
    const SEGMENTS: usize = 50;
    let names: Vec<Name> = (0..SEGMENTS).map(|number| Name::new(&format!("swept-{number}"))).collect();
    for name in &names {
        let name = name.as_str().to_owned();
        thread::spawn(move || {
            let shared = Shared::<u64>::create(&name, 0).unwrap();
            mem::forget(shared.get_lock().unwrap());
            drop(shared);
        })
        .join()
        .unwrap();
    }
    let left: usize = names.iter().map(mappings).sum();
    println!("{SEGMENTS} dead owners left {left} mappings");
    assert!(left <= 12, "{left} mappings");
}

#[test]
fn threads_that_open_and_drop_at_one_time() {
    const THREADS: u64 = 4;
    const TIMES: u64 = 500;
    let name = Name::new("threads");
    drop(Shared::<u64>::create(name.as_str(), 0).unwrap());
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for _ in 0..TIMES {
                    Shared::<u64>::open(name.as_str()).unwrap().with_lock(|value| *value += 1).unwrap();
                }
            });
        }
    });
    assert_eq!(mappings(&name), 0);
    assert_eq!(Shared::<u64>::open(name.as_str()).unwrap().load().unwrap(), THREADS * TIMES);
}
