//! Two processes that read most of the time: 19 reads, then one change.

use super::contention::compete;
use crate::measure::Effort;
use crate::report::{Demand, Table};
use crate::rivals::{self, Entrant, Guarded, OURS, Ours, Rival, Words};

const WORKERS: usize = 2;
const READS: u64 = 19;

pub fn run(effort: Effort) -> Vec<Table> {
    let mut small = [table::<u64>(effort, "8 B"), table::<[u64; 8]>(effort, "64 B")];
    for table in &mut small {
        for name in rivals::all::<u64>().iter().filter(|rival| rival.can_fork()).map(|rival| rival.name) {
            if name != OURS {
                table.demand(name, Demand::AtLeast(5.0));
            }
        }
    }
    let [eight, line] = small;
    // Here the copy itself is most of the work, with or without a lock.
    vec![eight, line, table::<[u64; 128]>(effort, "1 KiB")]
}

fn table<V: Words>(effort: Effort, size: &str) -> Table
where
    Ours<V>: Guarded,
{
    let rivals: Vec<_> = rivals::all::<V>().into_iter().filter(Rival::can_fork).collect();
    let work = |entrant: &dyn Entrant| {
        entrant.read(READS);
        entrant.add(1);
    };
    let title = format!("95 % reads, 5 % changes, {WORKERS} processes, {size}");
    compete(effort, "mix", title, &rivals, WORKERS, &work, READS + 1, false)
}
