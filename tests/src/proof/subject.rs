//! What is put to the proof: the runtime's shared values, or a broken design with the same
//! operations.

use super::sample::Sample;
use std::time::Duration;
use sync_runtime::Shared;

/// What a reader saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// A whole value, made from this number.
    Whole(u64),
    /// A value that was never made.
    Torn,
    /// No value: the lock was not acquired.
    Hung,
}

impl Seen {
    /// As two words.
    #[must_use]
    pub fn encode(self) -> [u64; 2] {
        match self {
            Self::Whole(number) => [1, number],
            Self::Torn => [2, 0],
            Self::Hung => [3, 0],
        }
    }

    /// From two words.
    #[must_use]
    pub fn decode(words: [u64; 2]) -> Self {
        match words {
            [1, number] => Self::Whole(number),
            [2, _] => Self::Torn,
            [3, _] => Self::Hung,
            other => panic!("nothing was seen: {other:?}"),
        }
    }
}

/// What the victim does when it is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// `with_lock`.
    WithLock,
    /// `get_lock`, a change, `drop`.
    Guard,
    /// `get_lock`, a change, `commit`, and then another change that is rolled back.
    GuardCommit,
    /// `transact` that returns `Ok`.
    Commit,
    /// `transact` that returns `Err`.
    RollBack,
    /// `store`.
    Store,
    /// `with_lock`, the first one after an owner died.
    AfterDeath,
    /// `load`, while two commits overtake it.
    Load,
    /// `claim` of a table's record, a change, `drop`.
    Claim,
    /// [`Claim`](Self::Claim) of a record whose owner died.
    ClaimAfterDeath,
    /// `with_lock`, the first one after an owner died right behind its commit, the one instruction
    /// later each time.
    AfterCommit,
    /// `with_lock` whose closure panics.
    Panic,
    /// `get_lock`, a change, a `wait` that times out, `drop`.
    Wait,
}

impl Operation {
    /// Those of a table.
    pub const OF_TABLE: [Self; 4] = [Self::WithLock, Self::Claim, Self::ClaimAfterDeath, Self::Load];

    /// Those of a value that is changed in place.
    pub const IN_PLACE: [Self; 9] = [
        Self::WithLock,
        Self::Guard,
        Self::GuardCommit,
        Self::RollBack,
        Self::Panic,
        Self::Wait,
        Self::AfterDeath,
        Self::AfterCommit,
        Self::Load,
    ];

    /// Each of a value.
    pub const ALL: [Self; 8] = [
        Self::WithLock,
        Self::Guard,
        Self::GuardCommit,
        Self::Commit,
        Self::RollBack,
        Self::Store,
        Self::AfterDeath,
        Self::Load,
    ];

    /// What the tables call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::WithLock => "with_lock",
            Self::Guard => "guard: taken, changed, dropped",
            Self::GuardCommit => "guard: changed, committed, changed, rolled back",
            Self::Commit => "transact, committing",
            Self::RollBack => "transact, rolling back",
            Self::Store => "store",
            Self::AfterDeath => "with_lock, after an owner died",
            Self::Load => "load, overtaken by two commits",
            Self::Claim => "claim, changed, dropped",
            Self::ClaimAfterDeath => "claim, changed, dropped, after an owner died",
            Self::AfterCommit => "with_lock, after an owner died behind its commit",
            Self::Panic => "with_lock, panicking",
            Self::Wait => "guard: changed, waited, dropped",
        }
    }

    /// The number of the value after it, if it was `before`.
    #[must_use]
    pub fn result(self, before: u64) -> u64 {
        match self {
            Self::RollBack | Self::Panic | Self::Load => before,
            _ => before + 1,
        }
    }
}

/// A shared value of some design. All processes forked after it was made share it.
pub trait Subject {
    /// What the tables call the value.
    fn value(&self) -> &'static str;

    /// The value, without the lock.
    fn load(&self) -> Seen;

    /// Makes the value the next one, under the lock, which it waits for no longer than `patience`,
    /// and says which one that is.
    fn next(&self, patience: Duration) -> Seen;

    /// Does what a writing victim does; the value is made from `before`.
    fn operate(&self, operation: Operation, before: u64);

    /// Takes the lock for ever, and changes nothing.
    fn hold(&self);

    /// How often something was committed, where an owner can die between that and its release.
    fn commits(&self) -> u64 {
        unreachable!("nothing is killed behind its commit but what is changed in place")
    }

    /// Whether every commit was counted, where commits are: the value made from `number` is the
    /// `number`th.
    fn agrees(&self, _number: u64) -> bool {
        true
    }
}

/// The runtime, with a value of type `T`.
#[derive(Debug)]
pub struct Runtime<T: Sample>(Shared<T>);

impl<T: Sample> Runtime<T> {
    /// A new value, number 0.
    #[must_use]
    pub fn new() -> Self {
        Self(Shared::anonymous(T::of(0)).unwrap())
    }
}

impl<T: Sample> Default for Runtime<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Sample> Subject for Runtime<T> {
    fn value(&self) -> &'static str {
        T::NAME
    }

    fn load(&self) -> Seen {
        self.0.load().ok().and_then(|value| value.whole()).map_or(Seen::Torn, Seen::Whole)
    }

    fn next(&self, patience: Duration) -> Seen {
        let next = self.0.with_lock_within(patience, |value| {
            value.whole()?;
            value.advance();
            Some(value.number())
        });
        next.map_or(Seen::Hung, |number| number.map_or(Seen::Torn, Seen::Whole))
    }

    fn operate(&self, operation: Operation, before: u64) {
        match operation {
            Operation::WithLock | Operation::AfterDeath => self.0.with_lock(T::advance).unwrap(),
            Operation::Guard => {
                let mut guard = self.0.get_lock().unwrap();
                guard.advance();
                drop(guard);
            }
            Operation::GuardCommit => {
                let mut guard = self.0.get_lock().unwrap();
                guard.advance();
                guard.commit().unwrap();
                guard.advance();
                guard.roll_back();
            }
            Operation::Commit => {
                self.0
                    .transact(|value| {
                        value.advance();
                        Ok::<(), ()>(())
                    })
                    .unwrap();
            }
            Operation::RollBack => {
                self.0
                    .transact(|value| {
                        value.advance();
                        Err::<(), ()>(())
                    })
                    .unwrap_err();
            }
            Operation::Store => self.0.store(T::of(before + 1)).unwrap(),
            Operation::Load => unreachable!("a reader's view is asked for by `load`"),
            other => unreachable!("{other:?} is none of a value that is copied"),
        }
    }

    fn hold(&self) {
        std::mem::forget(self.0.get_lock().unwrap());
    }

    fn agrees(&self, number: u64) -> bool {
        self.0.version() == number
    }
}
