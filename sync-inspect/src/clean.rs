//! `clean`: segments that no living process has open.

use crate::args::CleanOptions;
use crate::list::segments;
use crate::output::{Style, Table, plain, print_json};
use crate::problem::{Ended, Problem};
use crate::tell;
use serde_json::{Value as Json, json};
use std::io::{self, Write as _};
use sync_runtime::inspect::Inspected;

pub(crate) fn run(options: &CleanOptions) -> Result<Ended, Problem> {
    let old_enough = |segment: &Inspected| {
        let age = tell::seconds(segment.file().created());
        #[allow(clippy::cast_precision_loss, reason = "seconds of an age")]
        options.older_than.is_none_or(|least| age.is_some_and(|age| age >= least as f64))
    };
    let mut ended = Ended::Done;
    let mut found = Vec::new();
    for segment in segments(options.prefix.as_deref())? {
        if !old_enough(&segment) || segment.is_in_use()? {
            continue;
        }
        let told = match options.remove.then(|| segment.remove_if_vacant()) {
            None => Ok("unused"),
            Some(Ok(true)) => Ok("removed"),
            Some(Ok(false)) => Err("kept: it was opened again, or has gone".to_owned()),
            Some(Err(error)) => Err(format!("kept: {error}")),
        };
        if told.is_err() {
            ended = Ended::Kept;
        }
        found.push((segment, told));
    }
    if options.json.json {
        let one = |(segment, told): &(Inspected, Result<&str, String>)| {
            json!({
                "name": &*segment.name(),
                "size": segment.file().size(),
                "age_seconds": tell::seconds(segment.file().created()),
                "removed": matches!(told, Ok("removed")),
                "error": told.as_ref().err(),
            })
        };
        print_json(&found.iter().map(one).collect::<Json>())?;
        return Ok(ended);
    }
    let mut table = Table::new(&["NAME", "SIZE", "AGE", "OWNER", ""]);
    for (segment, told) in &found {
        let file = segment.file();
        let (text, style) = match told {
            Ok(text) => ((*text).to_owned(), Style::Plain),
            Err(text) => (plain(text).into_owned(), Style::Wrong),
        };
        table.row(vec![
            (plain(&segment.name()).into_owned(), Style::Plain),
            (tell::size(file.size()), Style::Plain),
            (tell::age(file.created()), Style::Plain),
            (tell::user(file.owner()), Style::Plain),
            (text, style),
        ]);
    }
    table.print()?;
    if !found.is_empty() && !options.remove {
        writeln!(io::stdout(), "`sync-inspect clean --remove` removes these")?;
    }
    Ok(ended)
}
