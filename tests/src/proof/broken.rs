//! Designs with one mistake each, to see that the harnesses find it.

use super::board::Board;
use super::subject::{Operation, Seen, Subject};
use std::hint;
use std::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
    fence,
};
use std::time::Duration;
use sync_runtime::{Mutex, MutexOptions, Timeout};

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Mistake {
    /// The value is changed where it is.
    InPlace,
    /// Readers wait for the writer, as those of a seqlock do.
    ReadersWait,
    /// Readers do not look at the version again.
    NoVersionCheck,
    /// The version is moved before the slot is written.
    VersionFirst,
    /// The mutex does not survive its owner.
    NotRobust,
}

/// A value of eight equal words, a mutex, and a mistake.
#[derive(Debug)]
pub struct Broken {
    board: Board,
    mistake: Mistake,
}

/// Words of the value.
const WORDS: usize = 8;
/// Where the version is; the mutex is in front of it.
const VERSION: usize = 8;
/// Where the slots are.
const SLOTS: usize = 16;

impl Broken {
    /// A new value, number 0.
    #[must_use]
    pub fn new(mistake: Mistake) -> Self {
        let board = Board::new(SLOTS + 2 * WORDS);
        let robust = mistake != Mistake::NotRobust;
        let broken = Self { board, mistake };
        // SAFETY: nobody uses it yet.
        unsafe { broken.mutex().initialize(MutexOptions { robust, recursive: false, ..Default::default() }) }.unwrap();
        broken
    }

    fn mutex(&self) -> &Mutex {
        // SAFETY: the words in front of the version are used for nothing else, initialized by
        // `new`, and stay mapped.
        unsafe { Mutex::from_buffer(self.board.start(), VERSION * size_of::<u64>()) }.unwrap()
    }

    fn version(&self) -> &AtomicU64 {
        &self.board[VERSION]
    }

    fn slot(&self, version: u64) -> &[AtomicU64] {
        let in_place = matches!(self.mistake, Mistake::InPlace | Mistake::ReadersWait);
        let at = if in_place || version & 1 == 0 { SLOTS } else { SLOTS + WORDS };
        &self.board[at..at + WORDS]
    }

    fn write(&self, version: u64, number: u64) {
        for word in self.slot(version) {
            word.store(number, Relaxed);
        }
    }

    /// The next value; the lock is held.
    fn commit(&self) {
        let version = self.version().load(Relaxed);
        let number = self.slot(version)[0].load(Relaxed) + 1;
        match self.mistake {
            Mistake::InPlace => self.write(0, number),
            Mistake::ReadersWait => {
                self.version().store(version | 1, Relaxed);
                fence(Release);
                self.write(0, number);
                self.version().store((version | 1) + 1, Release);
            }
            Mistake::VersionFirst => {
                self.version().store(version + 1, Release);
                self.write(version + 1, number);
            }
            Mistake::NoVersionCheck | Mistake::NotRobust => {
                fence(Release);
                self.write(version + 1, number);
                self.version().store(version + 1, Release);
            }
        }
    }
}

impl Subject for Broken {
    fn value(&self) -> &'static str {
        "8 words"
    }

    fn load(&self) -> Seen {
        let (mut words, mut settled) = ([0; WORDS], false);
        while !settled {
            let version = self.version().load(Acquire);
            words = [0; WORDS];
            for (to, from) in words.iter_mut().zip(self.slot(version)) {
                *to = from.load(Relaxed);
            }
            fence(Acquire);
            let moved = self.version().load(Relaxed) != version;
            settled = match self.mistake {
                Mistake::InPlace | Mistake::NoVersionCheck => true,
                Mistake::ReadersWait => !moved && version & 1 == 0,
                Mistake::VersionFirst | Mistake::NotRobust => !moved,
            };
            hint::spin_loop();
        }
        if words == [words[0]; WORDS] { Seen::Whole(words[0]) } else { Seen::Torn }
    }

    fn next(&self, patience: Duration) -> Seen {
        if self.mutex().acquire(Timeout::After(patience)).is_err() {
            // Nobody will ever have it, so that the next trial needs another one.
            // SAFETY: its owner is dead, and nobody waits for it.
            unsafe { self.mutex().initialize(MutexOptions { robust: false, recursive: false, ..Default::default() }) }
                .unwrap();
            return Seen::Hung;
        }
        self.commit();
        self.mutex().release().unwrap();
        self.load()
    }

    fn operate(&self, operation: Operation, _: u64) {
        self.mutex().acquire(Timeout::DEFAULT).unwrap();
        if operation != Operation::RollBack {
            self.commit();
        }
        self.mutex().release().unwrap();
    }

    fn hold(&self) {
        self.mutex().acquire(Timeout::DEFAULT).unwrap();
    }
}
