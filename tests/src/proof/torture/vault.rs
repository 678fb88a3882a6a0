//! A bank that is too large to be copied for each move, and is changed in place.

use super::trade::{Ledgers, PATIENCE, Trade};
use super::{Manner, WORKERS};
use rand::Rng as _;
use rand::rngs::SmallRng;
use std::hint;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Instant;
use sync_runtime::{Shared, SharedLocked, SyncError, View, Writing};

const ACCOUNTS: usize = 1 << 13;
const TOTAL: i64 = 1000 * (1 << 13);
/// Words of what is sometimes replaced as a whole: a large range, part of which is left to the next
/// writer.
const SEAL: usize = 1 << 12;

/// Accounts, who moved how often between them, and a seal of equal words.
#[derive(SharedLocked)]
#[shared(in_place)]
struct Bank {
    commits: [u64; WORKERS],
    serial: u64,
    accounts: [i64; ACCOUNTS],
    seal: [u64; SEAL],
}

/// What a look finds.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    commits: [u64; WORKERS],
    is_whole: bool,
}

/// The bank, and what was last seen of it.
pub struct Vault {
    shared: Shared<Bank>,
    latest: Found,
}

impl Default for Vault {
    fn default() -> Self {
        let shared = Shared::<Bank>::anonymous_with(|bank| {
            bank.accounts().fill(1000);
            Ok(())
        });
        Self { shared: shared.unwrap(), latest: Found { commits: [0; WORKERS], is_whole: true } }
    }
}

impl Vault {
    fn find(&self) -> Result<Found, SyncError> {
        let (mut accounts, mut seal) = (vec![0; ACCOUNTS], vec![0; SEAL]);
        self.shared.view_within(PATIENCE, |bank| {
            let (commits, serial) = (bank.commits().get()?, bank.serial().get()?);
            bank.accounts().copy_into(&mut accounts)?;
            bank.seal().copy_into(&mut seal)?;
            let is_sealed = seal.iter().all(|word| *word == seal[0]) && seal[0] <= serial;
            let is_whole = is_sealed && accounts.iter().sum::<i64>() == TOTAL && commits.iter().sum::<u64>() == serial;
            Ok(Found { commits, is_whole })
        })
    }

    /// Looks, and says whether it can be so after `latest`.
    fn look_after(&self, latest: &mut Found) -> bool {
        let Ok(now) = self.find() else { return false };
        let follows = now.commits.iter().zip(&latest.commits).all(|(now, then)| now >= then);
        *latest = now;
        follows && latest.is_whole
    }
}

fn make_move(
    bank: View<'_, Bank, Writing<'_>>,
    worker: usize,
    manner: Manner,
    random: &mut SmallRng,
) -> Result<(), SyncError> {
    let amount = random.random_range(1..100);
    for amount in [amount, -amount] {
        let account = bank.accounts().at(random.random_range(0..ACCOUNTS))?;
        account.set(account.get() + amount);
    }
    let serial = bank.serial().get() + 1;
    bank.serial().set(serial);
    if random.random_ratio(1, 16) {
        bank.seal().fill(serial);
    }
    let commits = bank.commits().at(worker)?;
    if manner == Manner::Atomic {
        commits.set(commits.get() + 1);
    }
    Ok(())
}

impl Trade for Vault {
    fn work(&self, ledgers: &Ledgers, worker: usize, manner: Manner, random: &mut SmallRng) {
        let ledger = ledgers.of(worker);
        while ledgers.stop().load(SeqCst) == 0 {
            let start = Instant::now();
            // Some stay inside for long, so that there is a process to be killed there.
            let turns = if random.random_ratio(1, 4) { random.random_range(0..20_000) } else { 0 };
            let is_undone = random.random_ratio(1, 10);
            ledger.begun.fetch_add(u64::from(!is_undone), SeqCst);
            let made = self.shared.with_lock_within(PATIENCE, |bank| {
                ledger.inside.store(1, SeqCst);
                make_move(bank, worker, manner, random)?;
                (0..turns).for_each(|_| hint::spin_loop());
                ledger.inside.store(0, SeqCst);
                if is_undone { Err(SyncError::Interrupted) } else { Ok(()) }
            });
            match made {
                Ok(()) => drop(ledger.committed.fetch_add(1, SeqCst)),
                Err(SyncError::Interrupted) if is_undone => {}
                Err(_) => {
                    ledgers.failures().fetch_add(1, SeqCst);
                    return;
                }
            }
            ledgers.slowest().fetch_max(u64::try_from(start.elapsed().as_micros()).unwrap(), SeqCst);
        }
    }

    fn read(&self, ledgers: &Ledgers, reader: usize) {
        let mut latest = self.latest.clone();
        while ledgers.stop().load(SeqCst) == 0 {
            let right = self.look_after(&mut latest);
            ledgers.wrong_views().fetch_add(u64::from(!right), SeqCst);
            ledgers.views(reader).fetch_add(1, SeqCst);
        }
    }

    fn look(&mut self) -> bool {
        let mut latest = self.latest.clone();
        let right = self.look_after(&mut latest);
        self.latest = latest;
        right
    }

    fn commits(&self, worker: usize) -> u64 {
        self.latest.commits[worker]
    }

    fn audit(&mut self) -> Option<bool> {
        // Two commits that change nothing but one word each: they show what both slots are.
        for _ in 0..2 {
            let changed = self.shared.with_lock_within(PATIENCE, |bank| {
                let account = bank.accounts().at(0)?;
                account.set(account.get());
                Ok(())
            });
            changed.ok()?;
            if !self.look() {
                return Some(false);
            }
        }
        let serial = self.latest.commits.iter().sum::<u64>();
        Some(self.shared.version() == serial + 2)
    }

    fn recoveries(&self) -> u64 {
        self.shared.recoveries().into()
    }
}
