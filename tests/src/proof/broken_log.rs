//! Changing a value in place by two slots and a log, with one mistake each, to see that the harness
//! finds it.

use super::board::Board;
use super::subject::{Operation, Seen, Subject};
use std::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
    fence,
};
use std::time::Duration;
use sync_runtime::{Mutex, MutexOptions, Timeout};

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LogMistake {
    /// A word is changed before it is in the log.
    LoggedLate,
    /// The log is emptied before its words are copied to the other slot.
    EmptiedEarly,
    /// The version is stored before the last word is changed.
    CommittedEarly,
    /// None: what is found otherwise is the harness's mistake.
    Nothing,
}

/// A value of a number and equal words, of which each change touches some, and a mutex.
#[derive(Debug)]
pub struct BrokenLog {
    board: Board,
    mistake: LogMistake,
}

/// Words of the value: the number, the round, and those that are equal to the round.
const WORDS: usize = 6;
/// Where the number is.
const NUMBER: usize = 0;
/// Where the version is; the mutex is in front of it.
const VERSION: usize = 8;
/// How many words are in the log.
const LOGGED: usize = 9;
/// Which.
const LOG: usize = 10;
/// Where the slots are.
const SLOTS: usize = 24;

impl BrokenLog {
    /// A new value, number 0.
    #[must_use]
    pub fn new(mistake: LogMistake) -> Self {
        let broken = Self { board: Board::new(SLOTS + 2 * WORDS), mistake };
        // SAFETY: nobody uses it yet.
        unsafe { broken.mutex().initialize(MutexOptions { recursive: false, ..Default::default() }) }.unwrap();
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
        let at = if version & 1 == 0 { SLOTS } else { SLOTS + WORDS };
        &self.board[at..at + WORDS]
    }

    fn acquire(&self, timeout: Timeout) -> bool {
        let acquired = self.mutex().acquire(timeout).is_ok();
        if acquired {
            self.catch_up();
        }
        acquired
    }

    /// Copies what is in the log from the slot that counts to the other one.
    fn catch_up(&self) {
        fence(Release);
        let (version, logged) = (self.version().load(Relaxed), self.board[LOGGED].load(Relaxed));
        if self.mistake == LogMistake::EmptiedEarly {
            self.board[LOGGED].store(0, Relaxed);
        }
        for entry in &self.board[LOG..LOG + usize::try_from(logged).unwrap()] {
            let index = usize::try_from(entry.load(Relaxed)).unwrap();
            self.slot(version + 1)[index].store(self.slot(version)[index].load(Relaxed), Relaxed);
        }
        self.board[LOGGED].store(0, Release);
    }

    fn set(&self, index: usize, value: u64) {
        let logged = self.board[LOGGED].load(Relaxed);
        let word = &self.slot(self.version().load(Relaxed) + 1)[index];
        if self.mistake == LogMistake::LoggedLate {
            word.store(value, Relaxed);
        }
        self.board[LOG + usize::try_from(logged).unwrap()].store(index as u64, Relaxed);
        self.board[LOGGED].store(logged + 1, Release);
        word.store(value, Relaxed);
    }

    fn get(&self, index: usize) -> u64 {
        self.slot(self.version().load(Relaxed))[index].load(Relaxed)
    }

    /// Changes the words from `first` on to the next round, and the number.
    fn commit(&self, first: usize) {
        let (number, round) = (self.get(NUMBER) + 1, self.get(1) + 1);
        self.set(NUMBER, number);
        for index in first..WORDS - 1 {
            self.set(index, round);
        }
        let next = self.version().load(Relaxed) + 1;
        let is_early = self.mistake == LogMistake::CommittedEarly;
        if first < WORDS {
            if is_early {
                let last = &self.slot(next)[WORDS - 1];
                self.version().store(next, Release);
                last.store(round, Relaxed);
                self.board[LOG + WORDS - 1].store(WORDS as u64 - 1, Relaxed);
                self.board[LOGGED].store(WORDS as u64, Release);
            } else {
                self.set(WORDS - 1, round);
            }
        }
        if first == WORDS || !is_early {
            self.version().store(next, Release);
        }
        self.catch_up();
    }

    /// The next number and nothing else.
    fn count(&self) {
        self.commit(WORDS);
    }
}

impl Subject for BrokenLog {
    fn value(&self) -> &'static str {
        "6 words, by a log"
    }

    fn load(&self) -> Seen {
        loop {
            let version = self.version().load(Acquire);
            let mut words = [0; WORDS];
            for (to, from) in words.iter_mut().zip(self.slot(version)) {
                *to = from.load(Relaxed);
            }
            fence(Acquire);
            if self.version().load(Relaxed) == version {
                let [number, round, rest @ ..] = words;
                return if rest == [round; WORDS - 2] { Seen::Whole(number) } else { Seen::Torn };
            }
        }
    }

    fn next(&self, patience: Duration) -> Seen {
        if !self.acquire(Timeout::After(patience)) {
            return Seen::Hung;
        }
        self.count();
        let seen = self.load();
        if seen == Seen::Torn {
            // So that the next trial begins with a whole value.
            self.commit(1);
        }
        self.mutex().release().unwrap();
        seen
    }

    fn operate(&self, operation: Operation, _: u64) {
        assert_eq!(operation, Operation::WithLock);
        assert!(self.acquire(Timeout::DEFAULT));
        self.commit(1);
        self.mutex().release().unwrap();
    }

    fn hold(&self) {
        assert!(self.acquire(Timeout::DEFAULT));
    }

    fn agrees(&self, number: u64) -> bool {
        self.next(Duration::from_secs(1)) == Seen::Whole(number + 1)
            && self.next(Duration::from_secs(1)) == Seen::Whole(number + 2)
    }
}
