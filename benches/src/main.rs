//! This project beside what a user would otherwise take, in one run. See the README for the jobs
//! and the rivals.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a program of ours alone: what fails ends it"
)]
#![allow(clippy::cast_precision_loss, reason = "counts far below 2^53 become numbers to divide")]
#![allow(clippy::inline_always, reason = "a rival must not pay for a call that its user would not make")]

mod area;
mod counted;
mod jobs;
mod machine;
mod measure;
mod plot;
mod processes;
mod report;
mod rivals;
mod shapes;

use clap::{Parser, Subcommand};
use jobs::Job;
use machine::Machine;
use measure::Effort;
use std::fs::File;
use std::path::PathBuf;
use std::process::ExitCode;

/// Measures sync-runtime beside its rivals, in turns.
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Task>,
    /// What to measure; everything, if nothing is named.
    jobs: Vec<Job>,
    /// Fewer and shorter turns.
    #[arg(long)]
    quick: bool,
    /// Write all numbers to this file, too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Draw plots over the size of the value and the number of workers into this directory.
    #[arg(long, value_name = "DIR")]
    svg: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Task {
    /// Count the instructions of the main operations under callgrind.
    Instructions {
        /// Fail if one takes 3 % more than the kept baseline.
        #[arg(long)]
        check: bool,
        /// Keep the numbers as the baseline.
        #[arg(long)]
        save: bool,
    },
    /// Do one operation, for callgrind.
    #[command(hide = true)]
    Perform { operation: String },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match arguments.command {
        Some(Task::Instructions { check, save }) => return jobs::instructions::run(check, save),
        Some(Task::Perform { operation }) => {
            jobs::instructions::perform(&operation);
            return ExitCode::SUCCESS;
        }
        None => {}
    }
    let effort = if arguments.quick { Effort::QUICK } else { Effort::FULL };
    let machine = Machine::this();
    println!("{machine}");
    let mut tables = Vec::new();
    for job in Job::chosen(&arguments.jobs) {
        for table in job.run(effort) {
            table.print();
            tables.push(table);
        }
    }
    report::print_demands(&tables);
    if let Some(path) = arguments.json {
        let file = File::create(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let all = serde_json::json!({ "machine": machine, "tables": tables });
        serde_json::to_writer_pretty(file, &all).expect("written JSON");
    }
    if let Some(directory) = arguments.svg {
        plot::draw(&tables, &machine, &directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    }
    ExitCode::SUCCESS
}
