//! The killer, who also checks the books of those it killed.

use super::trade::{Ledgers, PATIENCE, Trade};
use super::{Manner, READERS, WORKERS};
use crate::proof::fork::Fork;
use crate::ptrace::Stop;
use rand::rngs::SmallRng;
use rand::{Rng as _, SeedableRng as _};
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::{Duration, Instant};

/// What came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// How many were killed.
    pub kills: u64,
    /// How many of them said that they were inside the lock.
    pub inside: u64,
    /// How often an owner was found dead.
    pub recoveries: u64,
    /// How many moves were committed.
    pub commits: u64,
    /// How many reads there were.
    pub views: u64,
    /// How often the total, a ledger, a reader's view or the replay was not as it has to be.
    pub discrepancies: u64,
    /// How often the lock was not acquired.
    pub hung: u64,
    /// The longest that a move took.
    pub slowest: Duration,
}

impl Report {
    /// Whether nothing went wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.commits > 0 && self.views > 0 && self.discrepancies + self.hung == 0
    }
}

/// A process to be killed.
enum Victim {
    Worker(usize),
    Reader(usize),
}

/// Starts all processes, and kills them at random.
pub struct Killer<T> {
    trade: T,
    ledgers: Ledgers,
    manner: Manner,
    random: SmallRng,
    workers: Vec<Fork>,
    readers: Vec<Fork>,
    report: Report,
}

impl<T: Trade> Killer<T> {
    /// Starts all of them. The process has to have one thread.
    #[must_use]
    pub fn new(trade: T, manner: Manner, seed: u64) -> Self {
        let mut killer = Self {
            trade,
            ledgers: Ledgers::new(),
            manner,
            random: SmallRng::seed_from_u64(seed),
            workers: Vec::new(),
            readers: Vec::new(),
            report: Report::default(),
        };
        killer.workers = (0..WORKERS).map(|worker| killer.hire(worker)).collect();
        killer.readers = (0..READERS).map(|reader| killer.seat(reader)).collect();
        killer
    }

    fn hire(&mut self, worker: usize) -> Fork {
        let mut random = SmallRng::seed_from_u64(self.random.random());
        Fork::free(|| self.trade.work(&self.ledgers, worker, self.manner, &mut random))
    }

    fn seat(&self, reader: usize) -> Fork {
        Fork::free(|| self.trade.read(&self.ledgers, reader))
    }

    /// Lets all go on for about a millisecond, then kills one and starts another in its
    /// place.
    pub fn kill(&mut self) {
        thread::sleep(Duration::from_micros(self.random.random_range(0..2000)));
        let victim = match self.random.random_range(0..20) {
            0 => Victim::Reader(self.random.random_range(0..READERS)),
            _ => Victim::Worker(self.random.random_range(0..WORKERS)),
        };
        let process = match victim {
            Victim::Worker(worker) => &mut self.workers[worker],
            Victim::Reader(reader) => &mut self.readers[reader],
        };
        if process.has_ended().is_some() {
            self.report.discrepancies += 1;
        } else if self.random.random_ratio(1, 4) {
            process.signal(libc::SIGSTOP);
            self.look();
        }
        self.report.kills += 1;
        match victim {
            Victim::Worker(worker) => self.replace(worker),
            Victim::Reader(reader) => {
                let next = self.seat(reader);
                std::mem::replace(&mut self.readers[reader], next).kill();
            }
        }
    }

    /// A reader's look of the killer's own.
    fn look(&mut self) {
        self.report.discrepancies += u64::from(!self.trade.look());
    }

    /// Kills a worker, compares its ledger with what it committed, and hires another one.
    fn replace(&mut self, worker: usize) {
        self.workers.remove(worker).kill();
        self.look();
        let ledger = self.ledgers.of(worker);
        let (begun, committed) = (ledger.begun.load(SeqCst), ledger.committed.load(SeqCst));
        let found = self.trade.commits(worker);
        // The one that it had begun may or may not be there; all before it are, and nothing else.
        self.report.discrepancies += u64::from(found != begun && found != committed);
        self.report.inside += ledger.inside.swap(0, SeqCst);
        ledger.begun.store(found, SeqCst);
        ledger.committed.store(found, SeqCst);
        let next = self.hire(worker);
        self.workers.insert(worker, next);
    }

    /// Lets all end by themselves, and checks all books.
    #[must_use]
    pub fn finish(mut self) -> Report {
        self.ledgers.stop().store(1, SeqCst);
        let deadline = Instant::now() + 2 * PATIENCE;
        let mut people: Vec<Fork> = self.workers.drain(..).chain(self.readers.drain(..)).collect();
        while !people.is_empty() && Instant::now() < deadline {
            people.retain_mut(|one| match one.has_ended() {
                Some(stop) => {
                    self.report.discrepancies += u64::from(stop != Stop::Exited(0));
                    false
                }
                None => true,
            });
            thread::sleep(Duration::from_millis(1));
        }
        self.report.hung += people.len() as u64 + self.ledgers.failures().load(SeqCst);
        let Some(agrees) = self.trade.audit() else {
            self.report.hung += 1;
            return self.report;
        };
        self.report.discrepancies += u64::from(!agrees);
        for worker in 0..WORKERS {
            let committed = self.ledgers.of(worker).committed.load(SeqCst);
            self.report.discrepancies += u64::from(self.trade.commits(worker) != committed);
        }
        self.report.recoveries = self.trade.recoveries();
        // Each owner that died was found dead.
        self.report.discrepancies += u64::from(self.report.recoveries < self.report.inside);
        self.report.discrepancies += self.ledgers.wrong_views().load(SeqCst);
        self.report.views = (0..READERS).map(|reader| self.ledgers.views(reader).load(SeqCst)).sum();
        self.report.slowest = Duration::from_micros(self.ledgers.slowest().load(SeqCst));
        self.report.commits = (0..WORKERS).map(|worker| self.trade.commits(worker)).sum();
        self.report
    }
}
