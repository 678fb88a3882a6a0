//! `show`: every field of one segment.

mod lines;

use crate::args::ShowOptions;
use crate::json::AsJson;
use crate::output::{Style, colours, plain, write_json};
use crate::problem::{Ended, Problem};
use crate::tell::{self, Summary};
use lines::Lines;
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use std::cell::Cell;
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use sync_runtime::inspect::{Copied, InspectError, Inspected, People};

pub(crate) fn run(options: &ShowOptions) -> Result<Ended, Problem> {
    let inspected = Inspected::open(&options.name)?;
    if let (Some(index), Ok(_)) = (options.record, inspected.description()) {
        // Whether there is such a record.
        inspected.version_of(index)?;
    }
    let people = People::look().ok();
    let summary = Summary::new(&inspected, people.as_ref()).of_record(options.record);
    let records = match options.record {
        Some(index) => index..index.saturating_add(1),
        None => 0..inspected.records(),
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let ended = if options.json.json {
        json(&summary, options, records, &mut out)?
    } else {
        text(&summary, options, records, &mut out)?
    };
    out.flush()?;
    Ok(ended)
}

/// What is known besides the value, in lines.
pub(crate) fn heading(summary: &Summary<'_>) -> Vec<String> {
    let (inspected, file) = (summary.inspected, summary.inspected.file());
    let mut lines = Vec::new();
    let type_name = summary.type_name().unwrap_or_else(|_| "?".into());
    lines.push(format!("{}: {type_name}", plain(&inspected.name())));
    lines.push(format!(
        "file: {}, made {} ago, owner {}, mode {:04o}",
        tell::size(file.size()),
        tell::age(file.created()),
        tell::user(file.owner()),
        file.mode()
    ));
    if let Ok(header) = inspected.header() {
        let foreign = if header.is_of_this_platform() { "" } else { " (not this program's: it can only be read)" };
        let adopted = match header.adoptions() {
            0 => String::new(),
            times => format!(", adopted {times} times"),
        };
        lines.push(format!(
            "made for: format {}, {}{foreign}, PID namespace {}{adopted}",
            header.format(),
            header.platform(),
            header.pid_namespace()
        ));
    }
    if let (Ok(description), Ok(recoveries)) = (inspected.description(), summary.recoveries()) {
        let holder = summary.lock().map_or_else(|| "?".into(), |lock| lock.to_string());
        let of = summary.record.map_or_else(String::new, |index| format!(" of record {index}"));
        lines.push(format!(
            "lock{of}: {}, {}, recoveries {recoveries}{}, open in {}",
            plain(description.lock()),
            plain(&holder),
            summary.looked_at().map_or_else(String::new, |most| format!(" (of the first {most} records)")),
            tell::processes(&summary.opened())
        ));
    }
    lines
}

fn text(
    summary: &Summary<'_>,
    options: &ShowOptions,
    records: Range<u64>,
    out: &mut dyn Write,
) -> Result<Ended, Problem> {
    let colours = colours();
    for (index, line) in heading(summary).into_iter().enumerate() {
        let style = if index == 0 { Style::Heading } else { Style::Dim };
        writeln!(out, "{}", style.of(&line, colours))?;
    }
    let mut ended = Ended::Done;
    let table = summary.inspected.header().is_ok_and(|header| header.table().is_some());
    if let Err(error) = summary.inspected.description() {
        return Err(error.into());
    }
    for index in records {
        let copied = match summary.inspected.load_record(index) {
            Ok(copied) => copied,
            Err(error @ (InspectError::Moving { .. } | InspectError::CutShort { .. })) => {
                writeln!(out, "{}", Style::Wrong.of(&error.to_string(), colours))?;
                ended = Ended::InPart;
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let value = copied.value();
        let prefix = if table { format!("[{index}]") } else { String::new() };
        writeln!(out, "{}", Style::Dim.of(&format!("{prefix}version: {}", copied.version()), colours))?;
        let mut lines = Lines::new(out, options.all, colours);
        let mut failed = Ok(());
        value.each_line(&mut |path, part| {
            let dot = if table && !path.starts_with('[') { "." } else { "" };
            failed = lines.part(&format!("{prefix}{dot}{path}"), part);
            failed.is_ok()
        });
        failed.and_then(|()| lines.end())?;
        if let Some((path, damage)) = value.damage() {
            let remedy = match summary.inspected.description()?.lock() {
                "in place" => "`set` this field",
                "none" => "`set` this field, or `store` a whole value,",
                _ => "`store` a whole value",
            };
            let told = format!("{prefix} {} is {damage}; {remedy} to repair it", plain(&path));
            writeln!(out, "{}", Style::Wrong.of(told.trim_start(), colours))?;
            ended = Ended::InPart;
        }
    }
    Ok(ended)
}

/// What `show --json` writes. Each record is read when it is written: there may be more than there
/// is memory for.
struct Shown<'a> {
    about: serde_json::Value,
    inspected: &'a Inspected,
    records: Range<u64>,
    table: bool,
    /// Whether all of it could be read.
    whole: Cell<bool>,
}

impl Shown<'_> {
    fn load(&self, index: u64) -> Result<Copied<'_>, InspectError> {
        let loaded = self.inspected.load_record(index);
        if !loaded.as_ref().is_ok_and(|copied| copied.value().damage().is_none()) {
            self.whole.set(false);
        }
        loaded
    }
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let serde_json::Value::Object(about) = &self.about {
            for (key, value) in about {
                map.serialize_entry(key, value)?;
            }
        }
        if self.table {
            map.serialize_entry("values", &Records(self))?;
            return map.end();
        }
        for index in self.records.clone() {
            match self.load(index) {
                Ok(copied) => {
                    map.serialize_entry("version", &copied.version())?;
                    map.serialize_entry("value", &AsJson(copied.value()))?;
                }
                Err(error) => map.serialize_entry("error", &error.to_string())?,
            }
        }
        map.end()
    }
}

struct Records<'s, 'a>(&'s Shown<'a>);

impl Serialize for Records<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for index in self.0.records.clone() {
            match self.0.load(index) {
                Ok(copied) => list.serialize_element(&AsJson(copied.value()))?,
                Err(error) => list.serialize_element(&error.to_string())?,
            }
        }
        list.end()
    }
}

fn json(
    summary: &Summary<'_>,
    options: &ShowOptions,
    records: Range<u64>,
    out: &mut dyn Write,
) -> Result<Ended, Problem> {
    let inspected = summary.inspected;
    let mut about = summary.json();
    if let serde_json::Value::Object(map) = &mut about {
        // It is that of the copy.
        map.remove("version");
    }
    let known = inspected.description().is_ok();
    // What is wrong with the segment as a whole is told in `about`.
    let records = if known { records } else { 0..0 };
    let table = known && options.record.is_none() && inspected.header().is_ok_and(|header| header.table().is_some());
    let shown = Shown { about, inspected, records, table, whole: Cell::new(known) };
    write_json(&mut *out, &shown)?;
    writeln!(out)?;
    Ok(if shown.whole.get() { Ended::Done } else { Ended::InPart })
}
