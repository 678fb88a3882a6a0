//! The table of what is left by those who are killed after every instruction.

use crate::table::table;
use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;
use tests::processors;
use tests::proof::broken::{Broken, Mistake};
use tests::proof::broken_log::{BrokenLog, LogMistake};
use tests::proof::in_place::{FRAME, InPlace, MIDDLE, SMALL, Touch, WIDE};
use tests::proof::instructions::{Plan, Row, prove};
use tests::proof::limits::Limits;
use tests::proof::sample::{Mixed, Sample, Task};
use tests::proof::subject::{Operation, Runtime, Subject};
use tests::proof::tabled::Tabled;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Try about so many instructions of each operation, not all.
    #[arg(long)]
    samples: Option<usize>,
    /// The 8-byte value (in a table: its claim after a death alone), and `with_lock` of an enum
    /// with data.
    #[arg(long)]
    small: bool,
    /// This value only, as the table calls it.
    #[arg(long, conflicts_with = "small")]
    value: Option<String>,
    /// The records of a table, and claims.
    #[arg(long, conflicts_with = "value")]
    table: bool,
    /// Values that are changed in place.
    #[arg(long, conflicts_with = "table")]
    in_place: bool,
    /// Try a design with this mistake instead of the runtime.
    #[arg(long)]
    broken: Option<Mistake>,
    /// Try a log with this mistake instead of the runtime.
    #[arg(long, conflicts_with = "broken")]
    broken_log: Option<LogMistake>,
}

/// Prints the table; whether it shows that all is well.
pub(crate) fn run(options: &Options) -> bool {
    processors::stay_on_one();
    // Broken readers and locks are waited for often, so not for long.
    let patience = Duration::from_millis(if options.broken.is_some() { 50 } else { 5000 });
    let plan = Plan { samples: options.samples, patience };
    let mut rows = Vec::new();
    if let Some(mistake) = options.broken {
        let operations = [Operation::WithLock, Operation::Load];
        rows.extend(operations.map(|operation| measure(&Broken::new(mistake), operation, plan)));
    } else if let Some(mistake) = options.broken_log {
        rows.push(measure(&BrokenLog::new(mistake), Operation::WithLock, plan));
    } else if options.in_place {
        for operation in Operation::IN_PLACE {
            rows.extend(try_in_place::<WIDE>(Touch::Word, operation, plan, options));
            rows.extend(try_in_place::<WIDE>(Touch::Scattered, operation, plan, options));
            rows.extend(try_in_place::<MIDDLE>(Touch::ManyRanges, operation, plan, options));
            rows.extend(try_in_place::<FRAME>(Touch::Array, operation, plan, options));
            // An unwinding takes a debug build tens of thousands of instructions.
            if options.small && operation != Operation::Panic {
                rows.push(measure(&InPlace::<SMALL>::new(Touch::Word), operation, plan));
            }
        }
    } else if options.table {
        for operation in Operation::OF_TABLE {
            if !options.small || operation == Operation::ClaimAfterDeath {
                rows.push(measure(&Tabled::<u64>::new(), operation, plan));
            }
            if !options.small {
                rows.push(measure(&Tabled::<Mixed>::new(), operation, plan));
            }
        }
    } else {
        for operation in Operation::ALL {
            rows.extend(try_on::<u64>(operation, plan, options));
            rows.extend(try_on::<Mixed>(operation, plan, options));
            rows.extend(try_on::<[u8; 1024]>(operation, plan, options));
            rows.extend(try_on::<Limits>(operation, plan, options));
            if !options.small || operation == Operation::WithLock {
                rows.extend(try_on::<Task>(operation, plan, options));
            }
        }
    }
    let header = [
        "operation",
        "value",
        "slowest next lock",
        "instructions",
        "tried",
        "whole before",
        "whole after",
        "torn",
        "lost",
        "hung",
        "waited",
    ];
    let lines = rows.iter().map(|row| {
        let texts = [row.operation.name().to_owned(), row.value.to_owned(), format!("{:.1?}", row.slowest)];
        let counts = [row.length, row.tried, row.before, row.after, row.torn, row.lost, row.hung, row.waited];
        (texts.to_vec(), counts.to_vec())
    });
    println!("{}", table(&header, lines));
    let sum = |count: fn(&Row) -> usize| rows.iter().map(count).sum::<usize>();
    println!(
        "instructions tried {}, torn {}, lost {}, hung {}, readers that waited {}",
        sum(|row| row.tried),
        sum(|row| row.torn),
        sum(|row| row.lost),
        sum(|row| row.hung),
        sum(|row| row.waited),
    );
    rows.iter().all(Row::is_clean)
}

/// The row of a value of type `T`, if that is wanted.
fn try_on<T: Sample>(operation: Operation, plan: Plan, options: &Options) -> Option<Row> {
    let small = !options.small || [<u64 as Sample>::NAME, <Task as Sample>::NAME].contains(&T::NAME);
    let wanted = options.value.as_ref().is_none_or(|value| value == T::NAME);
    (small && wanted).then(|| measure(&Runtime::<T>::new(), operation, plan))
}

/// The row of a change in place, if that is wanted.
fn try_in_place<const N: usize>(touch: Touch, operation: Operation, plan: Plan, options: &Options) -> Option<Row> {
    let wanted = options.value.as_ref().is_none_or(|value| value == touch.name());
    // An unwinding takes tens of thousands of instructions, and so does a change of many words.
    let few = if operation == Operation::Panic { Some(200) } else { touch.samples() };
    let plan = Plan { samples: plan.samples.or(few), ..plan };
    (!options.small && wanted).then(|| measure(&InPlace::<N>::new(touch), operation, plan))
}

fn measure(subject: &impl Subject, operation: Operation, plan: Plan) -> Row {
    let style = ProgressStyle::with_template("{msg:40} {bar:30} {pos}/{len}").unwrap();
    let bar = ProgressBar::new(0).with_style(style);
    bar.set_message(format!("{}, {}", operation.name(), subject.value()));
    let row = prove(subject, operation, plan, &mut |tried, length| {
        bar.set_length(length as u64);
        bar.set_position(tried as u64);
    });
    bar.finish_and_clear();
    row
}
