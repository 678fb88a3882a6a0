//! The proofs as programs: each prints a table, and fails if the table shows that a promise was broken.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a proof fails by a panic, too")]

mod instructions;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(about)]
struct Arguments {
    #[command(subcommand)]
    proof: Proof,
}

#[derive(Subcommand)]
enum Proof {
    /// Kills a process after every instruction of an operation.
    Instructions(instructions::Options),
}

fn main() -> ExitCode {
    let clean = match Arguments::parse().proof {
        Proof::Instructions(options) => instructions::run(&options),
    };
    if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
