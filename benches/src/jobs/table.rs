//! A table of a million records: making it, and workers on random records.

use super::contention::{LONGER, compete};
use crate::area::Area;
use crate::measure::{self, Effort, Turn};
use crate::processes::Pinned;
use crate::report::{Demand, Table as Results};
use crate::rivals::{self, C_RECORDS, CRecords, Entrant, ONE_LOCK};
use std::hint::black_box;
use std::time::{Duration, Instant};
use sync_runtime::{Locked, Table};

const RECORDS: usize = 1_000_000;

const WORKERS: usize = 8;

/// What a table's making is compared with.
const BYTES: &str = "allocating, mapping and writing its bytes";

pub fn run(effort: Effort) -> Vec<Results> {
    let short = random_records(effort, "short sections", 64, |entrant: &dyn Entrant| entrant.add(64));
    let longer =
        random_records(effort, "sections of a microsecond", 1, |entrant: &dyn Entrant| entrant.work(1, LONGER));
    vec![making(effort), short, longer]
}

/// `work` is `batch` operations.
fn random_records(effort: Effort, sections: &str, batch: u64, work: impl Fn(&dyn Entrant) + Sync) -> Results {
    let (ours, theirs) = (Locked::<u64>::SIZE, CRecords::STRIDE);
    let title =
        format!("{WORKERS} workers on {RECORDS} records of 8 B at random, {sections} ({ours} and {theirs} B a record)");
    let mut table = compete(effort, "table", title, &rivals::records(RECORDS), WORKERS, &work, batch, false);
    table.demand(C_RECORDS, Demand::AtLeast(1.0));
    table.demand(ONE_LOCK, Demand::AtLeast(1.0));
    table
}

fn making(effort: Effort) -> Results {
    let _pinned = Pinned::here();
    // A turn takes far longer than a slice.
    let effort = Effort { rounds: effort.repeats, slice: Duration::ZERO, ..effort };
    let make = |times| repeat(times, || drop(Table::<u64>::anonymous(RECORDS, |index| index as u64).expect("a table")));
    let mut turns: [Turn<'_>; 2] = [Box::new(make), Box::new(|times| repeat(times, write_bytes))];
    let mut samples = measure::interleaved(effort, &mut turns).into_iter();
    let title = format!("make and drop a table of {RECORDS} records of 8 B ({} B a record)", Locked::<u64>::SIZE);
    let mut table = Results::new("table", title, "ns");
    table.add("sync-runtime Table", "", samples.next().unwrap());
    table.add(BYTES, "the limit", samples.next().unwrap());
    table.demand(BYTES, Demand::AtMost(2.0));
    table
}

fn repeat(times: u64, work: impl Fn()) -> Duration {
    let start = Instant::now();
    (0..times).for_each(|_| work());
    start.elapsed()
}

/// The least that it takes to fill a file in memory of a table's size.
fn write_bytes() {
    let len = RECORDS * Locked::<u64>::SIZE;
    let area = Area::new(len);
    // SAFETY: as many bytes were mapped, and nobody else uses them.
    unsafe { area.start().write_bytes(black_box(1), len) };
}
