//! Where two schemas' texts differ.

use super::text::FIRST;
use crate::error::LayoutMismatch;
use crate::plain::short;
use core::iter::Peekable;
use core::str::Lines;

/// The first field in which the text found in a segment differs from this program's. The text may
/// be any.
pub(crate) fn first_difference(expected: &str, found: &str) -> LayoutMismatch {
    let (mut ours, mut theirs) = (rows(expected), rows(found));
    loop {
        match (ours.next(), theirs.next()) {
            (Some(our), Some(their)) if our == their => {}
            (None, None) => return LayoutMismatch::unexplained(),
            (our, their) => return between(our, their),
        }
    }
}

/// The lines that are about the layout: what the type is called may differ.
fn rows(text: &str) -> Peekable<Lines<'_>> {
    let mut lines = text.lines().peekable();
    let _ = lines.next_if(|first| first.starts_with(FIRST));
    lines
}

/// What two lines that differ say of a field. The last line of each text is about the whole.
fn between(ours: Option<&str>, theirs: Option<&str>) -> LayoutMismatch {
    let (ours, theirs) = (ours.map(Row::parse), theirs.map(Row::parse));
    // A field is named rather than the whole: where one side has come to its end, the other has one
    // field more.
    let field = [&ours, &theirs].into_iter().flatten().find_map(Row::field);
    let side = |row: Option<Row<'_>>| match row {
        Some(row) if row.field() == field => row.place(),
        Some(row @ Row::Field { path, .. }) => format!("`{}`, {}", short(path), row.place()),
        None if field.is_none() => "one value".to_owned(),
        None | Some(Row::Whole(_)) => "no such field".to_owned(),
    };
    let (expected, found) = (side(ours), side(theirs));
    LayoutMismatch::at(short(field.unwrap_or(LayoutMismatch::WHOLE)), expected, found)
}

/// A line of a schema's text.
#[derive(Clone, Copy)]
enum Row<'a> {
    Field {
        offset: &'a str,
        type_name: &'a str,
        path: &'a str,
    },
    /// The lock, the size and the alignment; or a line that is none.
    Whole(&'a str),
}

impl<'a> Row<'a> {
    fn parse(line: &'a str) -> Self {
        let mut parts = line.splitn(3, '\t');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(offset), Some(type_name), Some(path)) => Self::Field { offset, type_name, path },
            _ => Self::Whole(line),
        }
    }

    /// The path to the field; `None` for the whole.
    fn field(&self) -> Option<&'a str> {
        match self {
            Self::Field { path, .. } => Some(path),
            Self::Whole(_) => None,
        }
    }

    fn place(&self) -> String {
        match self {
            Self::Field { offset, type_name, .. } => format!("`{}` at byte {}", short(type_name), short(offset)),
            Self::Whole("table of 1 records") => "a table of 1 record".to_owned(),
            Self::Whole(line) if line.starts_with("table") => format!("a {}", short(line)),
            Self::Whole(line) => short(line),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "0\tu64\tattempts\n8\tu32\tlimit\nlock = mutex, 16 bytes, aligned to 8\n";
    const THREE: &str =
        "0\tu64\tattempts\n8\tu32\tlimit\n12\tOption<u32>\tretries\nlock = mutex, 24 bytes, aligned to 8\n";

    fn told(expected: &str, found: &str) -> [String; 3] {
        let LayoutMismatch { field, expected, found, .. } = first_difference(expected, found);
        [field, expected, found]
    }

    #[test]
    fn a_field_at_the_end_that_the_segment_has_not() {
        assert_eq!(told(THREE, TWO), ["retries", "`Option<u32>` at byte 12", "no such field"]);
        assert_eq!(
            first_difference(THREE, TWO).to_string(),
            "the memory holds a struct of another layout: for `retries` this program has `Option<u32>` at byte 12, the \
             memory has no such field; build all programs with the same struct, or initialize the memory again"
        );
    }

    #[test]
    fn a_field_at_the_end_that_this_program_has_not() {
        assert_eq!(told(TWO, THREE), ["retries", "no such field", "`Option<u32>` at byte 12"]);
    }

    #[test]
    fn the_name_of_the_type_is_no_difference() {
        let named = |name: &str, text: &str| format!("schema 1\tstruct\t{name}\n{text}");
        assert_eq!(told(&named("Stats", TWO), &named("Old", TWO)), ["", "", ""]);
        assert_eq!(told(&named("Stats", TWO), &named("Old", THREE)), told(TWO, THREE));
    }

    #[test]
    fn only_the_whole_differs() {
        let other = TWO.replace("mutex", "recursive");
        let whole = "16 bytes, aligned to 8";
        assert_eq!(
            told(TWO, &other),
            ["the whole", &format!("lock = mutex, {whole}"), &format!("lock = recursive, {whole}")]
        );
    }

    #[test]
    fn a_text_that_is_cut_short_or_garbage() {
        assert_eq!(told(TWO, ""), ["attempts", "`u64` at byte 0", "no such field"]);
        assert_eq!(told(TWO, "0\tu64\tattempts\n8\tu3"), ["limit", "`u32` at byte 8", "no such field"]);
        assert_eq!(told(TWO, &TWO[..TWO.len() - 4]).first().unwrap(), "the whole");
    }
}
