//! What is wrong with bytes that are no value of their type.

use crate::error::{Damage, Repair, SyncError};
use crate::schema::{Schema, Step};
use core::fmt;

/// The path to a value without fields.
pub(crate) const WHOLE: &str = "value";

/// Bytes that are no value of their type: the path to the field, and what was found there.
///
/// Becomes [`SyncError::Corrupt`](crate::SyncError::Corrupt).
#[doc(hidden)]
#[derive(Debug)]
pub struct Corrupt(Box<Finding>);

#[derive(Debug)]
struct Finding {
    /// From the innermost step outwards.
    path: Vec<Step>,
    found: u64,
    expected: &'static str,
    damage: Damage,
}

impl Corrupt {
    /// `found` is not what `expected` says in words.
    #[cold]
    #[must_use]
    pub fn new(found: u64, expected: &'static str) -> Self {
        let damage = Damage { whole: false, repair: Repair::Store };
        Self(Box::new(Finding { path: Vec::new(), found, expected, damage }))
    }

    /// The same finding: not this one number is wrong, but all of it together.
    #[cold]
    pub(crate) fn of_the_whole(mut self) -> Self {
        self.0.damage.whole = true;
        self
    }

    /// The same finding, of a value that this repairs.
    #[cold]
    pub(crate) fn repaired_by(mut self, repair: Repair) -> Self {
        self.0.damage.repair = repair;
        self
    }

    /// The same finding, seen from the struct whose field `name` it is in.
    #[cold]
    #[must_use]
    pub(crate) fn within(mut self, name: &'static str) -> Self {
        self.0.path.push(Step::Field(name));
        self
    }

    /// The same finding, seen from the array whose element `index` it is in.
    #[cold]
    pub(crate) fn at(mut self, index: usize) -> Self {
        self.0.path.push(Step::Index(index));
        self
    }

    /// The same finding, seen from an array of `len`-element arrays, of which a flat index was
    /// noted.
    #[cold]
    pub(crate) fn regrouped(mut self, len: usize) -> Self {
        if let Some(Step::Index(flat)) = self.0.path.pop() {
            self.0.path.push(Step::Index(flat % len));
            self.0.path.push(Step::Index(flat / len));
        }
        self
    }

    /// The same finding, seen from the enum whose `variant` it is in. It was noted by the index in
    /// a tuple, which begins with the tag.
    #[cold]
    pub(crate) fn in_variant(mut self, variant: &'static str, fields: &[&'static str]) -> Self {
        if let Some(Step::Field(index)) = self.0.path.pop() {
            let index = index.parse().unwrap_or(0_usize);
            self.0.path.push(Step::Field(fields.get(index.wrapping_sub(1)).copied().unwrap_or("tag")));
        }
        self.within(variant)
    }

    /// The same finding, seen from the element of an array that it is in, and which element that
    /// is.
    #[cold]
    pub(crate) fn element(mut self) -> (usize, Self) {
        match self.0.path.pop() {
            Some(Step::Index(index)) => (index, self),
            _ => (0, self),
        }
    }

    /// The same finding, seen from the whole that `schema` describes. It is in the part that begins
    /// at `at` and is a `part`.
    #[cold]
    pub(crate) fn inside(mut self, schema: &'static Schema, at: usize, part: &'static Schema) -> Self {
        schema.find(at, part, &mut |step| self.0.path.push(step));
        self
    }

    pub(crate) fn found(&self) -> u64 {
        self.0.found
    }

    pub(crate) fn expected(&self) -> &'static str {
        self.0.expected
    }

    /// The path as one would write it in Rust, such as `peers[2].mode`; `value` for a value without
    /// fields.
    pub(crate) fn path(&self) -> String {
        use fmt::Write as _;
        let mut text = String::new();
        for step in self.0.path.iter().rev() {
            let separator = if text.is_empty() { "" } else { "." };
            // Writing to a `String` cannot fail.
            let _ = match step {
                Step::Field(name) => write!(text, "{separator}{name}"),
                Step::Index(index) => write!(text, "[{index}]"),
            };
        }
        if text.is_empty() { WHOLE.into() } else { text }
    }
}

#[diagnostic::do_not_recommend]
impl From<Corrupt> for SyncError {
    #[cold]
    fn from(corrupt: Corrupt) -> Self {
        let Finding { damage, .. } = *corrupt.0;
        let (found, expected) = (corrupt.found(), corrupt.expected());
        Self::Corrupt { field: corrupt.path().into(), found, expected, damage }
    }
}
