//! The catalogue as a table, in Markdown.

use crate::Verdict;

const HEADER: [&str; 5] = ["case", "mistakes", "errors", "span on the culprit", "fix named"];

/// A row for each case.
#[must_use]
pub fn table<'a>(rows: impl IntoIterator<Item = (&'a str, Verdict)>) -> String {
    let mut cells = vec![HEADER.map(str::to_owned)];
    cells.extend(rows.into_iter().map(|(name, verdict)| row(name, verdict)));
    let width = |column: usize| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: [usize; 5] = core::array::from_fn(width);
    let mut lines: Vec<_> = cells.iter().map(|row| line(row, widths)).collect();
    lines.insert(1, line(&widths.map(|width| "-".repeat(width)), widths));
    lines.join("\n")
}

fn row(name: &str, verdict: Verdict) -> [String; 5] {
    let yes = |yes| if yes { "yes" } else { "NO" }.to_owned();
    let fixed =
        if verdict.our_words || !verdict.fixed { yes(verdict.fixed) } else { "compiler's own words".to_owned() };
    [name.to_owned(), verdict.mistakes.to_string(), verdict.errors.to_string(), yes(verdict.blamed), fixed]
}

fn line(row: &[String; 5], widths: [usize; 5]) -> String {
    let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
    format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
}
