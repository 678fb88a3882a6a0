//! Counts lines, words and bytes of many files, in several processes, some of which may be killed
//! meanwhile.
//!
//! The example to learn from is [`job`]: the one struct that all processes share. The parent
//! ([`crew`]) cuts the files into [`units`], starts the workers, kills some of them if asked to,
//! and starts others. A [`worker`] needs one `with_lock` for each unit: it adds what it found and
//! takes the next. Wherever it is killed, the update was made or it was not, so no unit is left out
//! and none is counted twice. Every second kill hits a worker inside the lock, with half of its
//! update made.

mod args;
mod count;
mod crew;
mod files;
mod job;
mod kills;
mod line;
mod report;
mod units;
mod worker;

use anyhow::Result;
use args::Args;
use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = Args::parse();
    let outcome = match args.slot {
        Some(slot) => worker::work(slot),
        None => count_words(&args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("word_count: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn count_words(args: &Args) -> Result<()> {
    let outcome = crew::run(args)?;
    if args.json { report::print_json(&outcome) } else { report::print_table(&outcome) }
}
