//! What `export` writes.

use crate::commands::said;
use arrayvec::ArrayString;
use prometheus_parse::{Scrape, Value};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;
use sync_runtime::{Pod, Shared, SharedLocked, Table};
use tests::Name;

#[derive(Pod, Clone, Copy)]
enum Mode {
    Off,
    Window { rate: u32 },
}

#[derive(SharedLocked)]
pub(crate) struct Gauges {
    requests: u64,
    ratio: f64,
    busy: bool,
    mode: Mode,
    last: Option<Mode>,
    wait: Duration,
    title: ArrayString<16>,
}

pub(crate) fn gauges() -> Gauges {
    let (mode, title) = (Mode::Window { rate: 7 }, ArrayString::from("no \"number\"").unwrap());
    let wait = Duration::from_millis(1500);
    Gauges { requests: 42, ratio: f64::NEG_INFINITY, busy: true, mode, last: None, wait, title }
}

/// What `export` says of the segments that begin with `prefix`, as a parser of the format has it:
/// family, labels beside the segment, and value.
fn exported(prefix: &str) -> Vec<(String, BTreeMap<String, String>, f64)> {
    let text = said(&["export", prefix]);
    let lines = text.lines().filter(|line| !line.starts_with('#')).count();
    let scrape = Scrape::parse(text.lines().map(|line| Ok(line.to_owned()))).unwrap();
    assert_eq!(scrape.samples.len(), lines, "each line is a sample: {text}");
    assert!(text.ends_with("# EOF\n"));
    let samples = scrape.samples.into_iter().map(|sample| {
        let value = match sample.value {
            Value::Gauge(value) | Value::Counter(value) | Value::Untyped(value) => value,
            other => panic!("{other:?}"),
        };
        let mut labels: BTreeMap<_, _> =
            sample.labels.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        assert_eq!(labels.remove("segment").as_deref(), Some(prefix));
        (sample.metric, labels, value)
    });
    samples.collect()
}

#[test]
#[allow(clippy::float_cmp, reason = "these numbers are exact")]
fn what_is_exported_is_read_by_a_parser_of_the_format() {
    let name = Name::new("export");
    let shared = Shared::create(name.as_str(), gauges()).unwrap();
    shared.with_lock(|gauges| gauges.requests += 1).unwrap();
    let samples = exported(name.as_str());
    let find = |family: &str, wanted: &[(&str, &str)]| {
        let wanted: BTreeMap<_, _> =
            wanted.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let found: Vec<_> = samples.iter().filter(|(name, labels, _)| name == family && *labels == wanted).collect();
        assert_eq!(found.len(), 1, "{family} {wanted:?} in {samples:?}");
        found[0].2
    };
    assert_eq!(find("sync_field", &[("field", "requests")]), 43.0);
    assert_eq!(find("sync_field", &[("field", "ratio")]), f64::NEG_INFINITY);
    assert_eq!(find("sync_field", &[("field", "busy")]), 1.0);
    assert_eq!(find("sync_field", &[("field", "wait")]), 1.5);
    assert_eq!(find("sync_field", &[("field", "mode.Window.rate")]), 7.0);
    assert_eq!(find("sync_field_state", &[("field", "mode"), ("sync_field_state", "Window")]), 1.0);
    assert_eq!(find("sync_field_state", &[("field", "mode"), ("sync_field_state", "Off")]), 0.0);
    assert_eq!(find("sync_segment_commits_total", &[]), 1.0);
    assert_eq!(find("sync_segment_openers", &[]), 1.0);
    assert_eq!(find("sync_segment_readable", &[]), 1.0);
    let fields = samples.iter().filter(|(family, ..)| family.starts_with("sync_field")).count();
    assert_eq!(fields, 7, "neither the text nor the empty option: {samples:?}");
}

/// Elements of an array are known by a text in them.
#[test]
fn a_number_is_labelled_by_a_field_beside_it() {
    #[derive(Pod)]
    struct Service {
        count: u64,
        name: ArrayString<16>,
        disk: Disk,
    }
    #[derive(Pod)]
    struct Disk {
        used: u32,
        field: Kind,
    }
    #[derive(Pod)]
    enum Kind {
        Fast,
        Slow,
    }
    #[derive(SharedLocked)]
    struct All {
        total: u64,
        services: [Service; 2],
        surname: ArrayString<4>,
    }
    let service = |name, count, field| {
        let name = ArrayString::from(name).unwrap();
        Service { count, name, disk: Disk { used: 9, field } }
    };
    let name = Name::new("labelled");
    let services = [service("a \"b\"", 1, Kind::Fast), service("c", 2, Kind::Slow)];
    let surname = ArrayString::from("no").unwrap();
    let _shared = Shared::create(name.as_str(), All { total: 3, services, surname }).unwrap();
    let text = said(&["export", name.as_str(), "--label", "name", "--label", "field", "--label", "name"]);
    let has = |line: &str| {
        let line = line.replace("NAME", name.as_str());
        assert!(text.lines().any(|found| found == line), "no {line} in: {text}");
    };
    has(r#"sync_field{segment="NAME",field="total"} 3"#);
    has(r#"sync_field{segment="NAME",field="services[0].count",name="a \"b\""} 1"#);
    has(r#"sync_field{segment="NAME",field="services[1].count",name="c"} 2"#);
    has(r#"sync_field{segment="NAME",field="services[1].disk.used",name="c",label_field="Slow"} 9"#);
    let states = r#"sync_field_state{segment="NAME",field="services[0].disk.field",name="a \"b\"",label_field="Fast""#;
    has(&format!("{states},sync_field_state=\"Fast\"}} 1"));
}

#[test]
fn a_record_is_labelled_by_a_field_in_it() {
    #[derive(SharedLocked)]
    struct Row {
        count: u64,
        name: ArrayString<16>,
    }
    let name = Name::new("labelled-table");
    let row = |index: usize| Row { count: index as u64, name: ArrayString::from(["a", "b"][index]).unwrap() };
    let _table = Table::create(name.as_str(), 2, row).unwrap();
    let text = said(&["export", name.as_str(), "--label", "name"]);
    for (index, label) in ["a", "b"].into_iter().enumerate() {
        let line = format!(r#"sync_field{{segment="{name}",field="count",record="{index}",name="{label}"}} {index}"#);
        assert!(text.lines().any(|found| found == line), "no {line} in: {text}");
    }
}

/// The parser of the official client library, where it is installed.
#[test]
fn what_is_exported_is_read_by_the_official_client_library() {
    const PROGRAM: &str = "
import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
families = {family.name: family for family in parse(sys.stdin.read())}
states = {sample.labels['sync_field_state']: sample.value for sample in families['sync_field_state'].samples}
assert families['sync_field_state'].type == 'stateset' and states == {'Off': 0, 'Window': 1}, states
print(sum(len(family.samples) for family in families.values()))
";
    let there = Command::new("python3").args(["-c", "import prometheus_client"]).stderr(Stdio::null()).status();
    if !there.is_ok_and(|status| status.success()) {
        eprintln!("NOT TESTED: there is no prometheus_client");
        return;
    }
    let name = Name::new("official");
    let _shared = Shared::create(name.as_str(), gauges()).unwrap();
    let text = said(&["export", name.as_str()]);
    let samples = text.lines().filter(|line| !line.starts_with('#')).count();
    let mut python = Command::new("python3");
    let mut python = python.args(["-c", PROGRAM]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    python.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), samples.to_string());
}
