//! Values of 1 KiB to 1 GiB, of which a little is changed where it is, or all of it.

use crate::measure::{self, Effort, Turn};
use crate::processes::Pinned;
use crate::report::{Demand, Table};
use crate::rivals::C_ROBUST;
use crate::rivals::large::{InC, InPlace, Record, RecordsInPlace};
use crate::rivals::limits;
use crate::rivals::stores::{self, WORDS};
use std::hint::black_box;
use std::time::{Duration, Instant};

const OURS: &str = "sync-runtime in_place";
const VIEW: &str = "sync-runtime view";
/// What it costs to have two slots, whatever else is done.
const TWO_SLOTS: &str = "C, two slots";
const MEMCPY: &str = "memcpy";
const UNGUARDED: &str = "unguarded copy";

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;
const GIB: usize = 1 << 30;

/// Words in so many bytes.
const fn words(bytes: usize) -> usize {
    bytes / size_of::<u64>()
}

/// Records in 1 MiB.
const RECORDS: usize = MIB / size_of::<Record>();

pub fn run(effort: Effort) -> Vec<Table> {
    let _pinned = Pinned::here();
    let mut tables = Vec::new();
    tables.extend(sizes::<{ words(KIB) }>(effort, "1 KiB", None));
    tables.extend(sizes::<{ words(16 * KIB) }>(effort, "16 KiB", None));
    tables.extend(sizes::<{ words(64 * KIB) }>(effort, "64 KiB", Some(1.1)));
    tables.extend(sizes::<{ words(MIB) }>(effort, "1 MiB", None));
    tables.extend(sizes::<{ words(16 * MIB) }>(effort, "16 MiB", Some(1.25)));
    tables.extend(sizes::<{ words(128 * MIB) }>(effort, "128 MiB", None));
    tables.extend(sizes::<{ words(GIB) }>(effort, "1 GiB", Some(1.5)));
    tables.push(flat(effort));
    tables.push(after_all(effort));
    tables.push(scattered(effort));
    tables.extend(record(effort));
    tables.push(view(effort));
    tables.push(whole(effort));
    tables
}

/// How long `work` takes.
fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn table(title: String, effort: Effort, contestants: Vec<(&'static str, &'static str, Turn<'_>)>) -> Table {
    let (names, mut turns): (Vec<_>, Vec<_>) =
        contestants.into_iter().map(|(name, remark, turn)| ((name, remark), turn)).unzip();
    let samples = measure::interleaved(effort, &mut turns);
    let mut table = Table::new("in-place", title, "ns");
    for ((name, remark), samples) in names.into_iter().zip(samples) {
        table.add(name, remark, samples);
    }
    table
}

/// Numbers that are made between two sections of a program that has other work, too: some hundreds
/// of instructions. A processor that finds the next section within so many begins it before the one
/// at hand has ended, if it needs nothing of that.
const OTHER_WORK: u64 = 32;

/// One word of `N`: always the same one; one at random; one at random, among other work.
fn sizes<const N: usize>(effort: Effort, size: &str, limit: Option<f64>) -> [Table; 3] {
    let (ours, c) = (InPlace::<N>::new(), InC::new(2 * N * size_of::<u64>()));
    let rows = [
        ("always the same", Some("in_place"), 1, 0, None),
        ("at random", Some("in_place_random"), N as u64, 0, limit),
        ("at random, among other work", None, N as u64, OTHER_WORK, None),
    ];
    rows.map(|(which, plot, count, work, limit)| {
        let contestants: Vec<(_, _, Turn<'_>)> = vec![
            (OURS, "crash-atomic, timed", Box::new(|times| timed(|| ours.add(count, 1, work, times)))),
            (C_ROBUST, "may tear", Box::new(|times| timed(|| c.add(count, 1, work, times)))),
            (TWO_SLOTS, "the limit; may tear", Box::new(|times| timed(|| c.add_to_two(count, 1, work, times)))),
        ];
        let mut table = table(format!("one word of {size}, {which}"), effort, contestants);
        if let Some(plot) = plot {
            table.at(plot, (N * size_of::<u64>()) as f64);
        }
        if let Some(limit) = limit {
            table.demand(C_ROBUST, Demand::AtMost(limit));
        }
        table
    })
}

/// The same word of a large value and of a small one.
fn flat(effort: Effort) -> Table {
    let (large, small) = (InPlace::<{ words(GIB) }>::new(), InPlace::<{ words(KIB) }>::new());
    let contestants: Vec<(_, _, Turn<'_>)> = vec![
        ("of 1 GiB", "crash-atomic, timed", Box::new(|times| timed(|| large.add(1, 1, 0, times)))),
        ("of 1 KiB", "crash-atomic, timed", Box::new(|times| timed(|| small.add(1, 1, 0, times)))),
    ];
    let mut table = table("one word, always the same".into(), effort, contestants);
    table.demand("of 1 KiB", Demand::AtMost(1.3));
    table
}

/// A word of a value that was once replaced as a whole.
fn after_all(effort: Effort) -> Table {
    let (ours, c) = (InPlace::<WORDS>::new(), InC::new(MIB));
    ours.replace(&*stores::frame(7), 1);
    let contestants: Vec<(_, _, Turn<'_>)> = vec![
        (OURS, "crash-atomic, timed", Box::new(|times| timed(|| ours.add(WORDS as u64, 1, 0, times)))),
        (C_ROBUST, "may tear", Box::new(|times| timed(|| c.add(WORDS as u64, 1, 0, times)))),
    ];
    let mut table = table("one word of 1 MiB, at random, after all of it was replaced".into(), effort, contestants);
    table.demand(C_ROBUST, Demand::AtMost(1.3));
    table
}

fn scattered(effort: Effort) -> Table {
    const WORDS: usize = words(16 * MIB);
    let (ours, c) = (InPlace::<WORDS>::new(), InC::new(2 * 16 * MIB));
    let contestants: Vec<(_, _, Turn<'_>)> = vec![
        (OURS, "crash-atomic, timed", Box::new(|times| timed(|| ours.add(WORDS as u64, 16, 0, times)))),
        (C_ROBUST, "may tear", Box::new(|times| timed(|| c.add(WORDS as u64, 16, 0, times)))),
        (TWO_SLOTS, "the limit; may tear", Box::new(|times| timed(|| c.add_to_two(WORDS as u64, 16, 0, times)))),
    ];
    let mut table = table("16 words of 16 MiB, at random".into(), effort, contestants);
    table.demand(C_ROBUST, Demand::AtMost(2.0));
    table
}

/// A record of 64 bytes, at random; and the same beside what else leaves it whole. These are apart,
/// for a turn of theirs takes all of the cache from whoever comes next, and most from who uses most
/// of it.
fn record(effort: Effort) -> [Table; 2] {
    let (ours, c) = (RecordsInPlace::<RECORDS>::new(), InC::new(MIB));
    let stores = stores::records(RECORDS as u64);
    let record = || black_box([7; 8]);
    let ours = || -> (_, _, Turn<'_>) {
        (OURS, "crash-atomic, timed", Box::new(|times| timed(|| ours.replace_one(&record(), times))))
    };
    let c: (_, _, Turn<'_>) =
        (C_ROBUST, "may tear", Box::new(|times| timed(|| c.replace_one(RECORDS as u64, &record(), times))));
    let mut beside_c = table("64 B of 1 MiB, at random".into(), effort, vec![ours(), c]);
    beside_c.demand(C_ROBUST, Demand::AtMost(1.3));
    let mut contestants = vec![ours()];
    for (name, remark, store) in &stores {
        contestants.push((name, remark, Box::new(|times| timed(|| store.replace_one(&record(), times)))));
    }
    [beside_c, table("64 B of 1 MiB, at random, beside what leaves it whole, too".into(), effort, contestants)]
}

/// A copy of one record.
fn view(effort: Effort) -> Table {
    let (ours, c) = (RecordsInPlace::<RECORDS>::new(), InC::new(MIB));
    let (stores, wholes) = (stores::records(RECORDS as u64), stores::wholes());
    let plain = Box::new([7; 8]);
    let copy = |times| (0..times).for_each(|_| limits::copy_once::<Record>(&plain));
    let mut contestants: Vec<(_, _, Turn<'_>)> = vec![
        (VIEW, "without the lock", Box::new(|times| timed(|| ours.read_one(times)))),
        (UNGUARDED, "the limit", Box::new(move |times| timed(|| copy(times)))),
        (C_ROBUST, "", Box::new(|times| timed(|| c.read_one(times)))),
    ];
    for (name, remark, store) in &stores {
        contestants.push((name, remark, Box::new(|times| timed(|| store.read_one(times)))));
    }
    for (name, remark, store) in &wholes {
        contestants.push((name, remark, Box::new(|times| timed(|| store.read_record(times)))));
    }
    let mut table = table("a copy of 64 B of 1 MiB".into(), effort, contestants);
    table.demand(UNGUARDED, Demand::AtMost(2.0));
    table
}

/// A whole frame.
fn whole(effort: Effort) -> Table {
    let (ours, c) = (InPlace::<WORDS>::new(), InC::new(MIB));
    let (frame, mut plain) = (stores::frame(7), vec![0; WORDS]);
    let stores = stores::wholes();
    let mut copy = |times| {
        for _ in 0..times {
            plain.copy_from_slice(black_box(&*frame));
            black_box(&plain);
        }
    };
    let mut contestants: Vec<(_, _, Turn<'_>)> = vec![
        (OURS, "crash-atomic, timed", Box::new(|times| timed(|| ours.replace(&*frame, times)))),
        (MEMCPY, "the limit", Box::new(move |times| timed(|| copy(times)))),
        (C_ROBUST, "may tear", Box::new(|times| timed(|| c.replace(&*frame, times)))),
    ];
    for (name, remark, store) in &stores {
        contestants.push((name, remark, Box::new(|times| timed(|| store.replace(&frame, times)))));
    }
    let mut table = table("all of 1 MiB".into(), effort, contestants);
    table.demand(MEMCPY, Demand::AtMost(1.3));
    table
}
