//! Two processes that read most of the time: 19 reads, then one change.

use super::contention::compete;
use crate::measure::Effort;
use crate::report::{Demand, Table};
use crate::rivals::{self, Entrant, Guarded, OURS, Ours, Words};

const WORKERS: usize = 2;
const READS: u64 = 19;

pub fn run(effort: Effort) -> Vec<Table> {
    vec![table::<u64>(effort, "8 B"), table::<[u64; 8]>(effort, "64 B"), table::<[u64; 128]>(effort, "1 KiB")]
}

fn table<V: Words>(effort: Effort, size: &str) -> Table
where
    Ours<V>: Guarded,
{
    let rivals: Vec<_> = rivals::all::<V>().into_iter().filter(|rival| rival.can_fork()).collect();
    let work = |entrant: &dyn Entrant| {
        entrant.read(READS);
        entrant.add(1);
    };
    let title = format!("95 % reads, 5 % changes, {WORKERS} processes, {size}");
    let mut table = compete(effort, "mix", title, &rivals, WORKERS, &work, READS + 1, false);
    for rival in rivals.iter().filter(|rival| rival.name != OURS) {
        table.demand(rival.name, Demand::AtLeast(5.0));
    }
    table
}
