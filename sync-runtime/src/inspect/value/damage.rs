//! Bytes that are no value.

use core::fmt;

/// Bytes that are no value of their type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damage {
    pub(super) found: u64,
    pub(super) expected: &'static str,
    pub(super) within: Within,
}

/// What of a part is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    /// All of it.
    All,
    /// The tag of an option.
    IsSome,
    /// The length of a text or a list.
    Len,
    /// A byte of a text.
    Byte(usize),
}

impl Damage {
    /// The bytes, as a number.
    #[must_use]
    pub fn found(&self) -> u64 {
        self.found
    }

    /// What would have been a value, in words.
    #[must_use]
    pub fn expected(&self) -> &'static str {
        self.expected
    }
}

/// `damaged: 2 is not 0 or 1`.
impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "damaged: {} is not {}", self.found, self.expected)
    }
}
