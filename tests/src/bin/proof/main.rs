//! The proofs as programs: each prints a table, and fails if the table shows that a promise was
//! broken.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a proof fails by a panic, too")]

mod hostile;
mod instructions;
mod syscalls;
mod table;
mod torture;

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use tests::proof::scenes::{self, Scene};
use tests::proof::syscalls::Call;
use tests::proof::victim;

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
    /// Kills a process around every system call of what it does with a segment.
    Syscalls(syscalls::Options),
    /// Lets processes work and read, and kills one about every millisecond.
    Torture(torture::Options),
    /// Puts changed segments to a process that may die of them.
    Hostile(hostile::Options),
    /// Plays one scene of a bad day.
    Scene {
        /// Which one.
        scene: Scene,
    },
    /// One of those that are killed around a system call.
    #[command(hide = true)]
    Victim {
        /// What it does.
        call: Call,
        /// With what.
        name: String,
    },
    /// The child that a victim passes its segment to.
    #[command(hide = true)]
    Heir,
    /// One that has a segment open while a victim upgrades it.
    #[command(hide = true)]
    Witness {
        /// Which one.
        name: String,
    },
}

fn main() -> ExitCode {
    let clean = match Arguments::parse().proof {
        Proof::Instructions(options) => instructions::run(&options),
        Proof::Syscalls(options) => syscalls::run(&options),
        Proof::Torture(options) => torture::run(&options),
        Proof::Hostile(options) => hostile::run(&options),
        Proof::Scene { scene } => {
            scenes::play(scene);
            true
        }
        Proof::Victim { call, name } => {
            victim::run(call, &name);
            true
        }
        Proof::Witness { name } => {
            syscalls::witness(&name);
            true
        }
        Proof::Heir => {
            victim::heir();
            true
        }
    };
    if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
