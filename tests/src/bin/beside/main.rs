//! One mutex, used by this library and by the C library's own functions, in processes that are
//! killed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a trial fails by a panic")]

mod hands;
mod lists;
mod place;
mod steps;
mod storm;
mod turns;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(about)]
struct Arguments {
    #[command(subcommand)]
    trial: Trial,
}

#[derive(Subcommand)]
enum Trial {
    /// One holds the lock and another waits: it is handed over, or its owner is killed.
    Turns,
    /// Many processes use the lock at once and are killed at random moments.
    Storm(storm::Options),
    /// A process is killed after every instruction of acquiring and releasing.
    Steps(steps::Options),
    /// A thread holds locks of many kinds, acquired and released in any order, when it ends.
    Lists(lists::Options),
}

fn main() -> ExitCode {
    let clean = match Arguments::parse().trial {
        Trial::Turns => turns::run(),
        Trial::Storm(options) => storm::run(&options),
        Trial::Steps(options) => steps::run(&options),
        Trial::Lists(options) => lists::run(&options),
    };
    if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
