//! The jobs: what is measured.

pub mod instructions;
mod read;
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
        }
    }
}
