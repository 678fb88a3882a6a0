//! Where two layouts differ.

use super::label::SegmentLabel;
use core::fmt;

/// Where the layout found in a segment first differs from this program's. `Debug` shows the same
/// message as `Display`.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
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
    /// The former structs that this program upgrades. The segment is of none of them.
    pub former: Vec<String>,
    /// What can be done about it.
    pub(crate) remedy: Remedy,
    /// Whether the segment was opened for reading alone.
    pub(crate) to_read: bool,
}

/// What can be done about another layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Of memory that is no segment.
    Memory,
    /// Of a segment with one value. The option that upgrades it.
    Upgrade(&'static str),
    /// Of a segment that cannot be upgraded: a table. What makes it anew.
    Replace(&'static str),
    /// Of a table that was opened as one value.
    AsTable,
    /// Of one value that was opened as a table.
    AsValue,
}

impl Remedy {
    /// Whether the segment is one value where a table was asked for, or the other way round.
    fn is_other_kind(self) -> bool {
        matches!(self, Self::AsTable | Self::AsValue)
    }
}

impl LayoutMismatch {
    /// The field that stands for the lock, the size and the alignment.
    pub(crate) const WHOLE: &'static str = "the whole";

    /// The fingerprints differ and there is nothing to explain it.
    pub(crate) fn unexplained() -> Self {
        Self::at(String::new(), String::new(), String::new())
    }

    /// The field, and what it is here and there.
    pub(crate) fn at(field: String, expected: String, found: String) -> Self {
        Self { segment: None, field, expected, found, former: Vec::new(), remedy: Remedy::Memory, to_read: false }
    }

    /// With the former structs that were tried; a segment that is one value where a table was asked
    /// for, or the other way round, was compared with none.
    pub(crate) fn tried(mut self: Box<Self>, former: impl Iterator<Item = String>) -> Box<Self> {
        if !self.remedy.is_other_kind() {
            self.former = former.collect();
        }
        self
    }
}

impl fmt::Display for LayoutMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { segment, field, expected, found, former, remedy, to_read } = self;
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
        if !former.is_empty() {
            write!(f, "; nor is it one of the former structs that this program upgrades, `{}`", former.join("`, `"))?;
        }
        if remedy.is_other_kind() {
            let opener = match (remedy, to_read) {
                (Remedy::AsTable, false) => "a `Table`",
                (Remedy::AsTable, true) => "a `TableReader`",
                (_, false) => "a `Shared`",
                (_, true) => "a `SharedReader`, or an `InPlaceReader` if it has `in_place`",
            };
            let other = if field == Self::WHOLE { "" } else { ", with the struct that it was made with" };
            return write!(f, "; open it as {opener}{other}");
        }
        f.write_str("; build all programs with the same struct")?;
        let has_name = segment.as_ref().is_some_and(|segment| segment.name().is_some());
        match (remedy, to_read) {
            (Remedy::Memory, _) => f.write_str(", or initialize the memory again"),
            // There is no name by which it could be found anew.
            _ if !has_name => Ok(()),
            (Remedy::Upgrade(how), false) => write!(
                f,
                ", upgrade the segment (`#[shared(default)]` at the fields that were added, or `options().{how}(…)`), use \
                 another name, or `unlink` the segment and create it again"
            ),
            (Remedy::Upgrade(how), true) => write!(
                f,
                ", have the segment upgraded by a program that opens it for writing (`#[shared(default)]` at the fields that \
                 were added, or `Shared::options().{how}(…)`), or use another name"
            ),
            (Remedy::Replace(how), false) => write!(f, ", use another name, or make it anew with `{how}`"),
            (Remedy::Replace(how), true) => {
                write!(f, ", use another name, or have it made anew by a program that writes it, with `{how}`")
            }
            (Remedy::AsTable | Remedy::AsValue, _) => Ok(()),
        }
    }
}

impl fmt::Debug for LayoutMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
