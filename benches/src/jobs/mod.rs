//! The jobs: what is measured.

mod build_time;
mod contention;
mod in_place;
pub mod instructions;
mod mix;
mod notify;
mod read;
mod recovery;
mod segments;
mod structs;
mod table;
mod turns;
mod uncontended;

use crate::measure::Effort;
use crate::report::Table;
use clap::ValueEnum;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Job {
    /// Lock, add 1, unlock, with nobody else there; 8 B to 16 KiB.
    Uncontended,
    /// A consistent copy, quiet and with a writer busy; 8 B to 16 KiB.
    Read,
    /// 2, 4, 8 and 16 workers on one lock.
    Contention,
    /// Two processes, 95 % reads.
    Mix,
    /// Two processes hand a turn to and fro.
    Turns,
    /// One of 100 processes that wait for a condition is notified.
    Notify,
    /// `create`, `open`, drop.
    Segments,
    /// SIGKILL of the holder to the next success.
    Recovery,
    /// A million records: making them, and 8 workers on them at random.
    Table,
    /// Values of 1 KiB to 1 GiB, changed where they are.
    InPlace,
    /// What the derive adds to the building of a program.
    BuildTime,
}

impl Job {
    /// The chosen jobs, or all.
    pub fn chosen(chosen: &[Self]) -> Vec<Self> {
        if chosen.is_empty() { Self::value_variants().to_vec() } else { chosen.to_vec() }
    }

    pub fn run(self, effort: Effort) -> Vec<Table> {
        match self {
            Self::Uncontended => uncontended::run(effort),
            Self::Read => read::run(effort),
            Self::Contention => contention::run(effort),
            Self::Mix => mix::run(effort),
            Self::Turns => turns::run(effort),
            Self::Notify => notify::run(effort),
            Self::Segments => segments::run(effort),
            Self::Recovery => recovery::run(effort),
            Self::Table => table::run(effort),
            Self::InPlace => in_place::run(effort),
            Self::BuildTime => build_time::run(effort),
        }
    }
}
