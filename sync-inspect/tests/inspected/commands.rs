//! What the program says, and how it ends.

use std::process::{Command, Stdio};
use sync_runtime::{Shared, Table};
use tests::Name;

fn inspect(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sync-inspect"));
    command.args(arguments);
    command
}

fn said(arguments: &[&str]) -> String {
    String::from_utf8(inspect(arguments).output().unwrap().stdout).unwrap()
}

#[test]
fn the_records_that_are_held_are_named() {
    let name = Name::new("held");
    let table = Table::create(name.as_str(), 5, |_| 0_u64).unwrap();
    assert!(said(&["who", name.as_str()]).contains("locks: 0 held, of 5 that were looked at"));
    let _held = [table.at(1).unwrap().get_lock().unwrap(), table.at(3).unwrap().get_lock().unwrap()];
    let text = said(&["who", name.as_str()]);
    for expected in ["locks: 2 held", "record 1: ", "record 3: ", "holds it"] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    let json: serde_json::Value = serde_json::from_str(&said(&["who", name.as_str(), "--json"])).unwrap();
    assert_eq!((&json["held"][0]["record"], &json["held"][1]["record"]), (&1.into(), &3.into()));
    assert_eq!(json["holder"]["pid"], std::process::id());
}

#[test]
fn a_reader_that_has_seen_enough_is_no_problem() {
    let name = Name::new("pipe");
    let _shared = Shared::create(name.as_str(), 7_u64).unwrap();
    for command in ["list", "show", "who", "schema", "clean", "export"] {
        let arguments: &[&str] =
            if ["list", "clean", "export"].contains(&command) { &[command] } else { &[command, name.as_str()] };
        let mut child = inspect(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let wrong = String::from_utf8_lossy(&output.stderr);
        assert!(wrong.is_empty() && output.status.code() != Some(101), "{command}: {:?} {wrong}", output.status);
    }
}
