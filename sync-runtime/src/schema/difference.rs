//! Where two schemas' texts part.

use crate::error::LayoutMismatch;

/// The first field in which the text found in a segment differs from this program's. Whatever the text is.
pub(crate) fn first_difference(expected: &str, found: &str) -> LayoutMismatch {
    let (mut ours, mut theirs) = (expected.lines(), found.lines());
    loop {
        match (ours.next(), theirs.next()) {
            (Some(our), Some(their)) if our == their => {}
            (None, None) => return LayoutMismatch::unexplained(),
            (our, their) => return between(our, their),
        }
    }
}

/// What two lines that differ say of a field.
fn between(ours: Option<&str>, theirs: Option<&str>) -> LayoutMismatch {
    let (ours, theirs) = (ours.map(Row::parse), theirs.map(Row::parse));
    let field = match (&ours, &theirs) {
        (Some(row), _) | (None, Some(row)) => row.path.to_owned(),
        (None, None) => String::new(),
    };
    let side = |row: Option<Row<'_>>| match row {
        None => "nothing".to_owned(),
        Some(row) if row.path == field => row.place(),
        Some(row) => format!("`{}`, {}", row.path, row.place()),
    };
    LayoutMismatch { expected: side(ours), found: side(theirs), field }
}

/// A line of a schema's text. One that is none stands for itself.
struct Row<'a> {
    offset: &'a str,
    type_name: &'a str,
    path: &'a str,
}

impl<'a> Row<'a> {
    fn parse(line: &'a str) -> Self {
        let mut parts = line.splitn(3, '\t');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(offset), Some(type_name), Some(path)) => Self { offset, type_name, path },
            _ => Self { offset: "", type_name: line, path: "the whole" },
        }
    }

    fn place(&self) -> String {
        if self.offset.is_empty() {
            self.type_name.to_owned()
        } else {
            format!("`{}` at byte {}", self.type_name, self.offset)
        }
    }
}
