//! One process commits again and again, others watch; some of those are killed.

use crate::report::{bar, table};
use crate::wait::{ended_within, unfinished};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};
use sync_runtime::{Shared, SharedLocked};
use tests::Stop;
use tests::proof::board::Board;
use tests::proof::fork::Fork;

#[derive(clap::Args)]
pub(crate) struct Options {
    #[arg(long, default_value_t = 1_000_000)]
    times: u64,
    #[arg(long, default_value_t = 3)]
    watchers: usize,
    /// What the moments of the kills come from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Equal numbers, so that a torn one shows.
#[derive(SharedLocked, Debug)]
#[shared(timeout = never)]
struct Value {
    numbers: [u64; 4],
}

/// Longer than any trial lasts, so that nothing is missed unnoticed because the time ran out.
const LONG: Duration = Duration::from_secs(600);
/// Far longer than a watcher may need to see the last commit, and far shorter than it would sleep.
const PATIENCE: Duration = Duration::from_secs(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(20);

/// Prints the table; whether all watchers saw the last commit. One that sees an older value after a
/// newer one fails.
pub(crate) fn run(options: &Options) -> bool {
    let &Options { times, watchers, seed } = options;
    let shared = Shared::anonymous(Value { numbers: [0; 4] }).unwrap();
    let seen = Board::new(watchers);
    let watcher = |number: usize| Fork::free(|| watch(&shared, times, &seen, number));
    // The last is the one that is killed.
    let mut watching: Vec<Fork> = (0..=watchers).map(|number| watcher(number.min(watchers - 1))).collect();
    let begin = Instant::now();
    let mut writer = Fork::free(|| {
        for _ in 0..times {
            shared.with_lock(|value| value.numbers = value.numbers.map(|number| number + 1)).unwrap();
        }
    });
    let (bar, mut rng, mut killed) = (bar("committing", times), StdRng::seed_from_u64(seed), 0);
    let end = loop {
        if let Some(end) = ended_within(&mut writer, rng.random_range(Duration::ZERO..LONGEST_PAUSE)) {
            break end;
        }
        killed += u32::from(watching[watchers].has_ended().is_none());
        watching[watchers] = watcher(watchers - 1);
        bar.set_position(shared.version());
    };
    bar.finish_and_clear();
    let (took, last) = (begin.elapsed(), Instant::now());
    assert_eq!((end, shared.version()), (Stop::Exited(0), times));
    let missed = unfinished(watching, PATIENCE);
    let distinct: Vec<u64> = seen.iter().map(|count| count.load(Relaxed)).collect();
    let header = ["commits", "time", "watchers killed", "watchers that missed the last", "until all saw the last"];
    let line = [
        times.to_string(),
        format!("{took:.2?}"),
        killed.to_string(),
        missed.to_string(),
        format!("{:.1?}", last.elapsed()),
    ];
    println!("{}", table(&header, [line.to_vec()]));
    println!("different values that the watchers saw: {distinct:?}");
    missed == 0
}

/// Watches until the last commit, and counts what it sees.
fn watch(shared: &Shared<Value>, last: u64, seen: &Board, place: usize) {
    let mut version = 0;
    while version < last {
        let newer = shared.load_newer(version, LONG).unwrap().expect("a process commits");
        assert!(newer.version > version, "version {} after {version}", newer.version);
        assert_eq!(newer.value.numbers, [newer.version; 4], "the value of that version, whole");
        version = newer.version;
        seen[place].fetch_add(1, Relaxed);
    }
}
