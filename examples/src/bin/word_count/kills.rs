//! When workers are killed, and which.

use crate::job::Kill;
use rand::Rng as _;
use rand::rngs::ThreadRng;
use rand::seq::IndexedRandom as _;
use std::thread;
use std::time::Duration;

/// The kills still to be made.
#[derive(Debug)]
pub(crate) struct Kills {
    /// At which units; the last first.
    at: Vec<u64>,
    /// How many units may be taken from when a kill is due to when it is made.
    slack: u64,
    rng: ThreadRng,
}

impl Kills {
    /// Spreads the kills over the work at random. While one of them is due, each worker may take four more units, so
    /// that those who die are at work, and not all at a gate.
    pub(crate) fn plan(kills: u32, units: u64, workers: usize) -> Self {
        let mut rng = rand::rng();
        let mut at: Vec<u64> = (0..kills).map(|_| rng.random_range(0..units.max(1))).collect();
        at.sort_unstable_by(|a, b| b.cmp(a));
        Self { at, slack: 4 * workers as u64, rng }
    }

    /// The next kill, if there is one left.
    pub(crate) fn next(&self) -> Option<Kill> {
        self.at.last().map(|&at| Kill { at, gate: at + self.slack })
    }

    /// The next kill was made.
    pub(crate) fn made(&mut self) {
        self.at.pop();
    }

    /// Lets a random time pass, about as long as a unit takes, so that the kill may hit any instruction of one.
    pub(crate) fn pause(&mut self) {
        thread::sleep(Duration::from_micros(self.rng.random_range(0..300)));
    }

    /// Whom to kill: somebody at work, if there is anybody, for there something might get lost.
    pub(crate) fn victim(&mut self, at_work: &[bool]) -> usize {
        let busy: Vec<_> = (0..at_work.len()).filter(|&worker| at_work[worker]).collect();
        busy.choose(&mut self.rng).copied().unwrap_or_else(|| self.rng.random_range(0..at_work.len()))
    }
}
