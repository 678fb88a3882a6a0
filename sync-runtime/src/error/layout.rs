//! Where two layouts differ.

use super::label::SegmentLabel;
use core::fmt;

/// Where the layout found in a segment first differs from this program's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutMismatch {
    /// The segment, if it is known which.
    pub segment: Option<SegmentLabel>,
    /// The path to the field; `the whole` if it is the lock, the size or the alignment; empty if
    /// the memory has no schema to tell.
    pub field: String,
    /// The field's type and offset in this program, or `no such field`.
    pub expected: String,
    /// What the segment has there: its type and offset, or `no such field`.
    pub found: String,
}

impl LayoutMismatch {
    /// The field that stands for the lock, the size and the alignment.
    pub(crate) const WHOLE: &'static str = "the whole";

    /// The fingerprints differ and there is nothing to explain it.
    pub(crate) fn unexplained() -> Self {
        Self { segment: None, field: String::new(), expected: String::new(), found: String::new() }
    }
}

impl fmt::Display for LayoutMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { segment, field, expected, found } = self;
        let memory = if segment.is_some() { "segment" } else { "memory" };
        match segment {
            Some(segment) => segment.fmt(f)?,
            None => f.write_str("the memory")?,
        }
        f.write_str(" holds a struct of another layout")?;
        match field.as_str() {
            "" => {}
            Self::WHOLE => write!(f, ": for {field} this program has {expected}, the {memory} {found}")?,
            _ => write!(f, ": for `{field}` this program has {expected}, the {memory} has {found}")?,
        }
        f.write_str(
            "; build all programs with the same struct, upgrade the segment with `options().upgrade_from(…)`, use another \
             name, or `unlink` the segment and create it again",
        )
    }
}
