//! What may come of a hostile input, counted where it survives the one who counts.

use crate::proof::board::Board;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use sync_runtime::SyncError;

/// What came of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A value, valid in every bit; and all operations worked.
    Value,
    /// A value with bits that none has, or a stored value that was not there afterwards.
    Invalid,
    /// An error, by its index in [`Outcome::ERRORS`].
    Error(usize),
    /// A panic.
    Panic,
    /// A signal.
    Signal,
}

impl Outcome {
    /// The names of the errors that may be found. The last one stands for every other.
    pub const ERRORS: [&str; 14] = [
        "Corrupt",
        "Damaged",
        "LayoutMismatch",
        "NotInitialized",
        "Truncated",
        "NotASegment",
        "FormatVersion",
        "ForeignPlatform",
        "PidNamespace",
        "BeingAdopted",
        "Misaligned",
        "BufferTooSmall",
        "System",
        "an error that has no place here",
    ];

    /// How many outcomes there are.
    const COUNT: usize = 4 + Self::ERRORS.len();

    /// The outcome that is this error.
    #[must_use]
    pub fn of(error: &SyncError) -> Self {
        let name = crate::kind(error);
        Self::Error(Self::ERRORS.iter().position(|known| *known == name).unwrap_or(Self::ERRORS.len() - 1))
    }

    /// Whether it is a promise broken.
    #[must_use]
    pub fn is_bad(self) -> bool {
        !matches!(self, Self::Value | Self::Error(_)) || self == Self::Error(Self::ERRORS.len() - 1)
    }

    fn all() -> impl Iterator<Item = Self> {
        let errors = (0..Self::ERRORS.len()).map(Self::Error);
        [Self::Value].into_iter().chain(errors).chain([Self::Invalid, Self::Panic, Self::Signal])
    }

    fn index(self) -> usize {
        match self {
            Self::Value => 0,
            Self::Invalid => 1,
            Self::Panic => 2,
            Self::Signal => 3,
            Self::Error(index) => 4 + index,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Value => "a valid value",
            Self::Invalid => "an INVALID value",
            Self::Panic => "a PANIC",
            Self::Signal => "a SIGNAL",
            Self::Error(index) => Self::ERRORS[index],
        }
    }
}

/// How often each outcome was, and which inputs were tried.
#[derive(Debug)]
pub struct Tally(Board);

impl Tally {
    /// Nothing was tried yet.
    #[must_use]
    pub fn new() -> Self {
        Self(Board::new(Outcome::COUNT + 1))
    }

    /// How many inputs were begun.
    #[must_use]
    pub fn begun(&self) -> &AtomicU64 {
        &self.0[Outcome::COUNT]
    }

    /// Counts one.
    pub fn count(&self, outcome: Outcome) {
        self.0[outcome.index()].fetch_add(1, SeqCst);
    }

    /// Each outcome that was, and how often.
    pub fn counts(&self) -> impl Iterator<Item = (&'static str, u64, bool)> {
        let all =
            Outcome::all().map(|outcome| (outcome.name(), self.0[outcome.index()].load(SeqCst), outcome.is_bad()));
        all.filter(|(_, count, _)| *count > 0)
    }
}

impl Default for Tally {
    fn default() -> Self {
        Self::new()
    }
}
