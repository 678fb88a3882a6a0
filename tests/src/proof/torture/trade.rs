//! What is shared and done with it, and the ledgers that survive those who do it.

use super::{Manner, READERS, WORKERS};
use crate::proof::board::Board;
use rand::rngs::SmallRng;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

/// What is shared, and what is done with it.
pub trait Trade {
    /// Changes it until told to stop.
    fn work(&self, ledgers: &Ledgers, worker: usize, manner: Manner, random: &mut SmallRng);

    /// Reads it until told to stop.
    fn read(&self, ledgers: &Ledgers, reader: usize);

    /// Looks at it, and says whether it can be so.
    fn look(&mut self) -> bool;

    /// How many changes this worker had committed at the last look.
    fn commits(&self, worker: usize) -> u64;

    /// When all have ended: whether all books agree, beside those of the workers; `None` if a lock
    /// was not acquired.
    fn audit(&mut self) -> Option<bool>;

    /// How often an owner was found dead.
    fn recoveries(&self) -> u64;
}

/// Longer than a living process ever owns the lock.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// What is known of each process without asking what is under test.
#[derive(Debug)]
pub struct Ledgers(Board);

/// What a worker says of itself.
pub(super) struct Ledger<'a> {
    /// Moves that it began.
    pub(super) begun: &'a AtomicU64,
    /// Moves that it knows to be committed.
    pub(super) committed: &'a AtomicU64,
    /// Whether it holds the lock for certain.
    pub(super) inside: &'a AtomicU64,
}

impl Ledgers {
    pub(super) fn new() -> Self {
        Self(Board::new(4 + 3 * WORKERS + READERS))
    }

    /// Whether all are to end.
    pub(super) fn stop(&self) -> &AtomicU64 {
        &self.0[0]
    }

    /// How often a reader saw what cannot be.
    pub(super) fn wrong_views(&self) -> &AtomicU64 {
        &self.0[1]
    }

    /// How often the lock was not acquired.
    pub(super) fn failures(&self) -> &AtomicU64 {
        &self.0[2]
    }

    /// The longest that a move took, in microseconds.
    pub(super) fn slowest(&self) -> &AtomicU64 {
        &self.0[3]
    }

    pub(super) fn of(&self, worker: usize) -> Ledger<'_> {
        let at = 4 + 3 * worker;
        Ledger { begun: &self.0[at], committed: &self.0[at + 1], inside: &self.0[at + 2] }
    }

    /// How often a reader has read.
    pub(super) fn views(&self, reader: usize) -> &AtomicU64 {
        &self.0[4 + 3 * WORKERS + reader]
    }
}
