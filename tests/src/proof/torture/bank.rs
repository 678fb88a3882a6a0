//! The struct that is shared, and what can be told from it alone.

use super::WORKERS;
use rand::rngs::SmallRng;
use rand::{Rng as _, SeedableRng as _};
use sync_runtime::SharedLocked;

const ACCOUNTS: usize = 16;

/// Accounts, and who moved how often between them.
#[derive(SharedLocked, Debug, PartialEq, Clone)]
pub struct Bank {
    accounts: [i64; ACCOUNTS],
    /// Moves that each worker committed.
    pub commits: [u64; WORKERS],
    /// Moves that all of them committed.
    pub serial: u64,
}

impl Bank {
    /// How much there is in all accounts.
    #[allow(clippy::cast_possible_wrap, reason = "a small number")]
    const TOTAL: i64 = 1000 * ACCOUNTS as i64;

    /// Before anything was moved.
    #[must_use]
    pub fn new() -> Self {
        Self { accounts: [1000; ACCOUNTS], commits: [0; WORKERS], serial: 0 }
    }

    /// Makes a worker's next move. Which one that is follows from the worker and the number of the
    /// move.
    pub fn make_move(&mut self, worker: usize) {
        let number = self.commits[worker];
        let mut random = SmallRng::seed_from_u64((worker as u64) << 56 | number);
        let amount = random.random_range(1..100);
        self.accounts[random.random_range(0..ACCOUNTS)] -= amount;
        self.accounts[random.random_range(0..ACCOUNTS)] += amount;
        self.commits[worker] = number + 1;
        self.serial += 1;
    }

    /// Whether it can have been committed, later than `earlier`.
    #[must_use]
    pub fn follows(&self, earlier: &Self) -> bool {
        let never_less = self.commits.iter().zip(&earlier.commits).all(|(now, then)| now >= then);
        never_less
            && self.accounts.iter().sum::<i64>() == Self::TOTAL
            && self.commits.iter().sum::<u64>() == self.serial
    }

    /// What it is if each worker committed as many moves as this says, and nobody changed anything
    /// else.
    #[must_use]
    pub fn replayed(&self) -> Self {
        let mut replay = Self::new();
        for (worker, commits) in self.commits.iter().enumerate() {
            (0..*commits).for_each(|_| replay.make_move(worker));
        }
        replay
    }
}

impl Default for Bank {
    fn default() -> Self {
        Self::new()
    }
}
