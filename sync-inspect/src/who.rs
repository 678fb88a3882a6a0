//! `who`: which processes have a segment open, and which holds its lock.

use crate::args::WhoOptions;
use crate::output::{Style, Table, plain, print_json};
use crate::problem::{Ended, Problem};
use crate::tell;
use serde_json::json;
use std::io::{self, Write as _};
use sync_runtime::inspect::{Inspected, Lock, MOST_RECORDS, People};

pub(crate) fn run(options: &WhoOptions) -> Result<Ended, Problem> {
    let inspected = Inspected::open(&options.name)?;
    let people = People::look()?;
    let openers = people.of(&inspected);
    let in_use = inspected.is_in_use()?;
    let lock = inspected.lock();
    let ended = if lock.is_ok() { Ended::Done } else { Ended::InPart };
    let held: Vec<_> = tell::held(&inspected).collect();
    let is_table = inspected.header().is_ok_and(|header| header.table().is_some());
    if options.json.json {
        print_json(&json!({
            "name": &*inspected.name(),
            "in_use": in_use,
            "openers": tell::openers_json(&openers),
            "hidden_processes": openers.hidden(),
            "holder": held.first().map_or(serde_json::Value::Null, |(_, lock)| tell::holder(lock)),
            "held": held.iter().map(|(record, lock)| json!({ "record": record, "holder": tell::holder(lock) })).collect::<Vec<_>>(),
        }))?;
        return Ok(ended);
    }
    let holds = |pid| held.iter().any(|(_, lock)| matches!(lock, Lock::Held(holder) if holder.pid() == Some(pid)));
    let mut table = Table::new(&["PID", "COMMAND", "OPEN FOR", "LOCK"]);
    for opener in openers.known() {
        let held = if holds(opener.pid()) { "holds it" } else { "-" };
        table.row(vec![
            (opener.pid().to_string(), Style::Plain),
            (plain(&opener.command().unwrap_or_else(|| "?".into())).into_owned(), Style::Plain),
            (tell::access(opener.writes()).into(), Style::Plain),
            (held.into(), if held == "-" { Style::Dim } else { Style::Changed }),
        ]);
    }
    table.print()?;
    let mut out = io::stdout().lock();
    match lock {
        Ok(_) if is_table => {
            let most = inspected.records().min(MOST_RECORDS);
            writeln!(out, "locks: {} held, of {most} that were looked at", held.len())?;
            for (record, lock) in &held {
                writeln!(out, "record {record}: {}", plain(&lock.to_string()))?;
            }
        }
        Ok(lock) => writeln!(out, "lock: {}", plain(&lock.to_string()))?,
        Err(error) => writeln!(out, "lock: unknown, for {}", plain(&error.to_string()))?,
    }
    let writers = openers.known().iter().filter(|opener| opener.writes()).count();
    writeln!(
        out,
        "{}",
        match (in_use, writers) {
            (false, 0) => "no living process has it open for writing".to_owned(),
            (false, _) => "those that had it open for writing are closing it".to_owned(),
            (true, 0) => {
                "a living process has it open for writing that is not seen from here: another user's, or in another container".to_owned()
            }
            (true, _) => match openers.hidden() {
                0 => "a living process has it open for writing".to_owned(),
                hidden => format!(
                    "a living process has it open for writing; of {} it is not known from here",
                    tell::processes(&hidden)
                ),
            },
        }
    )?;
    Ok(ended)
}
