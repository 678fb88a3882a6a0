//! A number that one process raises and others wait for, by the runtime's conditions.

use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;
use sync_runtime::{
    Acquired, Condition as FurtherCondition, Condvar, Mutex, MutexOptions, Shared, SharedLocked, Timeout,
};
use tests::proof::board::Board;

/// Longer than any trial lasts, so that no wake-up is missed unnoticed because the wait ran out.
const LONG: Duration = Duration::from_secs(600);

/// A number to wait for. All processes forked after it was made share it.
pub(crate) trait Meeting {
    /// Raises the number by one, and wakes one who waits, or all.
    fn advance(&self, all: bool);

    /// Waits until the number is not `seen`, and returns it.
    fn wait_newer(&self, seen: u64) -> u64;
}

/// By a shared struct.
#[derive(Debug)]
pub(crate) struct Condition(Shared<Turn>);

#[derive(SharedLocked, Debug)]
#[shared(timeout = never)]
struct Turn {
    number: u64,
}

impl Condition {
    pub(crate) fn new() -> Self {
        Self(Shared::anonymous(Turn { number: 0 }).unwrap())
    }
}

impl Meeting for Condition {
    fn advance(&self, all: bool) {
        self.0.with_lock(|turn| turn.number += 1).unwrap();
        if all {
            self.0.notify_all();
        } else {
            self.0.notify_one();
        }
    }

    fn wait_newer(&self, seen: u64) -> u64 {
        let mut turn = self.0.get_lock().unwrap();
        while turn.number == seen {
            assert!(turn.wait(LONG).unwrap(), "the longest wait ran out");
        }
        turn.number
    }
}

/// By a further condition of a shared struct, beside another one.
#[derive(Debug)]
pub(crate) struct Further {
    turn: Shared<Turn>,
    changed: Shared<FurtherCondition>,
    /// Is notified, too, and nobody waits for it.
    other: Shared<FurtherCondition>,
}

impl Further {
    pub(crate) fn new() -> Self {
        let condition = || Shared::anonymous(FurtherCondition::new()).unwrap();
        Self { turn: Shared::anonymous(Turn { number: 0 }).unwrap(), changed: condition(), other: condition() }
    }
}

impl Meeting for Further {
    fn advance(&self, all: bool) {
        self.turn.with_lock(|turn| turn.number += 1).unwrap();
        self.turn.notify_all_on(&self.other);
        if all {
            self.turn.notify_all_on(&self.changed);
        } else {
            self.turn.notify_one_on(&self.changed);
        }
    }

    fn wait_newer(&self, seen: u64) -> u64 {
        let mut turn = self.turn.get_lock().unwrap();
        while turn.number == seen {
            assert!(turn.wait_on(&self.changed, LONG).unwrap(), "the longest wait ran out");
        }
        turn.number
    }
}

/// By a mutex and a condition variable in bare memory.
#[derive(Debug)]
pub(crate) struct Bare(Board);

/// Where in it the condition variable is, and the number.
const CONDVAR: usize = Mutex::SIZE.div_ceil(8);
const NUMBER: usize = CONDVAR + Condvar::SIZE.div_ceil(8);

impl Bare {
    pub(crate) fn new() -> Self {
        let bare = Self(Board::new(NUMBER + 1));
        // SAFETY: nobody uses it yet.
        unsafe { bare.mutex().initialize(MutexOptions { recursive: false, ..Default::default() }) }.unwrap();
        bare
    }

    fn mutex(&self) -> &Mutex {
        // SAFETY: the first words are a mutex's alone, initialized by `new`, and mapped as long as
        // they are borrowed.
        unsafe { Mutex::from_buffer(self.0.start(), Mutex::SIZE) }.unwrap()
    }

    fn condvar(&self) -> &Condvar {
        let start: *const u8 = (&raw const self.0[CONDVAR]).cast();
        // SAFETY: these words are a condition variable's alone, zero at first, and mapped as long
        // as they are borrowed.
        unsafe { Condvar::from_buffer(start.cast_mut(), Condvar::SIZE) }.unwrap()
    }
}

impl Meeting for Bare {
    fn advance(&self, all: bool) {
        self.mutex().acquire(Timeout::Never).unwrap();
        self.0[NUMBER].fetch_add(1, Relaxed);
        self.mutex().release().unwrap();
        if all {
            self.condvar().notify_all();
        } else {
            self.condvar().notify_one();
        }
    }

    fn wait_newer(&self, seen: u64) -> u64 {
        let _: Acquired = self.mutex().acquire(Timeout::Never).unwrap();
        while self.0[NUMBER].load(Relaxed) == seen {
            assert!(self.condvar().wait(self.mutex(), LONG).unwrap().notified, "the longest wait ran out");
        }
        let number = self.0[NUMBER].load(Relaxed);
        self.mutex().release().unwrap();
        number
    }
}
