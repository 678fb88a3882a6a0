//! What a user would otherwise take: each rival is a lock around a value, used as its documentation
//! says.

#[cfg(has_boost)]
mod boost;
mod c;
pub mod condition;
mod iceoryx;
mod ours;
mod posix;
pub mod random;
mod raw;
mod threads;

pub mod large;
pub mod limits;
pub mod python;
pub mod stores;

pub use c::{CCounter, CRecords, Locks, Robustness};
pub use ours::{Ours, Records};

use crate::processes::Kind;
use std::hint::black_box;
use std::time::{Duration, Instant};
use sync_runtime::SharedLocked;

/// The value that is guarded: so many words, of which the first counts.
pub trait Words: SharedLocked + Copy + Send + Sync + std::fmt::Debug + 'static {
    const ZERO: Self;
    fn first(&mut self) -> &mut u64;
}

impl Words for u64 {
    const ZERO: Self = 0;
    fn first(&mut self) -> &mut u64 {
        self
    }
}

impl<const N: usize> Words for [u64; N] {
    const ZERO: Self = [0; N];
    fn first(&mut self) -> &mut u64 {
        &mut self[0]
    }
}

/// A lock around a value. The critical section is inlined into the loops of [`Entrant`] below.
pub trait Guarded: Sync {
    type Value: Words;

    fn with<R>(&self, section: impl FnOnce(&mut Self::Value) -> R) -> R;

    /// A consistent copy; by the lock, unless there is a better way.
    fn copy(&self) -> Self::Value {
        self.with(|value| *value)
    }
}

/// What can be measured of a rival. Each method is a loop, so that the call of the method itself
/// costs nothing.
pub trait Entrant: Sync {
    /// Locks, adds 1 and unlocks.
    fn add(&self, times: u64);

    /// As `add`, with `turns` of a loop inside the critical section, and as many outside.
    fn work(&self, times: u64, turns: u32);

    /// Takes a consistent copy.
    fn read(&self, times: u64);

    /// Locks, adds 1 and unlocks, once; and says how long it took to get in.
    fn wait(&self) -> Duration;

    /// Touches all the memory that a worker is going to use, so that its first use is not measured.
    fn warm(&self) {}

    /// How long so many `add`s take; told by the rival itself if it lives in another process.
    fn time_add(&self, times: u64) -> Duration {
        let start = Instant::now();
        self.add(times);
        start.elapsed()
    }

    /// How long so many `read`s take.
    fn time_read(&self, times: u64) -> Duration {
        let start = Instant::now();
        self.read(times);
        start.elapsed()
    }
}

/// As a user has it: a function with a copy in a variable of its own.
#[inline(never)]
fn read_once<G: Guarded>(guarded: &G) {
    let copy = guarded.copy();
    black_box(&copy);
}

fn spin(turns: u32) {
    for turn in 0..turns {
        black_box(turn);
    }
}

impl<G: Guarded> Entrant for G {
    fn add(&self, times: u64) {
        for _ in 0..times {
            self.with(|value| *value.first() += 1);
        }
    }

    fn work(&self, times: u64, turns: u32) {
        for _ in 0..times {
            self.with(|value| {
                spin(turns);
                *value.first() += 1;
            });
            spin(turns);
        }
    }

    fn read(&self, times: u64) {
        for _ in 0..times {
            read_once(self);
        }
    }

    fn wait(&self) -> Duration {
        let start = Instant::now();
        self.with(|value| {
            let waited = start.elapsed();
            *value.first() += 1;
            waited
        })
    }
}

/// A rival in the tables.
pub struct Rival {
    pub name: &'static str,
    pub entrant: Box<dyn Entrant>,
    pub traits: Traits,
}

/// What has to be known of a rival to compare it fairly.
#[derive(Debug, Clone, Copy)]
pub struct Traits {
    /// Whether it survives its owner's death.
    pub robust: bool,
    /// Whether it gives up waiting after a while.
    pub timed: bool,
    pub workers: Kind,
}

impl Rival {
    /// Whether forked processes can share it.
    pub fn can_fork(&self) -> bool {
        self.traits.workers == Kind::Processes && self.name != PYTHON
    }

    fn new(name: &'static str, entrant: impl Entrant + 'static, robust: bool, timed: bool) -> Self {
        Self { name, entrant: Box::new(entrant), traits: Traits { robust, timed, workers: Kind::Processes } }
    }

    fn threads_only(name: &'static str, entrant: impl Entrant + 'static) -> Self {
        let traits = Traits { robust: false, timed: false, workers: Kind::Threads };
        Self { name, entrant: Box::new(entrant), traits }
    }
}

pub const OURS: &str = "sync-runtime with_lock";
pub const PYTHON: &str = "multiprocessing.Value";
pub const C_ROBUST: &str = "C pthread robust";

/// A lock a record, for so many records, and the same records under one lock; this project first.
pub fn records(count: usize) -> Vec<Rival> {
    vec![
        Rival::new("sync-runtime Table", Records::new(count), true, true),
        Rival::new(C_RECORDS, CRecords::new(count, Locks::EachItsOwn), true, false),
        Rival::new(ONE_LOCK, CRecords::new(count, Locks::One), true, false),
    ]
}

pub const C_RECORDS: &str = "C pthread robust, one a record";
pub const ONE_LOCK: &str = "C pthread robust, one for all";

/// All that can lock a value of this type, this project first.
pub fn all<V: Words>() -> Vec<Rival>
where
    Ours<V>: Guarded,
{
    let mut all = vec![
        Rival::new(OURS, Ours::<V>::new(), true, true),
        Rival::new(C_ROBUST, CCounter::<V>::new(Robustness::Robust), true, false),
        Rival::new("C pthread robust, clocklock", c::Timed(CCounter::<V>::new(Robustness::Robust)), true, true),
        Rival::new("C pthread plain", CCounter::<V>::new(Robustness::Plain), false, false),
        Rival::new("posix-sync lock", posix::Untimed(posix::Robust::<V>::new()), true, false),
        Rival::new("posix-sync lock_for", posix::Timed(posix::Robust::<V>::new()), true, true),
        Rival::new("raw_sync lock", raw::Untimed(raw::Locked::<V>::new()), false, false),
        Rival::new("raw_sync try_lock", raw::Timed(raw::Locked::<V>::new()), false, true),
        Rival::new("iceoryx2 lock", iceoryx::Untimed(iceoryx::locked::<V>()), true, false),
        Rival::new("iceoryx2 timed_lock", iceoryx::Timed(iceoryx::locked::<V>()), true, true),
        Rival::threads_only("std Mutex", threads::Std::<V>::new()),
        Rival::threads_only("parking_lot Mutex", threads::ParkingLot::<V>::new()),
    ];
    #[cfg(has_boost)]
    all.push(Rival::new("Boost.Interprocess", boost::Boost::<V>::new(), false, false));
    if let Some(python) = python::Value::start(size_of::<V>()) {
        all.push(Rival::new(PYTHON, python, false, false));
    }
    all
}
