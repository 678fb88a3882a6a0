//! Tables and colours. What comes from a segment is shown without control characters: it may have
//! been made to deceive.

use crate::problem::Problem;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write};

pub(crate) use sync_runtime::inspect::plain;

/// How something is emphasized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Heading,
    Dim,
    Changed,
    Wrong,
}

impl Style {
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Heading => "\x1b[1m",
            Self::Dim => "\x1b[2m",
            Self::Changed => "\x1b[1;33m",
            Self::Wrong => "\x1b[1;31m",
        }
    }

    /// `text`, emphasized if there are colours.
    pub(crate) fn of(self, text: &str, colours: bool) -> String {
        if colours && self != Self::Plain { format!("{}{text}\x1b[0m", self.code()) } else { text.to_owned() }
    }
}

/// Whether the output is to be coloured.
pub(crate) fn colours() -> bool {
    io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Columns, of which each is as wide as it needs to be.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Vec<(String, Style)>>,
}

impl Table {
    pub(crate) fn new(heading: &[&str]) -> Self {
        Self { rows: vec![titles(heading)] }
    }

    pub(crate) fn row(&mut self, cells: Vec<(String, Style)>) {
        self.rows.push(cells);
    }

    /// The lines.
    pub(crate) fn lines(&self, colours: bool) -> Vec<String> {
        let mut widths = Widths::default();
        self.rows.iter().for_each(|row| widths.fit(row));
        self.rows.iter().map(|row| widths.line(row, colours)).collect()
    }

    pub(crate) fn print(&self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        for line in self.lines(colours()) {
            writeln!(out, "{line}")?;
        }
        out.flush()
    }
}

/// How wide columns are, for rows that are written one by one.
#[derive(Debug, Default)]
pub(crate) struct Widths(Vec<usize>);

impl Widths {
    /// Makes room for the cells of a row.
    pub(crate) fn fit(&mut self, cells: &[(String, Style)]) {
        self.0.resize(self.0.len().max(cells.len()), 0);
        for (width, (text, _)) in self.0.iter_mut().zip(cells) {
            *width = (*width).max(text.chars().count());
        }
    }

    /// A row as a line. What there is no room for moves the rest of the line.
    pub(crate) fn line(&self, cells: &[(String, Style)], colours: bool) -> String {
        let mut line = String::new();
        for (index, (text, style)) in cells.iter().enumerate() {
            let last = index + 1 == cells.len();
            let width = self.0.get(index).copied().unwrap_or_default();
            let gap = if last { 0 } else { width.saturating_sub(text.chars().count()) + 2 };
            // Writing to a `String` cannot fail.
            let _ = write!(line, "{}{:gap$}", style.of(text, colours), "");
        }
        line.truncate(line.trim_end().len());
        line
    }
}

/// The cells of a heading.
pub(crate) fn titles(heading: &[&str]) -> Vec<(String, Style)> {
    heading.iter().map(|title| ((*title).to_owned(), Style::Heading)).collect()
}

/// Writes a value as JSON, and a line feed.
pub(crate) fn print_json(value: &impl Serialize) -> Result<(), Problem> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    write_json(&mut out, value)?;
    writeln!(out)?;
    Ok(out.flush()?)
}

/// Writes a value as JSON that a terminal obeys in nothing.
pub(crate) fn write_json(out: impl Write, value: &impl Serialize) -> Result<(), Problem> {
    Ok(serde_json::to_writer_pretty(Unobeyed(out), value)?)
}

/// JSON escapes what is below a space. This escapes the rest of what [`plain`] does. It stands in
/// strings alone, and `serde_json` writes no part of a letter.
struct Unobeyed<W>(W);

impl<W: Write> Write for Unobeyed<W> {
    fn write(&mut self, json: &[u8]) -> io::Result<usize> {
        let obeyed = |letter: char| letter > '~' && matches!(plain(letter.encode_utf8(&mut [0; 4])), Cow::Owned(_));
        match str::from_utf8(json) {
            Ok(text) if text.contains(obeyed) => {
                for letter in text.chars() {
                    if obeyed(letter) {
                        write!(self.0, "\\u{:04x}", u32::from(letter))?;
                    } else {
                        write!(self.0, "{letter}")?;
                    }
                }
            }
            _ => self.0.write_all(json)?,
        }
        Ok(json.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
