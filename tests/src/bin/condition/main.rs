//! The long trials of conditions, watching and nested sections: each prints a table, and fails if
//! the table shows that a promise was broken.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a trial fails by a panic, too")]

mod commits;
mod futexes;
mod instructions;
mod lost;
mod meeting;
mod nest;
mod pthread;
mod report;
mod ring;
mod trials;
mod wait;

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
    /// Four processes wait, one notifies, waiters are killed at random moments.
    Trials(trials::Options),
    /// Kills a process after every instruction of waiting, notifying, and nested sections.
    Instructions(instructions::Options),
    /// Processes in a ring hand a token round.
    Ring(ring::Options),
    /// One commits, others watch.
    Commits(commits::Options),
    /// Processes in nested sections, some of which are killed: never two inside at once.
    Nest(nest::Options),
    /// Counts the futex calls of what ought to make none.
    Futexes,
    /// Loses a wake-up for the lock for certain.
    LostWakeUp,
    /// One nest of sections in what the parent passed.
    #[command(hide = true)]
    Visit,
    /// Notifies from within such a section, and is killed there.
    #[command(hide = true)]
    DieInside,
}

fn main() -> ExitCode {
    let clean = match Arguments::parse().trial {
        Trial::Trials(options) => trials::run(&options),
        Trial::Instructions(options) => instructions::run(&options),
        Trial::Ring(options) => ring::run(&options),
        Trial::Commits(options) => commits::run(&options),
        Trial::Nest(options) => nest::run(&options),
        Trial::Futexes => futexes::run(),
        Trial::LostWakeUp => lost::run(),
        Trial::Visit => nest::visit_once(),
        Trial::DieInside => nest::die_inside(),
    };
    if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
