//! The catalogue as a table.

use crate::Verdict;
use comfy_table::{Table, presets};

/// A row for each case.
#[must_use]
pub fn table<'a>(rows: impl IntoIterator<Item = (&'a str, Verdict)>) -> String {
    let yes = |yes| if yes { "yes" } else { "NO" }.to_owned();
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN);
    table.set_header(["case", "mistakes", "errors", "span on the culprit", "fix named"]);
    for (name, verdict) in rows {
        table.add_row([
            name.to_owned(),
            verdict.mistakes.to_string(),
            verdict.errors.to_string(),
            yes(verdict.blamed),
            if verdict.our_words || !verdict.fixed { yes(verdict.fixed) } else { "compiler's own words".into() },
        ]);
    }
    table.to_string()
}
