//! Those who are killed: workers and readers of the bank.

use super::Manner;
use super::bank::Bank;
use super::trade::{Ledgers, PATIENCE, Trade};
use rand::Rng as _;
use rand::rngs::SmallRng;
use std::hint;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Instant;
use sync_runtime::{Shared, SyncError, TransactError};

/// A bank, and what was last seen of it.
#[derive(Debug)]
pub struct Banking {
    shared: Shared<Bank>,
    latest: Bank,
}

impl Default for Banking {
    fn default() -> Self {
        Self { shared: Shared::anonymous(Bank::new()).unwrap(), latest: Bank::new() }
    }
}

impl Trade for Banking {
    fn work(&self, ledgers: &Ledgers, worker: usize, manner: Manner, random: &mut SmallRng) {
        work(&self.shared, ledgers, worker, manner, random);
    }

    fn read(&self, ledgers: &Ledgers, reader: usize) {
        read(&self.shared, ledgers, reader);
    }

    fn look(&mut self) -> bool {
        match self.shared.load() {
            Ok(now) if now.follows(&self.latest) => self.latest = now,
            _ => return false,
        }
        true
    }

    fn commits(&self, worker: usize) -> u64 {
        self.latest.commits[worker]
    }

    fn audit(&mut self) -> Option<bool> {
        let end = self.shared.with_lock_within(PATIENCE, |bank| bank.clone()).ok()?;
        // The last commit was the look right above.
        let counted = self.shared.version() == end.serial + 1;
        let agrees = counted && end.follows(&self.latest) && end == end.replayed();
        self.latest = end;
        Some(agrees)
    }

    fn recoveries(&self) -> u64 {
        self.shared.recoveries().into()
    }
}

/// Makes moves until told to stop.
fn work(shared: &Shared<Bank>, ledgers: &Ledgers, worker: usize, manner: Manner, random: &mut SmallRng) {
    let ledger = ledgers.of(worker);
    while ledgers.stop().load(SeqCst) == 0 {
        let start = Instant::now();
        // Some stay inside for long, so that there is a process to be killed there.
        let turns = if random.random_ratio(1, 4) { random.random_range(0..20_000) } else { 0 };
        let enter = |bank: &mut Bank| {
            ledger.inside.store(1, SeqCst);
            (0..turns).for_each(|_| hint::spin_loop());
            bank.make_move(worker);
            ledger.inside.store(0, SeqCst);
        };
        let way = random.random_range(0..10);
        if manner == Manner::Atomic && way == 0 {
            let undone = shared.transact_within(PATIENCE, |bank| {
                enter(bank);
                Err::<(), ()>(())
            });
            if !matches!(undone, Err(TransactError::Aborted(()))) {
                ledgers.failures().fetch_add(1, SeqCst);
            }
            continue;
        }
        ledger.begun.fetch_add(1, SeqCst);
        let made = match (manner, way) {
            (Manner::LoadThenStore, _) => load_then_store(shared, enter),
            (_, 1..=3) => shared.get_lock_within(PATIENCE).map(|mut guard| enter(&mut guard)),
            (_, 4..=5) => match shared.transact_within(PATIENCE, |bank| {
                enter(bank);
                Ok::<(), ()>(())
            }) {
                Err(TransactError::Sync(error)) => Err(error),
                _ => Ok(()),
            },
            _ => shared.with_lock_within(PATIENCE, enter),
        };
        if made.is_err() {
            ledgers.failures().fetch_add(1, SeqCst);
            return;
        }
        ledger.committed.fetch_add(1, SeqCst);
        ledgers.slowest().fetch_max(u64::try_from(start.elapsed().as_micros()).unwrap(), SeqCst);
    }
}

/// What loses the updates of others in between.
fn load_then_store(shared: &Shared<Bank>, change: impl Fn(&mut Bank)) -> Result<(), SyncError> {
    let mut bank = shared.load()?;
    change(&mut bank);
    shared.store_within(PATIENCE, bank)
}

/// Reads until told to stop.
fn read(shared: &Shared<Bank>, ledgers: &Ledgers, reader: usize) {
    let mut earlier = Bank::new();
    while ledgers.stop().load(SeqCst) == 0 {
        match shared.load() {
            Ok(now) if now.follows(&earlier) => earlier = now,
            _ => drop(ledgers.wrong_views().fetch_add(1, SeqCst)),
        }
        ledgers.views(reader).fetch_add(1, SeqCst);
    }
}
