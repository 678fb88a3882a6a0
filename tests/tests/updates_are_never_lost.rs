//! Eight processes add, a ninth watches: the sum is exact, and every value that was seen is whole.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::thread;
use sync_runtime::{Shared, Timeout};
use tests::values::{Counters, Gate};
use tests::{Actor, program};

const WRITERS: u32 = 8;
const TIMES: u32 = 200_000;

#[test]
fn eight_processes_add_and_a_ninth_watches() {
    let total = u64::from(WRITERS * TIMES);
    let gate = Shared::anonymous(Gate { arrived: 0, open: false }).unwrap();
    let counters = Shared::anonymous(Counters { first: 0, second: 0, third: 0.0 }).unwrap();
    let start = |mut command| {
        gate.pass_to(&mut command, "GATE").unwrap();
        counters.pass_to(&mut command, "COUNTERS").unwrap();
        Actor::spawn(command)
    };
    let watcher = start(program!("actor", "watch", total.to_string()));
    let writers: Vec<_> = (0..WRITERS).map(|_| start(program!("actor", "count", TIMES.to_string()))).collect();
    while gate.load().unwrap().arrived < WRITERS + 1 {
        thread::yield_now();
    }
    gate.with_lock(|gate| gate.open = true).unwrap();
    for writer in writers {
        writer.succeed();
    }
    let last = counters.load().unwrap();
    assert!(last.agree(), "{last:?}");
    assert_eq!(last.first, total);
    assert_eq!(counters.version(), total, "one commit for each update");
    assert_eq!(counters.recoveries(), 0);

    let report = watcher.succeed();
    println!("loads, new values seen between the first and the last, torn: {report}");
    let numbers: Vec<u64> = report.split_whitespace().map(|number| number.parse().unwrap()).collect();
    let &[loads, between, torn] = numbers.as_slice() else { panic!("{report}") };
    assert_eq!(torn, 0);
    assert!(loads >= 10_000, "{loads} loads are too few to tell");
    let enough = if tests::processors::allowed().len() > 1 { 1_000 } else { 1 };
    assert!(between >= enough, "the watcher saw {between} values while they changed, too few to tell");
}

#[test]
fn threads_and_handles_of_one_process_lose_nothing_either() {
    const THREADS: u32 = 4;
    const EACH: u32 = 20_000;
    let name = tests::Name::new("threads");
    let patient = || Shared::<u32>::options().timeout(Timeout::Never);
    let first = patient().create(name.as_str(), 0).unwrap();
    thread::scope(|scope| {
        for number in 0..THREADS {
            // Every other thread has a mapping of its own.
            let handle = if number % 2 == 0 { first.clone() } else { patient().open(name.as_str()).unwrap() };
            scope.spawn(move || {
                for _ in 0..EACH {
                    handle.with_lock(|count| *count += 1).unwrap();
                }
            });
        }
    });
    assert_eq!(first.load().unwrap(), THREADS * EACH);
}
