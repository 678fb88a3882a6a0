//! `export`: the numbers in segments, as text in the format `OpenMetrics`.

mod labels;

use crate::args::ExportOptions;
use crate::list::segments;
use crate::output::{plain, print_json};
use crate::problem::{Ended, Problem};
use labels::Wanted;
use serde_json::{Value as Json, json};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use sync_runtime::inspect::{Content, InspectError, Inspected, Kind, MOST_RECORDS, People, Value, Variant};

/// A number of a segment.
struct Sample {
    /// Which family it is of.
    family: Family,
    /// Its labels beside the segment's name.
    labels: Vec<Label>,
    number: Number,
}

/// The name and the value of a label.
type Label = (Cow<'static, str>, String);

#[derive(Clone, Copy)]
enum Number {
    Unsigned(u128),
    Signed(i128),
    Float(f64),
}

/// What a number tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Size,
    Openers,
    Held,
    Readable,
    Created,
    Commits,
    Recoveries,
    LeftOut,
    RecordsLeftOut,
    Field,
    State,
}

/// The families' names, types and descriptions.
const FAMILIES: [(Family, &str, &str, &str); 11] = [
    (Family::Size, "sync_segment_size_bytes", "gauge", "Bytes of the segment's file."),
    (Family::Openers, "sync_segment_openers", "gauge", "Processes that have it open, as far as this user may see."),
    (Family::Held, "sync_segment_held", "gauge", "Whether its lock is held: 1 or 0."),
    (Family::Readable, "sync_segment_readable", "gauge", "Whether its value could be read: 1 or 0."),
    (Family::Created, "sync_segment_created_timestamp_seconds", "gauge", "When it was made, in seconds since 1970."),
    (Family::Commits, "sync_segment_commits", "counter", "How often a value was committed."),
    (Family::Recoveries, "sync_segment_recoveries", "counter", "How often an owner of the lock was found dead."),
    (Family::LeftOut, "sync_segment_left_out", "gauge", "Numbers beyond the limit, which are not exported."),
    (
        Family::RecordsLeftOut,
        "sync_segment_records_left_out",
        "gauge",
        "Records of a table beyond the first 100000, which are not looked at.",
    ),
    (Family::Field, "sync_field", "gauge", "A number in the value; a bool is 0 or 1, times are in seconds."),
    (Family::State, STATE, "stateset", "An enum in the value: 1 for the variant that it is, 0 for the others."),
];

/// The family of the enums, and their label: a state set's label is called as its family.
const STATE: &str = "sync_field_state";

pub(crate) fn run(options: &ExportOptions) -> Result<Ended, Problem> {
    let segments = segments(options.prefix.as_deref())?;
    let people = People::look()?;
    let mut ended = Ended::Done;
    let mut all = Vec::new();
    for segment in &segments {
        let (samples, whole) = samples(segment, &people, options.limit, &Wanted::new(&options.label));
        if !whole {
            ended = Ended::InPart;
        }
        all.push((segment, samples));
    }
    if options.json.json {
        print_json(
            &all.iter()
                .flat_map(|(segment, samples)| samples.iter().map(|sample| sample.json(segment)))
                .collect::<Json>(),
        )?;
        return Ok(ended);
    }
    let mut text = String::new();
    for (which, family, kind, about) in FAMILIES {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "# TYPE {family} {kind}\n# HELP {family} {about}\n");
        for (segment, samples) in &all {
            for sample in samples.iter().filter(|sample| sample.family == which) {
                let suffix = if kind == "counter" { "_total" } else { "" };
                let _ = write!(text, "{family}{suffix}{{segment=\"{}\"", escaped(&segment.name()));
                for (label, value) in &sample.labels {
                    let _ = write!(text, ",{label}=\"{}\"", escaped(value));
                }
                let _ = writeln!(text, "}} {}", sample.number);
            }
        }
    }
    text.push_str("# EOF\n");
    io::stdout().write_all(text.as_bytes())?;
    Ok(ended)
}

/// A label's value, as the format has it. A control character would end the line for some readers.
fn escaped(value: &str) -> String {
    let line = |line| plain(line).replace('\\', "\\\\").replace('"', "\\\"");
    value.split('\n').map(line).collect::<Vec<_>>().join("\\n")
}

/// The numbers of a segment, and whether all could be read.
fn samples(segment: &Inspected, people: &People, limit: usize, wanted: &Wanted<'_>) -> (Vec<Sample>, bool) {
    let mut samples = Vec::new();
    let mut add = |family, labels, number| samples.push(Sample { family, labels, number });
    let count = |number: usize| Number::Unsigned(number as u128);
    add(Family::Size, vec![], Number::Unsigned(segment.file().size().into()));
    add(Family::Openers, vec![], count(people.of(segment).known().len()));
    let since = segment.file().created().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    if let Some(since) = since {
        add(Family::Created, vec![], Number::Float(since.as_secs_f64()));
    }
    let mut fields = Vec::new();
    let mut left_out = 0;
    let outcome = read(segment, wanted, &mut |labels, value| {
        let of_value = of_value(value, &labels);
        // All states of an enum, or none.
        if fields.len() + of_value.len() <= limit {
            fields.extend(of_value);
        } else {
            left_out += of_value.len();
        }
    });
    if let Ok((commits, recoveries, held)) = outcome {
        add(Family::Held, vec![], Number::Unsigned(held.into()));
        add(Family::Commits, vec![], Number::Unsigned(commits));
        add(Family::Recoveries, vec![], Number::Unsigned(recoveries.into()));
        add(Family::LeftOut, vec![], count(left_out));
        if segment.header().is_ok_and(|header| header.table().is_some()) {
            let records = segment.records().saturating_sub(MOST_RECORDS);
            add(Family::RecordsLeftOut, vec![], Number::Unsigned(records.into()));
        }
    }
    add(Family::Readable, vec![], Number::Unsigned(outcome.is_ok().into()));
    samples.extend(fields);
    (samples, outcome.is_ok())
}

/// The samples of a part of a value: one for a number, one for each state of an enum.
fn of_value(value: Value<'_>, labels: &[Label]) -> Vec<Sample> {
    if let (Content::Variant(is, _), Kind::Enum { variants, .. }) = (value.content(), value.ty().kind()) {
        let state = |variant: &Variant| {
            let mut labels = labels.to_vec();
            labels.push((STATE.into(), variant.name().to_owned()));
            Sample { family: Family::State, labels, number: Number::Unsigned((variant.name() == is).into()) }
        };
        return variants.iter().map(state).collect();
    }
    let sample = |number| Sample { family: Family::Field, labels: labels.to_vec(), number };
    Number::of(value).map(sample).into_iter().collect()
}

/// Reads all values, of a table those of the first [`MOST_RECORDS`]: the versions and the
/// recoveries, summed up, and whether a lock is held. `each` gets every part, with its labels.
fn read(
    segment: &Inspected,
    wanted: &Wanted<'_>,
    each: &mut dyn FnMut(Vec<Label>, Value<'_>),
) -> Result<(u128, u64, bool), InspectError> {
    use sync_runtime::inspect::Lock;
    let table = segment.header()?.table();
    let (mut commits, mut held) = (0, false);
    segment.description()?;
    for index in 0..segment.records().min(MOST_RECORDS) {
        let copied = segment.load_record(index)?;
        commits += u128::from(copied.version());
        held |= matches!(segment.lock_of(index)?, Lock::Held(_) | Lock::HeldElsewhere { .. });
        let found = wanted.found_in(copied.value());
        copied.value().each_part(&mut |path, value| {
            let mut labels = vec![("field".into(), path.to_owned())];
            labels.extend(table.map(|_| ("record".into(), index.to_string())));
            labels.extend(found.of(path));
            each(labels, value);
            true
        });
    }
    Ok((commits, segment.recoveries()?, held))
}

impl Number {
    /// The number that a value is, if it is one.
    fn of(value: Value<'_>) -> Option<Self> {
        Some(match value.content() {
            Content::Bool(value) => Self::Unsigned(value.into()),
            Content::Unsigned(value) => Self::Unsigned(value),
            Content::Signed(value) => Self::Signed(value),
            Content::F32(value) => Self::Float(value.into()),
            Content::F64(value) => Self::Float(value),
            Content::Elapsed(value) => Self::Float(value.as_secs_f64()),
            #[allow(clippy::cast_precision_loss, reason = "a moment, as a float")]
            Content::Moment { seconds, nanoseconds } => Self::Float(seconds as f64 + f64::from(nanoseconds) / 1e9),
            _ => return None,
        })
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unsigned(number) => number.fmt(f),
            Self::Signed(number) => number.fmt(f),
            Self::Float(number) if number.is_nan() => f.write_str("NaN"),
            Self::Float(number) if number.is_infinite() => f.write_str(if *number > 0.0 { "+Inf" } else { "-Inf" }),
            Self::Float(number) => write!(f, "{number:?}"),
        }
    }
}

impl Sample {
    fn json(&self, segment: &Inspected) -> Json {
        let mut labels = serde_json::Map::new();
        labels.insert("segment".into(), (&*segment.name()).into());
        labels.extend(self.labels.iter().map(|(label, value)| (label.to_string(), value.as_str().into())));
        let number = match self.number {
            Number::Unsigned(number) => u64::try_from(number).map_or_else(|_| number.to_string().into(), Json::from),
            Number::Signed(number) => i64::try_from(number).map_or_else(|_| number.to_string().into(), Json::from),
            Number::Float(number) => number.into(),
        };
        let metric = FAMILIES.into_iter().find(|(family, ..)| *family == self.family).map(|(_, name, ..)| name);
        json!({ "metric": metric, "labels": labels, "value": number })
    }
}
