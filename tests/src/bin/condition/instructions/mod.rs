//! Kills a process after every instruction of what it does with a condition or in nested sections.
//!
//! Two others wait meanwhile for the number to rise. After each kill: the number has risen as a
//! whole or not at all; if it has, those who wait see it though nobody may have lived to notify
//! them; and the next one raises it again, notifies, and is seen.

mod stage;

use crate::report::{bar, table};
use stage::Stage;
use std::time::Duration;
use tests::processors;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Try about so many instructions of each operation, not all.
    #[arg(long)]
    samples: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operation {
    NotifyOne,
    NotifyAll,
    WaitTimedOut,
    WaitNotified,
    NotifyOneOn,
    WaitOnTimedOut,
    WaitOnNotified,
    Watch,
    Nest,
    NestWait,
}

impl Operation {
    const ALL: [Self; 10] = [
        Self::NotifyOne,
        Self::NotifyAll,
        Self::WaitTimedOut,
        Self::WaitNotified,
        Self::NotifyOneOn,
        Self::WaitOnTimedOut,
        Self::WaitOnNotified,
        Self::Watch,
        Self::Nest,
        Self::NestWait,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::NotifyOne => "with_lock, notify_one",
            Self::NotifyAll => "with_lock, notify_all",
            Self::WaitTimedOut => "guard, change, wait that times out",
            Self::WaitNotified => "guard, change, wait that is notified",
            Self::NotifyOneOn => "with_lock, notify_one_on",
            Self::WaitOnTimedOut => "guard, change, wait_on that times out",
            Self::WaitOnNotified => "guard, change, wait_on that is notified",
            Self::Watch => "load_newer that times out",
            Self::Nest => "three nested sections",
            Self::NestWait => "three nested sections, wait at depth 3",
        }
    }

    /// Whether others notify meanwhile.
    fn is_notified(self) -> bool {
        matches!(self, Self::WaitNotified | Self::WaitOnNotified)
    }

    /// By how much it raises the number.
    fn raises(self) -> u64 {
        u64::from(self != Self::Watch)
    }
}

struct Row {
    operation: Operation,
    length: usize,
    tried: usize,
    before: usize,
    after: usize,
    torn: usize,
    hung: usize,
    forgotten: usize,
    slowest: Duration,
}

/// Prints the table; whether nothing was torn, and nobody hung or was forgotten.
pub(crate) fn run(options: &Options) -> bool {
    processors::stay_on_one();
    // To wait for a notification takes by far the most instructions: a sample has it once.
    let is_tried = |operation: &Operation| options.samples.is_none() || *operation != Operation::WaitOnNotified;
    let tried = Operation::ALL.into_iter().filter(is_tried);
    let rows: Vec<_> = tried.map(|operation| prove(operation, options.samples)).collect();
    let header =
        ["operation", "instructions", "tried", "before", "after", "torn", "hung", "forgotten", "slowest to be seen"];
    let lines = rows.iter().map(|row| {
        let counts = [row.length, row.tried, row.before, row.after, row.torn, row.hung, row.forgotten];
        let mut line = vec![row.operation.name().to_owned()];
        line.extend(counts.map(|count| count.to_string()));
        line.push(format!("{:.1?}", row.slowest));
        line
    });
    println!("{}", table(&header, lines));
    let sum = |count: fn(&Row) -> usize| rows.iter().map(count).sum::<usize>();
    let (tried, torn, hung) = (sum(|row| row.tried), sum(|row| row.torn), sum(|row| row.hung));
    let forgotten = sum(|row| row.forgotten);
    println!("instructions tried {tried}, torn {torn}, hung {hung}, forgotten {forgotten}");
    torn + hung + forgotten == 0
        && rows.iter().all(|row| row.before > 0 && (row.after > 0 || row.operation.raises() == 0))
}

fn prove(operation: Operation, samples: Option<usize>) -> Row {
    let bar = bar(operation.name(), 0);
    let stage = Stage::new(operation);
    let length = stage.measure();
    bar.set_length(length as u64);
    let every = samples.map_or(1, |samples| length.div_ceil(samples).max(1));
    let (tried, before, after, torn, hung, forgotten, slowest) = (0, 0, 0, 0, 0, 0, Duration::ZERO);
    let mut row = Row { operation, length, tried, before, after, torn, hung, forgotten, slowest };
    // One more than it has, so that it is killed where it has returned, too.
    while !stage.kill_after(row.tried * every, &mut row) {
        bar.set_position((row.tried * every) as u64);
        // Nobody who hangs is waited for again and again.
        if row.hung + row.forgotten > 0 {
            break;
        }
    }
    bar.finish_and_clear();
    row
}
