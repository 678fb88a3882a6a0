//! The catalogue as a table, in Markdown.

use crate::{Followed, Verdict};

const HEADER: [&str; 7] =
    ["case", "mistakes", "errors", "span on the culprit", "fix named", "fix compiles", "leaks nothing"];

/// A row for each case.
#[must_use]
pub fn table<'a>(rows: impl IntoIterator<Item = (&'a str, Verdict, &'a Followed)>) -> String {
    let mut cells = vec![HEADER.map(str::to_owned)];
    cells.extend(rows.into_iter().map(|(name, verdict, followed)| row(name, verdict, followed)));
    let width = |column: usize| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: [usize; 7] = core::array::from_fn(width);
    let mut lines: Vec<_> = cells.iter().map(|row| line(row, widths)).collect();
    lines.insert(1, line(&widths.map(|width| "-".repeat(width)), widths));
    lines.join("\n")
}

fn row(name: &str, verdict: Verdict, followed: &Followed) -> [String; 7] {
    let yes = |yes| if yes { "yes" } else { "NO" }.to_owned();
    let fixed =
        if verdict.our_words || !verdict.fixed { yes(verdict.fixed) } else { "compiler's own words".to_owned() };
    let followed = match followed {
        Followed::NotWritten => "NOT WRITTEN",
        Followed::NotAsTold => "NOT AS TOLD",
        Followed::Fails(_) => "NO",
        Followed::Compiles => "yes",
        Followed::Runs => "and runs",
    };
    let (mistakes, errors) = (verdict.mistakes.to_string(), verdict.errors.to_string());
    [name.to_owned(), mistakes, errors, yes(verdict.blamed), fixed, followed.to_owned(), yes(verdict.tight)]
}

fn line(row: &[String; 7], widths: [usize; 7]) -> String {
    let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
    format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
}
