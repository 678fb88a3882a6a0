//! The page `guide::format` is enough to read a segment from another language: its Python program
//! does.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::process::{self, Command};
use sync_runtime::{Pod, Shared, SharedLocked};

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
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../sync-runtime/src/guide/read.py");
    for requests in [0_u64, 1 << 40] {
        if requests > 0 {
            stats.with_lock(|stats| (stats.busy, stats.requests, stats.peer.port) = (true, requests, 65_535)).unwrap();
        }
        match Command::new("python3").args([program, &name]).output() {
            Ok(output) => {
                let port = if requests > 0 { 65_535 } else { 1 };
                let busy = if requests > 0 { "True" } else { "False" };
                let expected = format!("busy {busy}\nrequests {requests}\npeer.port {port}\npeer.load 0.5\n");
                assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{output:?}");
            }
            Err(error) => eprintln!("skipped: cannot run python3: {error}"),
        }
    }
    Shared::<Stats>::unlink(&name).unwrap();
}
