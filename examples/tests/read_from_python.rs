//! The page `guide::format` is enough to read a segment from another language: its Python program
//! does.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::process::{self, Command};
use sync_runtime::{Pod, Shared, SharedLocked, Table};

/// What the program prints of the segment with this name, if there is a Python.
fn printed(name: &str) -> Option<String> {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../sync-runtime/src/guide/read.py");
    match Command::new("python3").args([program, name]).output() {
        Ok(output) => {
            assert!(output.status.success(), "{output:?}");
            Some(String::from_utf8(output.stdout).unwrap())
        }
        Err(error) => {
            eprintln!("skipped: cannot run python3: {error}");
            None
        }
    }
}

#[derive(SharedLocked)]
struct Stats {
    busy: bool,
    requests: u64,
    peer: Peer,
}

#[derive(Pod)]
struct Peer {
    port: u16,
    load: f32,
}

#[test]
fn the_python_program_of_the_page_prints_the_fields() {
    let name = format!("python-{}", process::id());
    let initial = Stats { busy: false, requests: 0, peer: Peer { port: 1, load: 0.5 } };
    let stats = Shared::create(&name, initial).unwrap();
    for requests in [0_u64, 1 << 40] {
        if requests > 0 {
            stats.with_lock(|stats| (stats.busy, stats.requests, stats.peer.port) = (true, requests, 65_535)).unwrap();
        }
        let port = if requests > 0 { 65_535 } else { 1 };
        let busy = if requests > 0 { "True" } else { "False" };
        let expected = format!("busy {busy}\nrequests {requests}\npeer.port {port}\npeer.load 0.5\n");
        assert_eq!(printed(&name).unwrap_or_else(|| expected.clone()), expected);
    }
    Shared::<Stats>::unlink(&name).unwrap();
}

#[test]
fn it_prints_values_that_are_changed_in_place() {
    #[derive(SharedLocked)]
    #[shared(in_place)]
    struct Frame {
        number: u64,
        pixels: [u8; 1001],
        after: u16,
    }

    let name = format!("python-in-place-{}", process::id());
    let frame = Shared::<Frame>::create_with(&name, |frame| {
        frame.after().set(7);
        Ok(())
    });
    let frame = frame.unwrap();
    for number in [0, 1, 1 << 40] {
        frame
            .with_lock(|frame| {
                frame.number().set(number);
                Ok(())
            })
            .unwrap();
        let expected = format!("number {number}\nafter 7\n");
        assert_eq!(printed(&name).unwrap_or_else(|| expected.clone()), expected);
    }
    Shared::<Frame>::unlink(&name).unwrap();
}

#[test]
fn it_prints_all_records_of_a_table() {
    let name = format!("python-table-{}", process::id());
    let table = Table::create(&name, 3, |index| index as u64).unwrap();
    table.at(1).unwrap().store(5).unwrap();
    let expected = "record 0: value 0\nrecord 1: value 5\nrecord 2: value 2\n";
    assert_eq!(printed(&name).as_deref().unwrap_or(expected), expected);
    Table::<u64>::unlink(&name).unwrap();
}
