//! The table of what comes of hostile bytes.

use crate::table::table;
use indicatif::{ProgressBar, ProgressStyle};
use tests::proof::hostile::{Form, Reader, Report, Valid, attack};
use tests::proof::sample::Mixed;
use tests::values::Particular;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// How many random inputs to try, beside all systematic ones.
    #[arg(long, default_value_t = 1_000_000)]
    inputs: u64,
    /// Give them to a reader that believes what the header says, instead of the runtime.
    #[arg(long)]
    broken: bool,
}

/// Prints the table; whether it shows that all is well.
pub(crate) fn run(options: &Options) -> bool {
    let reader = if options.broken { Reader::Trusting } else { Reader::Runtime };
    let share = options.inputs.div_ceil(3);
    let reports = [
        ("u64", measure::<u64>(reader, Form::Value, share)),
        ("8 fields", measure::<Mixed>(reader, Form::Value, share)),
        ("picky types", measure::<Particular>(reader, Form::Value, share)),
        ("a table of 8 fields", measure::<Mixed>(reader, Form::Table, share / 20)),
    ];
    let lines = reports.iter().flat_map(|(value, report)| {
        let outcomes = report.outcomes.iter();
        outcomes.map(|(outcome, count, _)| {
            (vec![(*value).to_owned(), (*outcome).to_owned()], vec![usize::try_from(*count).unwrap()])
        })
    });
    println!("{}", table(&["value", "outcome", "inputs"], lines));
    for (value, report) in &reports {
        report.bad.iter().take(5).for_each(|bad| println!("{value}: {bad}"));
    }
    let inputs: u64 = reports.iter().map(|(_, report)| report.inputs).sum();
    let of = |name: &str| -> u64 {
        let outcomes = reports.iter().flat_map(|(_, report)| &report.outcomes);
        outcomes.filter(|(outcome, ..)| outcome.contains(name)).map(|(_, count, _)| count).sum()
    };
    println!("inputs {inputs}, panics {}, signals {}, invalid values {}", of("PANIC"), of("SIGNAL"), of("INVALID"));
    inputs > 0 && reports.iter().all(|(_, report)| !report.outcomes.iter().any(|(.., bad)| *bad))
}

fn measure<T: Valid>(reader: Reader, form: Form, random: u64) -> Report {
    let style = ProgressStyle::with_template("{pos} of {len} inputs {bar:40} {eta}").unwrap();
    let bar = ProgressBar::new(0).with_style(style);
    let report = attack::<T>(reader, form, random, &mut |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    report
}
