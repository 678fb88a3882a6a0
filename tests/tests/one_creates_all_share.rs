//! Any number of processes may want one segment at the same moment: one makes it, all get that one,
//! whole.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::{hint, mem, thread};
use sync_runtime::{Shared, SharedLocked};
use tests::values::Meeting;
use tests::{Actor, Name, program};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Large {
    number: u64,
}

#[test]
fn sixteen_processes_open_or_create_one_name() {
    const PROCESSES: u32 = 16;
    const ROUNDS: usize = 200;
    let name = Name::new("meet");
    let meeting = Shared::anonymous(Meeting { arrived: 0 }).unwrap();
    let actors = (0..PROCESSES).map(|_| {
        let mut command = program!("actor", "meet", &name, ROUNDS.to_string(), PROCESSES.to_string());
        meeting.pass_to(&mut command, "MEETING").unwrap();
        Actor::spawn(command)
    });
    let actors: Vec<_> = actors.collect();
    let pids: HashSet<_> = actors.iter().map(Actor::pid).collect();
    let reports: Vec<String> = actors.into_iter().map(Actor::succeed).collect();

    let mut makers = HashSet::new();
    let mut rounds: Vec<_> = reports.iter().map(|report| report.lines()).collect();
    for round in 0..ROUNDS {
        let lines = rounds.iter_mut().map(|lines| lines.next().unwrap().split_once(' ').unwrap());
        let (seen, created): (HashSet<&str>, Vec<&str>) = lines.unzip();
        assert_eq!(seen.len(), 1, "round {round}: segments of several makers: {seen:?}");
        assert_eq!(created.iter().filter(|created| **created == "true").count(), 1, "round {round}: {created:?}");
        makers.extend(seen.into_iter().map(|maker| maker.parse::<u32>().unwrap()));
    }
    assert!(makers.is_subset(&pids), "{makers:?}");
    println!("{ROUNDS} rounds, made by {} different processes", makers.len());
    assert_eq!(tests::name::left_in_directory(&pids.into_iter().collect::<Vec<_>>()), Vec::<String>::new());
}

#[test]
fn whoever_finds_a_name_finds_a_whole_segment() {
    let name = Name::new("blink");
    let done = Shared::anonymous(false).unwrap();
    let start = |mut command| {
        done.pass_to(&mut command, "DONE").unwrap();
        Actor::spawn(command)
    };
    let mut glimpsers: Vec<_> = (0..3).map(|_| start(program!("actor", "glimpse", &name))).collect();
    for glimpser in &mut glimpsers {
        glimpser.expect("ready");
    }
    start(program!("actor", "blink", &name, "3000")).succeed();
    let mut found = 0;
    for glimpser in glimpsers {
        let report = glimpser.succeed();
        println!("found, not there: {report}");
        found += report.split_once(' ').unwrap().0.parse::<u32>().unwrap();
    }
    assert!(found > 100, "found the segment {found} times, too seldom to tell");
}

/// A segment that another process made while this one made its own, and removed before this one
/// could open it: it is made again.
#[test]
fn made_again_if_the_other_one_is_removed_in_between() {
    const ROUNDS: u32 = 1000;
    let name = Name::new("again");
    let (mut calls, is_there) = (0, AtomicBool::new(false));
    for round in 0..ROUNDS {
        thread::scope(|scope| {
            scope.spawn(|| {
                while !is_there.swap(false, SeqCst) {
                    hint::spin_loop();
                }
                // Sooner or later, so that it is between two of the other one's looks some time.
                (0..round % 200).for_each(|_| hint::spin_loop());
                let _ = Shared::<Large>::unlink(name.as_str());
            });
            let mut is_first = true;
            let made = Shared::<Large>::open_or_create_with(name.as_str(), |large| {
                calls += 1;
                large.number().set(7);
                if mem::take(&mut is_first) {
                    drop(Shared::<Large>::create_with(name.as_str(), |_| Ok(()))?);
                    is_there.store(true, SeqCst);
                }
                Ok(())
            });
            assert!(matches!(made.unwrap().view(|large| large.number().get()).unwrap(), 0 | 7));
        });
        let _ = Shared::<Large>::unlink(name.as_str());
    }
    println!("made {calls} times in {ROUNDS} rounds");
}
