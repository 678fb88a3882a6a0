//! What is held against what the compiler said.

use crate::{Case, Diagnostic};

/// How a case came out.
#[allow(clippy::struct_excessive_bools, reason = "each is a column of the table")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// How many mistakes are marked.
    pub mistakes: usize,
    /// How many errors there were.
    pub errors: usize,
    /// Whether each culprit is what an error of its own points at.
    pub blamed: bool,
    /// Whether each of these errors says what is marked.
    pub fixed: bool,
    /// Whether that is what to do, and not words of the compiler's own.
    pub our_words: bool,
    /// Whether nothing is shown of how the derives and the runtime are built.
    pub tight: bool,
    /// Whether the case says why something of this cannot be better.
    pub known: bool,
}

/// What a user has no use for.
const INSIDES: [&str; 6] = [
    "PlainData",
    "__private",
    "sync-runtime/src/",
    "the following other types implement trait",
    "originates in the derive macro",
    "originates in the macro `$crate",
];

impl Verdict {
    /// Whether nothing is left to wish for.
    #[must_use]
    pub fn is_good(self) -> bool {
        self.mistakes > 0 && self.errors == self.mistakes && self.blamed && self.fixed && self.tight
    }

    /// Whether nothing is left to wish for, or the case says why not: then at least one error says
    /// what is marked.
    #[must_use]
    pub fn is_as_told(self) -> bool {
        self.is_good() || (self.known && self.errors > 0 && self.fixed)
    }
}

/// Holds `diagnostics` against the marks in `case`.
#[must_use]
pub fn judge(case: &Case, diagnostics: &[Diagnostic]) -> Verdict {
    let mut errors: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.level == "error").collect();
    let shown = |error: &&Diagnostic| INSIDES.iter().any(|inside| error.rendered.contains(inside));
    let mut verdict = Verdict {
        mistakes: case.marks.len(),
        errors: errors.len(),
        blamed: true,
        fixed: true,
        our_words: case.marks.iter().all(|mark| !mark.own_words),
        tight: !errors.iter().any(shown),
        known: case.known.is_some(),
    };
    for mark in &case.marks {
        let blames = |error: &&Diagnostic| {
            error.culprits.iter().any(|culprit| *culprit == mark.culprit || mark.or_else.as_ref() == Some(culprit))
        };
        let fixes = |error: &&Diagnostic| error.words.contains(&mark.fix);
        // Two mistakes may have the same culprit, so each takes the error that fits it best.
        let taken = errors.iter().position(|error| blames(error) && fixes(error));
        if let Some(index) = taken.or_else(|| errors.iter().position(blames)) {
            let error = errors.remove(index);
            verdict.fixed &= fixes(&error);
        } else {
            verdict.blamed = false;
            verdict.fixed &= errors.iter().any(fixes);
        }
    }
    verdict
}
