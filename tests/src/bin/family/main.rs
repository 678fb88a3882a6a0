//! Conditions, semaphores, events, barriers, latches, once, locks for readers and a writer, and
//! channels: between real processes, some of which are killed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a trial fails by a panic")]

mod forked;
mod instructions;
mod later;
mod semantics;
mod stopped;
mod torture;

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
    /// What one of them does, as `multiprocessing` has it.
    Semantics(semantics::Options),
    /// Kills a process after every instruction of each operation.
    Instructions(instructions::Options),
    /// Processes use all of them at once and are killed at random moments.
    Torture(torture::Options),
    /// A process is stopped while it has the lock of one of them.
    Stopped,
    /// A signal handler forks in a thread that waits.
    Forked,
    /// What is given back comes back.
    Later,
}

fn main() -> ExitCode {
    let clean = match Arguments::parse().trial {
        Trial::Semantics(options) => {
            semantics::run(&options);
            true
        }
        Trial::Instructions(options) => instructions::run(&options),
        Trial::Torture(options) => torture::run(&options),
        Trial::Stopped => {
            stopped::run();
            true
        }
        Trial::Forked => {
            forked::run();
            true
        }
        Trial::Later => {
            later::run();
            true
        }
    };
    if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
