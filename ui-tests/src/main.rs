//! Prints the catalogue as a table, and fails if there is anything left to wish for. With names of
//! cases, prints what the compiler says to these.

use std::io::{self, Write as _};
use std::process::ExitCode;
use ui_tests::{Followed, Scratch, Tool, all_mistakes, follow, judge, table, version};

fn main() -> io::Result<ExitCode> {
    let wanted: Vec<_> = std::env::args().skip(1).collect();
    let mut all = all_mistakes()?;
    all.retain(|case| wanted.is_empty() || wanted.contains(&case.name));
    let found = Scratch::with_runtime("fail").compile(Tool::Check, &all)?;
    let followed = follow(&all)?;
    let mut out = io::stdout().lock();
    let show = !wanted.is_empty();
    for case in all.iter().filter(|_| show) {
        for diagnostic in &found[&case.name] {
            write!(out, "{}", diagnostic.rendered)?;
        }
    }
    for case in &all {
        if let Followed::Fails(error) = &followed[&case.name] {
            write!(out, "The advice for `{}`, followed:\n{error}\n", case.name)?;
        }
    }
    let rows: Vec<_> = all.iter().map(|case| (case, judge(case, &found[&case.name]), &followed[&case.name])).collect();
    writeln!(out, "{}\n", table(rows.iter().map(|(case, verdict, followed)| (&*case.name, *verdict, *followed))))?;
    let good = |(_, verdict, followed): &&(_, ui_tests::Verdict, &Followed)| verdict.is_good() && followed.is_good();
    let as_told =
        |(_, verdict, followed): &&(_, ui_tests::Verdict, &Followed)| verdict.is_as_told() && followed.is_good();
    let (count, good, told) = (rows.len(), rows.iter().filter(good).count(), rows.iter().filter(as_told).count());
    writeln!(
        out,
        "rustc {}: {count} cases; {good} leave nothing to wish for; {} cannot be better:",
        version()?,
        told - good
    )?;
    for (case, verdict, _) in rows.iter().filter(|(_, verdict, _)| !verdict.is_good()) {
        if let (Some(known), true) = (&case.known, verdict.known) {
            writeln!(out, "- `{}`: {known}", case.name)?;
        }
    }
    writeln!(out, "{} are not as they should be.", count - told)?;
    Ok(if told == count { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
