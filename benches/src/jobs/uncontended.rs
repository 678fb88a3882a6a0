//! Lock, add 1, unlock, with nobody else there.

use super::structs;
use crate::measure::{self, Effort, Turn};
use crate::processes::{Kind, Pinned};
use crate::report::{Demand, Table};
use crate::rivals::limits::SpinLock;
use crate::rivals::{self, C_ROBUST, Entrant as _, Guarded, Ours, Rival, Traits, Words};

pub fn run(effort: Effort) -> Vec<Table> {
    let _pinned = Pinned::here();
    let mut small = table::<u64>(effort, "8 B");
    for (name, limit) in [
        (C_ROBUST, 1.05),
        ("posix-sync lock", 1.0),
        ("iceoryx2 lock", 1.0),
        ("posix-sync lock_for", 0.55),
        ("raw_sync try_lock", 0.75),
        ("iceoryx2 timed_lock", 0.30),
        ("multiprocessing.Value", 0.02),
    ] {
        small.demand(name, Demand::AtMost(limit));
    }
    let mut line = table::<[u64; 8]>(effort, "64 B");
    line.demand(C_ROBUST, Demand::AtMost(1.05));
    let mut tables = vec![small, line, table::<[u64; 128]>(effort, "1 KiB"), table::<[u64; 2048]>(effort, "16 KiB")];
    tables.extend(structs::locks(effort));
    tables
}

fn table<V: Words>(effort: Effort, size: &str) -> Table
where
    Ours<V>: Guarded,
{
    let rivals = rivals::all::<V>();
    let limit = SpinLock::<V>::new();
    let mut turns: Vec<Turn<'_>> =
        rivals.iter().map(|Rival { entrant, .. }| Box::new(|times| entrant.time_add(times)) as Turn<'_>).collect();
    turns.push(Box::new(|times| limit.time_add(times)));
    let samples = measure::interleaved(effort, &mut turns);
    let mut table = Table::new("uncontended", format!("lock, add 1, unlock, {size}"), "ns");
    table.at("uncontended", size_of::<V>() as f64);
    let names = rivals.iter().map(|rival| (rival.name, remark(rival.traits)));
    let limit = ("compare_exchange + swap", "the limit".to_owned());
    for ((name, remark), samples) in names.chain([limit]).zip(samples) {
        table.add(name, remark, samples);
    }
    table
}

/// What a rival gives, for a fair look at its number.
pub fn remark(Traits { robust, timed, workers }: Traits) -> String {
    let mut words = Vec::new();
    words.extend(robust.then_some("robust"));
    words.extend(timed.then_some("timed"));
    words.extend((workers == Kind::Threads).then_some("threads only"));
    words.join(", ")
}
