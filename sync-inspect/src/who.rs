//! `who`: which processes have a segment open, and which holds its lock.

use crate::args::WhoOptions;
use crate::output::{Style, Table, plain, print_json};
use crate::problem::{Ended, Problem};
use crate::tell;
use serde_json::json;
use sync_runtime::inspect::{Inspected, Lock, People};

pub(crate) fn run(options: &WhoOptions) -> Result<Ended, Problem> {
    let inspected = Inspected::open(&options.name)?;
    let people = People::look()?;
    let openers = people.of(&inspected);
    let in_use = inspected.is_in_use()?;
    let lock = inspected.lock();
    let ended = if lock.is_ok() { Ended::Done } else { Ended::InPart };
    if options.json.json {
        print_json(&json!({
            "name": &*inspected.name(),
            "in_use": in_use,
            "openers": tell::openers_json(&openers),
            "hidden_processes": openers.hidden(),
            "holder": lock.as_ref().map_or(serde_json::Value::Null, tell::holder),
        }))?;
        return Ok(ended);
    }
    let holding = match &lock {
        Ok(Lock::Held(holder)) => holder.pid(),
        _ => None,
    };
    let mut table = Table::new(&["PID", "COMMAND", "OPEN FOR", "LOCK"]);
    for opener in openers.known() {
        let held = if holding == Some(opener.pid()) { "holds it" } else { "-" };
        table.row(vec![
            (opener.pid().to_string(), Style::Plain),
            (plain(&opener.command().unwrap_or_else(|| "?".into())).into_owned(), Style::Plain),
            (tell::access(opener.writes()).into(), Style::Plain),
            (held.into(), if held == "-" { Style::Dim } else { Style::Changed }),
        ]);
    }
    table.print()?;
    match lock {
        Ok(lock) => println!("lock: {}", plain(&lock.to_string())),
        Err(error) => println!("lock: unknown, for {}", plain(&error.to_string())),
    }
    let writers = openers.known().iter().filter(|opener| opener.writes()).count();
    println!(
        "{}",
        match (in_use, writers) {
            (false, 0) => "no living process has it open for writing".to_owned(),
            (false, _) => "those that had it open for writing are closing it".to_owned(),
            (true, 0) => {
                "a living process has it open for writing that is not seen from here: another user's, or in another container".to_owned()
            }
            (true, _) => match openers.hidden() {
                0 => "a living process has it open for writing".to_owned(),
                hidden =>
                    format!("a living process has it open for writing; of {hidden} processes it is not known from here"),
            },
        }
    );
    Ok(ended)
}
