//! Tables that say they have more records than there is time or memory for.

use std::io::Read as _;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use sync_runtime::inspect::{Inspected, MOST_RECORDS};
use sync_runtime::{Locked, Shared, Table};
use tests::{At, Forged, Name};

/// Longer than any of this takes on a busy machine.
const LONGEST: Duration = Duration::from_secs(60);

/// Runs the program, ends it if it does not end, and returns what it said to the output.
fn ended(arguments: &[&str]) -> (ExitStatus, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sync-inspect"));
    let mut child = command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut output = child.stdout.take().unwrap();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut text = String::new();
        output.read_to_string(&mut text).unwrap();
        sender.send(text).unwrap();
    });
    let text = receiver.recv_timeout(LONGEST);
    if text.is_err() {
        child.kill().unwrap();
    }
    (child.wait().unwrap(), text.unwrap_or_else(|_| panic!("{arguments:?} does not end")))
}

/// A number of records that the file has no room for is damage, whatever is asked.
#[test]
fn more_records_than_the_file_has() {
    for records in [u64::MAX, 1 << 40] {
        let name = Name::new("damaged");
        drop(Table::create(name.as_str(), 2, |_| 7_u64).unwrap());
        Forged::open(&name).set(At::Records, &records.to_ne_bytes());
        assert_eq!(Inspected::open(name.as_str()).unwrap().records(), 0);
        for arguments in [&["show", name.as_str()][..], &["show", name.as_str(), "--json"], &["list", name.as_str()]] {
            let (status, text) = ended(arguments);
            assert_eq!(status.code(), Some(4), "{arguments:?}: {text}");
            if arguments.contains(&"--json") {
                let json: serde_json::Value = serde_json::from_str(&text).unwrap();
                assert!(json["error"].as_str().is_some_and(|error| !error.is_empty()), "{json}");
            }
        }
    }
}

/// One sparse file keeps nobody from the others: a table of 2^40 records, of which the file has no
/// bytes.
#[test]
fn a_sparse_table_beside_another_segment() {
    let sparse = Name::new("sparse-a");
    let other: Name = sparse.as_str().replace("sparse-a", "sparse-b").into();
    drop(Table::create(sparse.as_str(), 2, |_| 7_u64).unwrap());
    let _shared = Shared::create(other.as_str(), 42_u64).unwrap();
    let forged = Forged::open(&sparse);
    forged.set(At::Records, &(1_u64 << 40).to_ne_bytes());
    forged.resize(4096 + (Locked::<u64>::SIZE as u64) * (1 << 40));
    let prefix = &sparse.as_str()[..sparse.as_str().find("sparse-a").unwrap() + "sparse-".len()];

    let (status, text) = ended(&["list", prefix]);
    assert!(status.success(), "{text}");
    assert!(text.contains(other.as_str()) && text.contains("of the first 100000 records"), "{text}");
    let (_, text) = ended(&["list", prefix, "--json"]);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json[0]["records_looked_at"], MOST_RECORDS);
    assert_eq!(json[1]["records_looked_at"], serde_json::Value::Null);
    let (_, text) = ended(&["export", prefix]);
    assert!(text.contains(&format!("sync_field{{segment=\"{other}\",field=\"value\"}} 42")), "{text}");
    let left_out = (1_u64 << 40) - MOST_RECORDS;
    assert!(text.contains(&format!("sync_segment_records_left_out{{segment=\"{sparse}\"}} {left_out}\n")), "{text}");
    let (_, text) = ended(&["show", sparse.as_str(), "--record", "1"]);
    assert!(text.contains("lock of record 1: mutex, free, recoveries 0,"), "{text}");

    // All its records, as they come: a reader sees the first, and has seen enough.
    let mut command = Command::new(env!("CARGO_BIN_EXE_sync-inspect"));
    let mut show = tests::Actor::spawn({
        command.args(["show", sparse.as_str()]);
        command
    });
    let lock = std::iter::from_fn(|| Some(show.hear())).find(|line| line.starts_with("lock")).unwrap();
    assert!(lock.contains("recoveries 0 (of the first 100000 records)"), "{lock}");
    show.expect("[0]version: 0");
    show.expect("[0].value = 7");
}

#[test]
fn the_recoveries_of_many_records_are_summed() {
    let name = Name::new("many");
    let records = usize::try_from(MOST_RECORDS).unwrap() + 10;
    let table = Table::create(name.as_str(), records, |_| 0_u64).unwrap();
    for dies in [0, 1, 777, 99_999, 100_000, 100_009] {
        thread::scope(|scope| {
            scope.spawn(|| std::mem::forget(table.at(dies).unwrap().get_lock().unwrap()));
        });
        table.at(dies).unwrap().with_lock(|number| *number += 1).unwrap();
    }
    let inspected = Inspected::open(name.as_str()).unwrap();
    assert_eq!((inspected.records(), inspected.recoveries().unwrap()), (records as u64, 4), "of the first 100,000");
    assert_eq!(inspected.recoveries_of(100_009).unwrap(), 1);
}
