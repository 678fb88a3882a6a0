//! How tables look.

use comfy_table::{CellAlignment, Table, presets};

/// A table of lines that begin with texts and go on with numbers.
pub(crate) fn table(header: &[&str], lines: impl Iterator<Item = (Vec<String>, Vec<usize>)>) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN).set_header(header);
    let mut texts = 0;
    for (mut cells, numbers) in lines {
        texts = cells.len();
        cells.extend(numbers.iter().map(ToString::to_string));
        table.add_row(cells);
    }
    for column in table.column_iter_mut().skip(texts) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}
