//! A table whose records are claimed, and made ready again.

use super::trade::{Ledgers, PATIENCE, Trade};
use super::{Manner, WORKERS};
use crate::proof::board::Board;
use rand::Rng as _;
use rand::rngs::SmallRng;
use std::hint;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Instant;
use sync_runtime::{LockGuard, SharedLocked, Snapshot, SyncError, Table};

/// Few, so that workers meet.
const RECORDS: usize = 8;

/// A record.
#[derive(SharedLocked, Debug, Default)]
struct Job {
    is_ready: bool,
    /// Changes that each worker committed.
    commits: [u64; WORKERS],
}

/// The table, and what was last seen of it.
#[derive(Debug)]
pub struct Claiming {
    table: Table<Job>,
    /// For each record, which worker is inside its lock, counted from 1; or 0.
    inside: Board,
    latest: Vec<Snapshot<Job>>,
}

impl Default for Claiming {
    fn default() -> Self {
        let table = Table::anonymous(RECORDS, |_| Job::default()).unwrap();
        let latest = table.iter().map(|job| job.snapshot().unwrap()).collect();
        Self { table, inside: Board::new(RECORDS), latest }
    }
}

/// Whether `now` can have come after `then`: each commit is counted, once.
fn follows(now: &Snapshot<Job>, then: &Snapshot<Job>) -> bool {
    let never_less = now.value.commits.iter().zip(&then.value.commits).all(|(now, then)| now >= then);
    never_less && now.version >= then.version && now.value.commits.iter().sum::<u64>() == now.version
}

impl Claiming {
    /// Looks at all records; whether all can be so.
    fn look_at(&self, latest: &mut [Snapshot<Job>]) -> bool {
        self.table.iter().zip(latest).all(|(job, latest)| match job.snapshot() {
            Ok(now) if follows(&now, latest) => {
                *latest = now;
                true
            }
            _ => false,
        })
    }

    fn claim(&self, manner: Manner) -> Result<Option<(usize, LockGuard<'_, Job>)>, SyncError> {
        if manner == Manner::Atomic {
            return self.table.claim(|job| job.is_ready);
        }
        // What the runtime's claim does not: another worker may be faster than this one's lock.
        let found = self.table.iter().position(|job| job.load().is_ok_and(|job| job.is_ready));
        found.map(|index| Ok((index, self.table.at(index)?.get_lock_within(PATIENCE)?))).transpose()
    }

    /// One change of one record; whether all was as it has to be.
    fn change(
        &self,
        ledgers: &Ledgers,
        worker: usize,
        manner: Manner,
        random: &mut SmallRng,
    ) -> Result<bool, SyncError> {
        let claimed = if random.random_ratio(1, 2) { self.claim(manner)? } else { None };
        let is_claimed = claimed.is_some();
        let (index, mut job) = if let Some(claimed) = claimed {
            claimed
        } else {
            let index = random.random_range(0..RECORDS);
            (index, self.table.at(index)?.get_lock_within(PATIENCE)?)
        };
        let ledger = ledgers.of(worker);
        ledger.inside.store(1, SeqCst);
        let former = self.inside[index].swap(worker as u64 + 1, SeqCst);
        let is_alone = former == 0 || job.recovered();
        let is_as_claimed = job.is_ready || !is_claimed;
        // Some stay inside for long, so that there is a process to be killed there.
        let turns = if random.random_ratio(1, 4) { random.random_range(0..20_000) } else { 0 };
        (0..turns).for_each(|_| hint::spin_loop());
        job.is_ready = !is_claimed;
        job.commits[worker] += 1;
        self.inside[index].store(0, SeqCst);
        ledger.inside.store(0, SeqCst);
        drop(job);
        Ok(is_alone && is_as_claimed)
    }
}

impl Trade for Claiming {
    fn work(&self, ledgers: &Ledgers, worker: usize, manner: Manner, random: &mut SmallRng) {
        let ledger = ledgers.of(worker);
        while ledgers.stop().load(SeqCst) == 0 {
            let start = Instant::now();
            ledger.begun.fetch_add(1, SeqCst);
            let Ok(right) = self.change(ledgers, worker, manner, random) else {
                ledgers.failures().fetch_add(1, SeqCst);
                return;
            };
            ledgers.wrong_views().fetch_add(u64::from(!right), SeqCst);
            ledger.committed.fetch_add(1, SeqCst);
            ledgers.slowest().fetch_max(u64::try_from(start.elapsed().as_micros()).unwrap(), SeqCst);
        }
    }

    fn read(&self, ledgers: &Ledgers, reader: usize) {
        let mut latest: Vec<_> = self.table.iter().map(|job| job.snapshot().unwrap()).collect();
        while ledgers.stop().load(SeqCst) == 0 {
            let right = self.look_at(&mut latest);
            ledgers.wrong_views().fetch_add(u64::from(!right), SeqCst);
            ledgers.views(reader).fetch_add(1, SeqCst);
        }
    }

    fn look(&mut self) -> bool {
        let mut latest = std::mem::take(&mut self.latest);
        let right = self.look_at(&mut latest);
        self.latest = latest;
        right
    }

    fn commits(&self, worker: usize) -> u64 {
        self.latest.iter().map(|job| job.value.commits[worker]).sum()
    }

    fn audit(&mut self) -> Option<bool> {
        for job in &self.table {
            // Dropped without a change: no commit.
            drop(job.get_lock_within(PATIENCE).ok()?);
        }
        Some(self.look())
    }

    fn recoveries(&self) -> u64 {
        self.table.iter().map(|job| u64::from(job.recoveries())).sum()
    }
}
