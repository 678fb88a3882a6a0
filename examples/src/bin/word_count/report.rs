//! What is printed.

use anyhow::Result;
use comfy_table::{CellAlignment, Table, presets};
use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressStyle};
use serde::Serialize;
use std::io::{self, Write as _};

/// The outcome. `--json` prints it as it stands.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome {
    pub(crate) files: u64,
    pub(crate) lines: u64,
    pub(crate) words: u64,
    pub(crate) bytes: u64,
    pub(crate) workers: usize,
    /// By the parent, with SIGKILL, because of `--kill`.
    pub(crate) killed: u32,
    /// How many died while they held the lock.
    pub(crate) recoveries: u32,
    pub(crate) seconds: f64,
    /// How many died of something else.
    #[serde(skip)]
    pub(crate) accidents: u32,
    /// How many units were taken by a worker that died.
    #[serde(skip)]
    pub(crate) done_again: u64,
}

/// A bar on standard error; hidden if that is no terminal.
pub(crate) fn progress_bar(bytes: u64) -> ProgressBar {
    let bar = ProgressBar::new(bytes);
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {bytes} of {total_bytes}, {bytes_per_sec}") {
        bar.set_style(style);
    }
    bar
}

pub(crate) fn print_json(outcome: &Outcome) -> Result<()> {
    writeln!(io::stdout(), "{}", serde_json::to_string(outcome)?)?;
    Ok(())
}

pub(crate) fn print_table(outcome: &Outcome) -> Result<()> {
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        clippy::cast_possible_truncation,
        reason = "a rough rate"
    )]
    let rate = (outcome.bytes as f64 / outcome.seconds.max(f64::MIN_POSITIVE)) as u64;
    let mut table = Table::new();
    table.load_preset(presets::UTF8_BORDERS_ONLY);
    table.add_row(["files", &count(outcome.files)]);
    table.add_row(["lines", &count(outcome.lines)]);
    table.add_row(["words", &count(outcome.words)]);
    table.add_row(["bytes", &count(outcome.bytes)]);
    table.add_row(["workers", &outcome.workers.to_string()]);
    table.add_row(["workers killed", &outcome.killed.to_string()]);
    if outcome.accidents > 0 {
        table.add_row(["workers that died otherwise", &outcome.accidents.to_string()]);
    }
    table.add_row(["died holding the lock", &outcome.recoveries.to_string()]);
    table.add_row(["units done again", &count(outcome.done_again)]);
    table.add_row(["time", &format!("{:.3} s", outcome.seconds)]);
    table.add_row(["rate", &format!("{}/s", HumanBytes(rate))]);
    if let Some(numbers) = table.column_mut(1) {
        numbers.set_cell_alignment(CellAlignment::Right);
    }
    writeln!(io::stdout(), "{table}")?;
    Ok(())
}

fn count(number: u64) -> String {
    HumanCount(number).to_string()
}
