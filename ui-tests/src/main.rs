//! Prints the catalogue as a table, and fails if there is anything left to wish for. With names of cases, prints what
//! the compiler says to these.

use std::io::{self, Write as _};
use std::process::ExitCode;
use ui_tests::{Scratch, Tool, cases, judge, table};

fn main() -> io::Result<ExitCode> {
    let wanted: Vec<_> = std::env::args().skip(1).collect();
    let mut all = cases("fail")?;
    all.extend(cases("several")?);
    all.retain(|case| wanted.is_empty() || wanted.contains(&case.name));
    let known = cases("known")?.into_iter().filter(|case| wanted.is_empty() || wanted.contains(&case.name));
    let single = all.len();
    all.extend(known);
    let found = Scratch::with_runtime("fail").compile(Tool::Check, &all)?;
    let rows: Vec<_> = all.iter().map(|case| (case.name.as_str(), judge(case, &found[&case.name]))).collect();
    let (ours, known) = rows.split_at(single);
    let bad = ours.iter().filter(|(_, verdict)| !verdict.is_good()).count();
    let mut out = io::stdout().lock();
    if !wanted.is_empty() {
        for diagnostic in all.iter().flat_map(|case| &found[&case.name]) {
            write!(out, "{}", diagnostic.rendered)?;
        }
    }
    writeln!(out, "{}\n{} cases, {bad} not as they should be\n", table(ours.iter().copied()), ours.len())?;
    writeln!(out, "Of these the compiler says something of its own besides:\n{}", table(known.iter().copied()))?;
    Ok(if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
