//! How tables and progress look.

use comfy_table::{CellAlignment, Table, presets};
use indicatif::{ProgressBar, ProgressStyle};

/// A table of lines with a text and numbers.
pub(crate) fn table(header: &[&str], lines: impl IntoIterator<Item = Vec<String>>) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN).set_header(header);
    for line in lines {
        table.add_row(line);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// A bar for so many steps. Nothing is shown where nobody looks.
pub(crate) fn bar(message: &'static str, steps: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:40} {bar:30} {pos}/{len} {eta}").unwrap();
    ProgressBar::new(steps).with_style(style).with_message(message)
}
