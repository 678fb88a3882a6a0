//! The lines of a value.

use crate::output::{Style, plain};
use crate::tell;
use std::io::{self, Write};
use std::ops::Range;
use sync_runtime::inspect::Value;

/// So many equal elements that follow each other become one line.
const MANY: usize = 3;

/// Writes a line for each part of a value. Many elements that are equal and follow each other
/// become one line, such as `slots[3..64] = None`, unless `all` are asked for.
pub(super) struct Lines<'o> {
    out: &'o mut dyn Write,
    all: bool,
    colours: bool,
    /// The last elements, which are not written yet.
    equal: Option<Equal>,
}

struct Equal {
    array: String,
    elements: Range<usize>,
    shown: String,
}

impl<'o> Lines<'o> {
    pub(super) fn new(out: &'o mut dyn Write, all: bool, colours: bool) -> Self {
        Self { out, all, colours, equal: None }
    }

    /// The line of `part`.
    pub(super) fn part(&mut self, path: &str, part: Value<'_>) -> io::Result<()> {
        let style = if part.damage().is_some() { Style::Wrong } else { Style::Plain };
        let shown = style.of(&tell::line(part, self.all), self.colours);
        let element = element(path).filter(|_| !self.all);
        if let (Some(equal), Some((array, index))) = (&mut self.equal, element)
            && (equal.array.as_str(), equal.elements.end, &equal.shown) == (array, index, &shown)
        {
            equal.elements.end += 1;
            return Ok(());
        }
        self.end()?;
        let Some((array, index)) = element else {
            return writeln!(self.out, "{} = {shown}", plain(path));
        };
        self.equal = Some(Equal { array: array.to_owned(), elements: index..index.saturating_add(1), shown });
        Ok(())
    }

    /// Writes what is not written yet.
    pub(super) fn end(&mut self) -> io::Result<()> {
        let Some(Equal { array, elements, shown }) = self.equal.take() else { return Ok(()) };
        let array = plain(&array);
        if elements.len() >= MANY {
            return writeln!(self.out, "{array}[{}..{}] = {shown}", elements.start, elements.end);
        }
        for index in elements {
            writeln!(self.out, "{array}[{index}] = {shown}")?;
        }
        Ok(())
    }
}

/// The array of which the part at `path` is an element, and its index.
fn element(path: &str) -> Option<(&str, usize)> {
    let (array, index) = path.strip_suffix(']')?.rsplit_once('[')?;
    Some((array, index.parse().ok()?))
}
