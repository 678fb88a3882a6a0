//! Facts about a segment, as people read them and as JSON has them.

use crate::output::plain;
use serde_json::{Value as Json, json};
use std::fs;
use std::time::{Duration, SystemTime};
use sync_runtime::inspect::{Content, InspectError, Inspected, Lock, MOST_RECORDS, Openers, People, Value};

/// So many processes.
pub(crate) fn processes(count: &impl ToString) -> String {
    match count.to_string().as_str() {
        "1" => "1 process".into(),
        many => format!("{many} processes"),
    }
}

/// Bytes, in the unit that suits them.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    let mut last = None;
    for (index, unit) in UNITS.into_iter().enumerate() {
        let one = 1_u64 << (10 * (index + 1));
        if bytes < one {
            break;
        }
        last = Some((unit, one));
    }
    match last {
        None => format!("{bytes} B"),
        Some((unit, one)) => format!("{}.{} {unit}", bytes / one, bytes % one * 10 / one),
    }
}

/// How long ago something was, in the unit that suits it.
pub(crate) fn age(since: Option<SystemTime>) -> String {
    let Some(age) = since.and_then(|since| since.elapsed().ok()) else { return "?".into() };
    let seconds = age.as_secs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        3600..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86400),
    }
}

pub(crate) fn seconds(since: Option<SystemTime>) -> Option<f64> {
    since.and_then(|since| since.elapsed().ok()).as_ref().map(Duration::as_secs_f64)
}

/// A part of a value in a line. Of a variant with data the name alone: its fields are lines of
/// their own.
pub(crate) fn line(part: Value<'_>, all: bool) -> String {
    let shown = match part.content() {
        Content::Variant(name, _) => name.to_owned(),
        _ if all => format!("{part:#}"),
        _ => part.to_string(),
    };
    plain(&shown).into_owned()
}

/// A user's name, or number.
pub(crate) fn user(id: u32) -> String {
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let found = users.lines().find_map(|line| {
        let mut columns = line.split(':');
        let name = columns.next()?;
        (columns.nth(1)?.parse() == Ok(id)).then(|| plain(name).into_owned())
    });
    found.unwrap_or_else(|| id.to_string())
}

/// A segment that can be listed, whatever is wrong with it.
pub(crate) struct Summary<'a> {
    pub(crate) inspected: &'a Inspected,
    /// The record of a table whose lock is told of; without one, all of them.
    pub(crate) record: Option<u64>,
    pub(crate) openers: Option<Openers<'a>>,
    pub(crate) in_use: Option<bool>,
}

impl<'a> Summary<'a> {
    pub(crate) fn new(inspected: &'a Inspected, people: Option<&'a People>) -> Self {
        Self { inspected, record: None, openers: people.map(|people| people.of(inspected)), in_use: None }
    }

    /// Of one record of a table.
    pub(crate) fn of_record(self, record: Option<u64>) -> Self {
        Self { record, ..self }
    }

    /// The type, or what is wrong in one word.
    pub(crate) fn type_name(&self) -> Result<String, InspectError> {
        let description = self.inspected.description()?;
        let name = plain(description.type_name()).into_owned();
        Ok(match self.inspected.header()?.table() {
            Some(len) => format!("{len} × {name}"),
            None => name,
        })
    }

    pub(crate) fn recoveries(&self) -> Result<u64, InspectError> {
        self.record.map_or_else(|| self.inspected.recoveries(), |index| self.inspected.recoveries_of(index))
    }

    pub(crate) fn lock(&self) -> Option<Lock> {
        if let Some(index) = self.record {
            return self.inspected.lock_of(index).ok();
        }
        // In a table, the first that is held.
        held(self.inspected).next().map(|(_, lock)| lock).or_else(|| self.inspected.lock().ok())
    }

    /// How many of a table's records are looked at for [`recoveries`](Self::recoveries) and
    /// [`lock`](Self::lock), if those are not all.
    pub(crate) fn looked_at(&self) -> Option<u64> {
        (self.record.is_none() && self.inspected.records() > MOST_RECORDS).then_some(MOST_RECORDS)
    }

    /// How many processes have it open.
    pub(crate) fn opened(&self) -> String {
        let known = self.openers.as_ref().map_or(0, |openers| openers.known().len());
        match (known, self.in_use) {
            (0, Some(true)) => "≥ 1".into(),
            _ => known.to_string(),
        }
    }

    /// Everything, as JSON has it.
    pub(crate) fn json(&self) -> Json {
        let (inspected, file) = (self.inspected, self.inspected.file());
        let mut json = json!({
            "name": &*inspected.name(),
            "size": file.size(),
            "age_seconds": seconds(file.created()),
            "owner": file.owner(),
            "group": file.group(),
            "mode": format!("{:04o}", file.mode()),
        });
        let mut set = |key: &str, value: Json| {
            if let Json::Object(map) = &mut json {
                map.insert(key.into(), value);
            }
        };
        match inspected.header() {
            Ok(header) => {
                set("format", header.format().into());
                set("platform", header.platform().into());
                set("pid_namespace", header.pid_namespace().into());
                set("adoptions", header.adoptions().into());
                set("fingerprint", format!("{:016x}", header.fingerprint()).into());
                set("records", header.table().into());
            }
            Err(error) => set("error", error.to_string().into()),
        }
        match inspected.description() {
            Ok(description) => {
                set("type", description.type_name().into());
                set("lock", description.lock().into());
                set("value_size", description.whole().size().into());
                set("version", inspected.version_of(self.record.unwrap_or(0)).ok().into());
                set("recoveries", self.recoveries().ok().into());
                set("holder", self.lock().map_or(Json::Null, |lock| holder(&lock)));
                set("records_looked_at", self.looked_at().into());
            }
            Err(error) => set("error", error.to_string().into()),
        }
        if let Some(openers) = &self.openers {
            set("openers", openers_json(openers));
            set("hidden_processes", openers.hidden().into());
        }
        if let Some(in_use) = self.in_use {
            set("in_use", in_use.into());
        }
        json
    }
}

/// The locks that are held, of the first [`MOST_RECORDS`], and of which record each is.
pub(crate) fn held(inspected: &Inspected) -> impl Iterator<Item = (u64, Lock)> {
    let locks =
        (0..inspected.records().min(MOST_RECORDS)).filter_map(|index| Some((index, inspected.lock_of(index).ok()?)));
    locks.filter(|(_, lock)| matches!(lock, Lock::Held(_) | Lock::HeldElsewhere { .. }))
}

pub(crate) fn openers_json(openers: &Openers<'_>) -> Json {
    let one = |opener: &sync_runtime::inspect::Opener| json!({ "pid": opener.pid(), "command": opener.command(), "access": access(opener.writes()) });
    openers.known().iter().map(one).collect()
}

pub(crate) fn access(writes: bool) -> &'static str {
    if writes { "write" } else { "read" }
}

/// Who holds a lock; null for nobody.
pub(crate) fn holder(lock: &Lock) -> Json {
    match lock {
        Lock::Held(holder) => {
            json!({ "tid": holder.tid(), "pid": holder.pid(), "alive": holder.pid().is_some(), "text": lock.to_string() })
        }
        Lock::HeldElsewhere { tid, pid_namespace } => json!({ "tid": tid, "pid_namespace": pid_namespace }),
        Lock::OwnerDied => json!({ "died": true }),
        Lock::Superseded => json!({ "superseded": true }),
        _ => Json::Null,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn one_process_is_no_processes() {
        assert_eq!([0, 1, 2].map(|count| super::processes(&count)), ["0 processes", "1 process", "2 processes"]);
        assert_eq!(super::processes(&"≥ 1"), "≥ 1 processes");
    }
}
