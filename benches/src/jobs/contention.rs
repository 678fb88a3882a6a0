//! Several workers on one lock: how much they get done, how evenly, and how long the unlucky ones
//! wait.

use super::uncontended::remark;
use crate::area;
use crate::measure::Effort;
use crate::processes::{self, Kind, Signal};
use crate::report::{Demand, Table};
use crate::rivals::{self, C_ROBUST, Entrant, PYTHON, Rival};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

/// How many workers compete.
const WORKERS: [usize; 4] = [2, 4, 8, 16];

/// Turns of a loop in a longer critical section: about a microsecond.
pub const LONGER: u32 = 1500;

/// The least share over the greatest.
const FAIRNESS: &str = "fairness";

pub fn run(effort: Effort) -> Vec<Table> {
    let sections =
        [("short sections", "contention", 0, 64), ("sections of a microsecond", "contention_longer", LONGER, 1)];
    let mut tables = Vec::new();
    for (section, plot, turns, batch) in sections {
        for workers in WORKERS {
            let title = format!("{workers} workers on one lock, {section}");
            let mut table = contest(
                effort,
                title,
                workers,
                |entrant: &dyn Entrant| match turns {
                    0 => entrant.add(batch),
                    turns => entrant.work(batch, turns),
                },
                batch,
            );
            table.at(plot, workers as f64);
            table.demand(C_ROBUST, Demand::AtLeast(1.0));
            table.demand_of_extra(FAIRNESS, C_ROBUST, Demand::AtLeast(1.0));
            tables.push(table);
        }
    }
    tables
}

/// Lets every rival's workers do `work`, which is `batch` operations, in turns.
pub fn contest(effort: Effort, title: String, workers: usize, work: impl Fn(&dyn Entrant) + Sync, batch: u64) -> Table {
    let rivals: Vec<_> = rivals::all::<u64>().into_iter().filter(|rival| rival.name != PYTHON).collect();
    compete(effort, "contention", title, &rivals, workers, &work, batch, true)
}

/// As [`contest`], among these rivals.
#[allow(clippy::too_many_arguments, reason = "what a contest is made of")]
pub fn compete(
    effort: Effort,
    job: &'static str,
    title: String,
    rivals: &[Rival],
    workers: usize,
    work: &(impl Fn(&dyn Entrant) + Sync),
    batch: u64,
    with_waits: bool,
) -> Table {
    let mut rates = vec![Vec::new(); rivals.len()];
    let mut fairness = vec![Vec::new(); rivals.len()];
    let mut waits = vec![Vec::new(); rivals.len()];
    for round in 0..effort.repeats {
        for position in 0..rivals.len() {
            let which = (round + position) % rivals.len();
            let Rival { entrant, traits, .. } = &rivals[which];
            let shares = shares(traits.workers, workers, effort.contest, || entrant.warm(), || work(&**entrant));
            let total: u64 = shares.iter().sum();
            rates[which].push((total * batch) as f64 / effort.contest.as_secs_f64() / 1e6);
            let (least, greatest) = (shares.iter().min().unwrap_or(&0), shares.iter().max().unwrap_or(&1));
            fairness[which].push(*least as f64 / (*greatest).max(1) as f64);
            if with_waits {
                waits[which].push(longest_waits(traits.workers, workers, effort.contest / 5, &**entrant));
            }
        }
    }
    let mut table = Table::new(job, title, "million/s");
    for (which, rival) in rivals.iter().enumerate() {
        let line = table.add(rival.name, remark(rival.traits), std::mem::take(&mut rates[which]));
        line.extra.push((FAIRNESS, median(&mut fairness[which])));
        if with_waits {
            line.extra.push(("99.9 % wait ≤ µs", median(&mut waits[which]) / 1e3));
        }
    }
    table
}

fn median(samples: &mut [f64]) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}

/// A count on a cache line of its own.
#[repr(align(64))]
struct Count(AtomicU64);

/// How often each worker did `work`, after it did `prepare` once.
fn shares(
    kind: Kind,
    workers: usize,
    duration: Duration,
    prepare: impl Fn() + Sync,
    work: impl Fn() + Sync,
) -> Vec<u64> {
    let signal = Signal::new();
    let counts: Vec<&'static Count> = (0..workers).map(|_| area::share(Count(AtomicU64::new(0)))).collect();
    let one = |worker: usize| {
        let mut done = 0;
        prepare();
        signal.await_start();
        while signal.running() {
            work();
            done += 1;
        }
        counts[worker].0.store(done, Relaxed);
    };
    processes::run(kind, workers, one, || {
        signal.start(workers);
        thread::sleep(duration);
        signal.stop();
    });
    counts.iter().map(|count| count.0.load(Relaxed)).collect()
}

/// Waits by length: eight classes for every doubling.
struct Histogram([AtomicU32; CLASSES]);

const CLASSES: usize = 64 * 8;

/// The class of a wait of so many nanoseconds.
fn class(nanoseconds: u64) -> usize {
    let exponent = nanoseconds.max(8).ilog2();
    let eighth = (nanoseconds.max(8) >> (exponent - 3)) & 7;
    (exponent as usize * 8 + usize::try_from(eighth).unwrap_or(0)).min(CLASSES - 1)
}

/// Where a class ends, in nanoseconds.
fn end_of(class: usize) -> f64 {
    let (exponent, eighth) = (class / 8, class % 8);
    2_f64.powi(i32::try_from(exponent).unwrap_or(63)) * (1.0 + (eighth + 1) as f64 / 8.0)
}

/// What 99.9 % of all waits stay below, in nanoseconds.
fn longest_waits(kind: Kind, workers: usize, duration: Duration, entrant: &dyn Entrant) -> f64 {
    let signal = Signal::new();
    let histogram = area::share(Histogram([const { AtomicU32::new(0) }; CLASSES]));
    let one = |_| {
        let mut own = vec![0; CLASSES];
        signal.await_start();
        while signal.running() {
            let waited = entrant.wait();
            own[class(u64::try_from(waited.as_nanos()).unwrap_or(u64::MAX))] += 1;
        }
        for (all, own) in histogram.0.iter().zip(own) {
            all.fetch_add(own, Relaxed);
        }
    };
    processes::run(kind, workers, one, || {
        signal.start(workers);
        thread::sleep(duration);
        signal.stop();
    });
    let counts: Vec<u64> = histogram.0.iter().map(|count| count.load(Relaxed).into()).collect();
    let total: u64 = counts.iter().sum();
    let mut left = total / 1000;
    for (class, count) in counts.iter().enumerate().rev() {
        if *count > left {
            return end_of(class);
        }
        left -= count;
    }
    0.0
}
