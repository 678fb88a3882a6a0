//! The slots of a value in place and its log, where the page on the format says that they are.

use std::slice;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use sync_runtime::{LockedInPlace, SharedInPlace};

/// Bytes of a line.
const LINE: usize = 64;

/// Bytes of the version, of what else is in front of the slots, and of an entry of the log.
const WORD: usize = 8;

/// Where the state of the log is, seen from the version.
const STATE: usize = 16;

/// How many entries are beside the version.
const FEW: usize = 5;

/// The slots of a value, and what they may be at any moment.
#[derive(Debug)]
pub struct Slots {
    /// Where the version is.
    start: *const u8,
    /// How many lines each slot has, and how many entries each half of the log.
    lines: usize,
    half: usize,
    /// The version at the last look, and what was committed then.
    version: u64,
    committed: Vec<u8>,
}

impl Slots {
    /// Those of the `T` at `start`.
    ///
    /// # Safety
    ///
    /// One was made there, and stays there as long as this is used. Nobody changes it while this
    /// looks at it.
    #[must_use]
    pub unsafe fn of<T: SharedInPlace>(start: *const u8) -> Self {
        let front = (24 + size_of::<libc::pthread_mutex_t>()).next_multiple_of(LINE);
        let rest = LockedInPlace::<T>::SIZE - front - LINE;
        let half = |lines: usize| (lines / 64).max(64);
        let lines = (0..=rest).find(|&lines| 2 * lines * LINE + 2 * half(lines) * WORD >= rest).unwrap();
        let mut slots = Self {
            start: start.wrapping_add(front),
            lines,
            half: half(lines),
            version: 0,
            committed: vec![0; lines * LINE],
        };
        slots.begin();
        slots
    }

    /// Begins anew with what is committed now.
    pub fn begin(&mut self) {
        self.version = self.word(0);
        self.keep();
    }

    /// What is committed must be what it was, unless the version has moved since, and the slots must
    /// be equal but for the lines that the log names. Allocates nothing, and does not panic.
    ///
    /// # Errors
    ///
    /// What is wrong.
    pub fn look(&mut self) -> Result<(), &'static str> {
        let version = self.word(0);
        if version != self.version {
            self.version = version;
            self.keep();
        }
        let (committed, other) = (self.slot(version), self.slot(version ^ 1));
        if committed != self.committed {
            return Err("what was committed has changed");
        }
        let lines = committed.chunks(LINE).zip(other.chunks(LINE)).enumerate();
        for (line, (committed, other)) in lines {
            if committed != other && !self.is_named(line) {
                return Err("a line differs that the log does not name");
            }
        }
        Ok(())
    }

    fn keep(&mut self) {
        // SAFETY: `of` was promised a value, whose slots have so many bytes.
        let now = unsafe { slice::from_raw_parts(self.slot_at(self.version), self.committed.len()) };
        self.committed.copy_from_slice(now);
    }

    fn slot_at(&self, version: u64) -> *const u8 {
        self.start.wrapping_add(LINE + if version & 1 == 0 { 0 } else { self.lines * LINE })
    }

    fn slot(&self, version: u64) -> &[u8] {
        // SAFETY: as in `keep`; nobody changes it meanwhile.
        unsafe { slice::from_raw_parts(self.slot_at(version), self.lines * LINE) }
    }

    #[allow(clippy::cast_ptr_alignment, reason = "the version is at the beginning of a line")]
    fn word(&self, at: usize) -> u64 {
        // SAFETY: `of` was promised a value, of which all words in front of the slots and behind them
        // are atomic.
        unsafe { &*self.start.wrapping_add(at).cast::<AtomicU64>() }.load(Relaxed)
    }

    fn is_named(&self, line: usize) -> bool {
        let state = self.word(STATE);
        let (area, count) = (state & 3, usize::try_from(state >> 2).unwrap_or(usize::MAX));
        let behind = LINE + 2 * self.lines * LINE;
        let (entries, most) = match area {
            0 => (STATE + WORD, FEW),
            1 => (behind, self.half),
            2 => (behind + self.half * WORD, self.half),
            _ => return count == line,
        };
        (0..count.min(most)).any(|index| {
            let entry = self.word(entries + index * WORD);
            let (first, end) = (entry >> u32::BITS, entry & u64::from(u32::MAX));
            (first..end).contains(&(line as u64))
        })
    }
}
