//! This project.

use super::{Entrant, Guarded, random};
use std::time::Duration;
use sync_runtime::{Locked, Shared, SharedLocked, Table};

/// A shared value of this project's, with the default timeout of a second.
pub struct Ours<V: SharedLocked>(pub Shared<V>);

impl<V: super::Words> Ours<V> {
    pub fn new() -> Self {
        Self(Shared::anonymous(V::ZERO).expect("an anonymous segment"))
    }
}

macro_rules! guarded {
    ($([$($generics:tt)*] $value:ty;)*) => {$(
        impl<$($generics)*> Guarded for Ours<$value> {
            type Value = $value;

            fn with<R>(&self, section: impl FnOnce(&mut $value) -> R) -> R {
                self.0.with_lock(section).expect("with_lock")
            }

            fn copy(&self) -> $value {
                self.0.load().expect("load")
            }
        }
    )*};
}

/// A table of this project's. Each operation is on one of its records, at random.
pub struct Records(Table<u64>);

impl Records {
    pub fn new(count: usize) -> Self {
        Self(Table::anonymous(count, |_| 0).expect("an anonymous table"))
    }

    fn any(&self) -> One<'_> {
        One(self.0.at(random::index(self.0.len())).expect("a record"))
    }
}

impl Entrant for Records {
    fn add(&self, times: u64) {
        let (mut state, count) = (random::state(), self.0.len() as u64);
        for _ in 0..times {
            let index = usize::try_from(random::next(&mut state) % count).unwrap_or(0);
            self.0.at(index).and_then(|record| record.with_lock(|value| *value += 1)).expect("with_lock");
        }
        random::keep(state);
    }

    fn work(&self, times: u64, turns: u32) {
        (0..times).for_each(|_| self.any().work(1, turns));
    }

    fn read(&self, times: u64) {
        (0..times).for_each(|_| self.any().read(1));
    }

    fn wait(&self) -> Duration {
        self.any().wait()
    }

    fn warm(&self) {
        self.0.iter().step_by(16).for_each(|record| record.with_lock(|value| *value += 1).expect("with_lock"));
    }
}

/// One record of a table.
struct One<'a>(&'a Locked<u64>);

impl Guarded for One<'_> {
    type Value = u64;

    fn with<R>(&self, section: impl FnOnce(&mut u64) -> R) -> R {
        self.0.with_lock(section).expect("with_lock")
    }

    fn copy(&self) -> u64 {
        self.0.load().expect("load")
    }
}

guarded! { [] u64; [const N: usize] [u64; N]; }
