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
    /// The last first.
    planned: Vec<Kill>,
    rng: ThreadRng,
}

impl Kills {
    /// Spreads the kills over the work at random. While a kill is due, each worker may take four
    /// more units, so that workers are killed at work, and not only at a gate.
    ///
    /// Every second kill, beginning with the first, hits a worker inside the lock. That takes well
    /// below a thousandth of a worker's time, so that kills at random moments hardly ever hit it.
    pub(crate) fn plan(kills: u32, units: u64, workers: usize) -> Self {
        let mut rng = rand::rng();
        let mut at: Vec<u64> = (0..kills).map(|_| rng.random_range(0..units.max(1))).collect();
        at.sort_unstable();
        let slots = u32::try_from(workers).unwrap_or(u32::MAX);
        let planned = at.into_iter().enumerate().map(|(number, at)| {
            let inside = (number % 2 == 0).then(|| rng.random_range(0..slots));
            Kill { at, gate: at + 4 * workers as u64, inside }
        });
        let mut planned: Vec<_> = planned.collect();
        planned.reverse();
        Self { planned, rng }
    }

    /// The next kill, if there is one left.
    pub(crate) fn next(&self) -> Option<Kill> {
        self.planned.last().copied()
    }

    /// The next kill was made.
    pub(crate) fn made(&mut self) {
        self.planned.pop();
    }

    /// Lets a random time pass, about as long as a unit takes, so that the kill may hit any
    /// instruction of one.
    pub(crate) fn pause(&mut self) {
        thread::sleep(Duration::from_micros(self.rng.random_range(0..300)));
    }

    /// Which worker to kill: one at work, if there is one, for its work could get lost.
    pub(crate) fn victim(&mut self, at_work: &[bool]) -> usize {
        let busy: Vec<_> = (0..at_work.len()).filter(|&worker| at_work[worker]).collect();
        busy.choose(&mut self.rng).copied().unwrap_or_else(|| self.rng.random_range(0..at_work.len()))
    }
}
