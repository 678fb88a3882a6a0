//! A process that changes a value in place in every way is killed at any moment: the value is one
//! that it committed, whole, and so is each that others read meanwhile.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use rand::{Rng as _, SeedableRng as _, rngs::SmallRng};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use sync_runtime::{InPlaceReader, Shared};
use tests::mixed::{Both, Mixed, Moment};
use tests::{Actor, Name, program};

/// The longest time until the writer is killed.
const LONGEST: Duration = Duration::from_millis(4);

/// As many snapshots are compared of each writer.
const SNAPSHOTS: usize = 20;

/// What a writer commits that began with `first`, by how many commits that is: until `last`, and no
/// more than those that are asked for.
///
/// A writer follows from its seed. So all of it is done again in memory of this process.
fn done_again(first: &Mixed, seed: u64, last: u64, asked: &[u64]) -> HashMap<u64, Box<Mixed>> {
    let again = Shared::<Mixed>::anonymous_with(|value| {
        value.set_from(first);
        Ok(())
    });
    let again = again.unwrap();
    let (mut both, mut random) = (Both::new(&again), SmallRng::seed_from_u64(seed));
    let mut committed = HashMap::from([(0, Box::new(first.clone()))]);
    while again.version() < last {
        both.section(&mut random, &mut |moment, value| {
            let version = again.version();
            if moment == Moment::Committed && (version == last || asked.contains(&version)) {
                committed.entry(version).or_insert_with(|| Box::new(value.clone()));
            }
        });
    }
    committed
}

#[test]
fn whoever_comes_after_finds_what_was_committed_last() {
    let writers = if std::env::var_os("SYNC_TESTS_FULL").is_some() { 2000 } else { 150 };
    let name = Name::new("among");
    let shared = Shared::<Mixed>::create_with(name.as_str(), |_| Ok(())).unwrap();
    let reader = InPlaceReader::<Mixed>::open(name.as_str()).unwrap();
    for seed in 0..writers {
        let (first, before) = (shared.load().unwrap(), shared.version());
        let mut random = SmallRng::seed_from_u64(seed);
        let mut writer = Actor::spawn(program!("actor", "change-mixed", &name, seed.to_string()));
        writer.expect("open");
        let end = Instant::now() + LONGEST.mul_f64(random.random());
        let mut snapshots = Vec::new();
        while Instant::now() < end && snapshots.len() < SNAPSHOTS {
            snapshots.push(if random.random() { shared.snapshot() } else { reader.snapshot() }.unwrap());
        }
        writer.kill();

        let found = shared.snapshot().unwrap();
        let asked: Vec<u64> = snapshots.iter().map(|seen| seen.version - before).collect();
        let committed = done_again(&first, seed, found.version - before, &asked);
        for seen in snapshots.iter().chain([&found]) {
            let version = seen.version - before;
            assert!(committed.get(&version) == Some(&seen.value), "seed {seed}: version {version} is another");
        }
        // What was not committed is undone before others change the value: now, or by the next
        // writer, which may be killed while it does that.
        if seed % 2 == 0 {
            let seen = shared.with_lock(|value| value.to_box()).unwrap();
            assert!(seen == found.value, "seed {seed}: it is not undone");
        }
    }
    assert!(shared.recoveries() > 0, "some died while they held the lock");
}
