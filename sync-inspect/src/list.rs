//! `list`: all segments.

use crate::args::ListOptions;
use crate::output::{Style, Widths, colours, plain, print_json, titles};
use crate::problem::{Ended, Problem};
use crate::tell::{self, Summary};
use serde_json::Value as Json;
use std::io::{self, Write as _};
use sync_runtime::inspect::{self, InspectError, Inspected, Lock, MOST_RECORDS, Openers, People};

/// The segments whose names begin with `prefix`. One that was removed meanwhile is left out.
pub(crate) fn segments(prefix: Option<&str>) -> Result<Vec<Inspected>, Problem> {
    let names = inspect::names()?;
    let wanted = names.iter().filter(|name| prefix.is_none_or(|prefix| name.starts_with(prefix)));
    Ok(wanted.filter_map(|name| Inspected::open(name).ok()).collect())
}

pub(crate) fn run(options: &ListOptions) -> Result<Ended, Problem> {
    let segments = segments(options.prefix.as_deref())?;
    let people = People::look()?;
    let mut summaries: Vec<_> = segments.iter().map(|segment| Summary::new(segment, Some(&people))).collect();
    if options.certain {
        for summary in &mut summaries {
            summary.in_use = Some(summary.inspected.is_in_use()?);
        }
    }
    let ended = if segments.iter().all(|segment| segment.description().is_ok()) { Ended::Done } else { Ended::InPart };
    if options.json.json {
        print_json(&summaries.iter().map(Summary::json).collect::<Json>())?;
        return Ok(ended);
    }
    print(&summaries)?;
    if summaries.iter().any(|summary| summary.looked_at().is_some()) {
        let text = format!("HOLDER and RECOVERIES of a longer table are those of the first {MOST_RECORDS} records");
        writeln!(io::stdout(), "{text}")?;
    }
    let hidden = summaries.first().and_then(|summary| summary.openers.as_ref()).map_or(0, Openers::hidden);
    if hidden > 0 && !options.certain {
        let hidden = tell::processes(&hidden);
        let text = format!("OPEN leaves out {hidden} that this user may not look into; `--certain` asks the kernel");
        writeln!(io::stdout(), "{text}")?;
    }
    Ok(ended)
}

/// A line for each segment, as soon as it is known: to look through a large table takes a while.
fn print(summaries: &[Summary<'_>]) -> io::Result<()> {
    let heading = titles(&["NAME", "TYPE", "SIZE", "AGE", "OWNER", "OPEN", "HOLDER", "RECOVERIES", "VERSION"]);
    let mut widths = Widths::default();
    widths.fit(&heading);
    let is_table = |summary: &Summary<'_>| summary.inspected.records() > 1;
    let mut rows = Vec::new();
    for summary in summaries {
        let mut row = told(summary);
        if !is_table(summary) {
            row.extend(read(summary));
        }
        widths.fit(&row);
        rows.push(row);
    }
    let (mut out, colours) = (io::stdout().lock(), colours());
    writeln!(out, "{}", widths.line(&heading, colours))?;
    for (summary, mut row) in summaries.iter().zip(rows) {
        if is_table(summary) {
            row.extend(read(summary));
        }
        writeln!(out, "{}", widths.line(&row, colours))?;
    }
    out.flush()
}

/// What is known of a segment without reading its records.
fn told(summary: &Summary<'_>) -> Vec<(String, Style)> {
    let (inspected, file) = (summary.inspected, summary.inspected.file());
    let opened = summary.opened();
    let (type_name, style) = match summary.type_name() {
        Ok(name) => (name, Style::Plain),
        Err(error) => (short(&error), Style::Wrong),
    };
    vec![
        (plain(&inspected.name()).into_owned(), Style::Plain),
        (type_name, style),
        (tell::size(file.size()), Style::Plain),
        (tell::age(file.created()), Style::Plain),
        (tell::user(file.owner()), Style::Plain),
        (opened.clone(), dim(&opened)),
    ]
}

/// What is read from the records: holder, recoveries, version.
fn read(summary: &Summary<'_>) -> Vec<(String, Style)> {
    let inspected = summary.inspected;
    let known = |number: Result<u64, InspectError>| number.map_or("?".into(), |number| number.to_string());
    let lock = summary.lock();
    let died = matches!(lock, Some(Lock::OwnerDied));
    let held = match lock {
        Some(Lock::Free | Lock::None) => "-".into(),
        Some(lock) => plain(&lock.to_string()).into_owned(),
        None => "?".into(),
    };
    let recoveries = known(inspected.recoveries());
    vec![
        (held.clone(), if died { Style::Wrong } else { dim(&held) }),
        (recoveries.clone(), dim(&recoveries)),
        (known(inspected.version()), Style::Plain),
    ]
}

fn dim(text: &str) -> Style {
    if matches!(text, "0" | "-") { Style::Dim } else { Style::Plain }
}

/// What is wrong, in few words.
fn short(error: &InspectError) -> String {
    use sync_runtime::SyncError;
    match error {
        InspectError::Segment(error) => match &**error {
            SyncError::FormatVersion { found, .. } => format!("<format {found}>"),
            SyncError::Truncated { .. } => "<cut short>".into(),
            SyncError::System { .. } => "<not readable>".into(),
            _ => "<damaged>".into(),
        },
        InspectError::Schema { .. } => "<schema not readable>".into(),
        InspectError::TooLarge { .. } => "<too large>".into(),
        InspectError::CutShort { .. } => "<cut short>".into(),
        _ => "<not readable>".into(),
    }
}
