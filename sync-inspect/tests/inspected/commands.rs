//! What the program says, and how it ends.

use arrayvec::ArrayString;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::thread;
use sync_runtime::{Semaphore, Shared, SharedLocked, Table};
use tests::{Actor, At, Forged, Name};

fn inspect(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sync-inspect"));
    command.args(arguments);
    command
}

pub(crate) fn said(arguments: &[&str]) -> String {
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

/// As an error of what was asked for, whatever it is shown as.
#[test]
fn there_is_no_record_behind_the_last() {
    let name = Name::new("last");
    let _table = Table::create(name.as_str(), 2, |_| 0_u64).unwrap();
    let last = u64::MAX.to_string();
    for record in ["2", &last] {
        for format in [None, Some("--json")] {
            let output = inspect(&["show", name.as_str(), "--record", record]).args(format).output().unwrap();
            let wrong = String::from_utf8_lossy(&output.stderr);
            let expected = format!("there is no element {record}: there are 2, counted from 0");
            assert!(output.status.code() == Some(2) && wrong.contains(&expected), "{}: {wrong}", output.status);
        }
    }
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

#[test]
fn an_enum_with_data_has_a_line_of_its_own() {
    let name = Name::new("variant");
    let _shared = Shared::create(name.as_str(), crate::exported::gauges()).unwrap();
    let text = said(&["show", name.as_str()]);
    assert!(text.contains("\nmode = Window\nmode.Window.rate = 7\nlast = None\n"), "{text}");
}

/// The empty places of a semaphore are one line, not one each.
#[test]
fn many_equal_elements_have_one_line() {
    let name = Name::new("equal");
    let semaphore = Shared::<Semaphore>::create(name.as_str(), Semaphore::new(2)).unwrap();
    let _permit = semaphore.try_permit().unwrap().unwrap();
    let text = said(&["show", name.as_str()]);
    assert!(text.contains("\nholders.slots[0].value.count = 1\nholders.slots[1..64] = None\n"), "{text}");
    let all = said(&["show", name.as_str(), "--all"]);
    assert!(all.contains("\nholders.slots[1] = None\n") && all.ends_with("\nholders.slots[63] = None\n"), "{all}");
    let json: serde_json::Value = serde_json::from_str(&said(&["show", name.as_str(), "--json"])).unwrap();
    assert_eq!(json["value"]["holders"]["slots"].as_array().unwrap().len(), 64);

    let name = Name::new("equal-in-part");
    let texts = ["a", "b", "b", "", "", "", "b"].map(|text| ArrayString::<4>::from(text).unwrap());
    let _table = Table::create(name.as_str(), 2, |_| (texts, [texts[1]; 3], texts[1])).unwrap();
    let text = said(&["show", name.as_str(), "--record", "1"]);
    let expected = "
[1].0[0] = \"a\"
[1].0[1] = \"b\"
[1].0[2] = \"b\"
[1].0[3..6] = \"\"
[1].0[6] = \"b\"
[1].1[0..3] = \"b\"
[1].2 = \"b\"
";
    assert!(text.ends_with(expected), "{text}");
}

#[test]
fn one_record_is_told_of_alone() {
    let name = Name::new("record");
    let table = Table::create(name.as_str(), 3, |_| 0_u64).unwrap();
    // The second record's owner dies: a thread that ends with its lock.
    thread::scope(|scope| {
        scope.spawn(|| std::mem::forget(table.at(1).unwrap().get_lock().unwrap()));
    });
    table.at(1).unwrap().with_lock(|number| *number += 1).unwrap();
    let _held = table.at(2).unwrap().get_lock().unwrap();
    let lock = |record: &str| {
        let text = said(&["show", name.as_str(), "--record", record]);
        text.lines().find_map(|line| line.strip_prefix("lock")).unwrap_or_else(|| panic!("{text}")).to_owned()
    };
    assert!(lock("0").starts_with(" of record 0: mutex, free, recoveries 0,"), "{}", lock("0"));
    assert!(lock("1").starts_with(" of record 1: mutex, free, recoveries 1,"), "{}", lock("1"));
    assert!(lock("2").starts_with(" of record 2: mutex, process "), "{}", lock("2"));
    let json: serde_json::Value =
        serde_json::from_str(&said(&["show", name.as_str(), "--record", "1", "--json"])).unwrap();
    assert_eq!((&json["recoveries"], &json["holder"]), (&1.into(), &serde_json::Value::Null));
}

#[test]
fn watching_goes_on_after_an_upgrade_and_ends_with_the_name() {
    let name = Name::new("watched");
    let former = Shared::create(name.as_str(), 7_u64).unwrap();
    let command = inspect(&["watch", name.as_str(), "--interval", "0.02"]);
    let mut watch = Actor::spawn(command);
    watch.expect("0: value = 7");
    former.store(8).unwrap();
    watch.expect("1: value = 8 (was 7)");
    let new = Shared::<[u16; 2]>::options().upgrade_from(|_: u64| [1, 2]).open(name.as_str()).unwrap();
    watch.expect(&format!("`{name}` was upgraded or replaced, from u64 to [u16; 2]; this is the new one"));
    watch.expect("0: value = [1, 2]");
    drop(new);
    Shared::<u64>::unlink(name.as_str()).unwrap();
    watch.expect(&format!("`{name}` was unlinked; those who have it open keep it"));
    assert_eq!(watch.finish().0.code(), Some(3));
}

/// Whatever is asked for, what others wrote is no command to the terminal, and is whole in JSON.
#[test]
fn a_terminal_obeys_nothing_that_is_shown() {
    #[derive(SharedLocked)]
    struct Text {
        text: ArrayString<32>,
    }
    const COMMANDS: &str = "\u{7f}\u{9b}2J\r\u{1b}[J\u{202e}";
    let odd = Name::new(COMMANDS);
    let text = ArrayString::from(COMMANDS).unwrap();
    drop(Shared::create(odd.as_str(), Text { text }).unwrap());
    let before = &odd.as_str()[..odd.as_str().find(COMMANDS).unwrap()];
    let all: [&[&str]; 11] = [
        &["list", before],
        &["list", before, "--json"],
        &["show", odd.as_str()],
        &["show", odd.as_str(), "--json"],
        &["who", odd.as_str()],
        &["who", odd.as_str(), "--json"],
        &["export", before],
        &["export", before, "--json"],
        &["clean", before],
        &["clean", before, "--json"],
        &["schema", odd.as_str(), "--json"],
    ];
    for arguments in all {
        let output = inspect(arguments).output().unwrap();
        for told in [output.stdout, output.stderr] {
            let told = String::from_utf8(told).unwrap();
            assert!(
                !told.contains(|letter: char| letter.is_control() && letter != '\n' || letter == '\u{202e}'),
                "{told:?}"
            );
            if arguments.contains(&"--json") && !told.is_empty() {
                let json: serde_json::Value = serde_json::from_str(&told).unwrap();
                assert!(
                    json.to_string().contains(&serde_json::to_string(COMMANDS).unwrap().replace('"', "")),
                    "{json}"
                );
            }
        }
    }
}

/// An upgrader that is killed before its segment takes the name leaves the former one under it.
#[test]
fn what_was_superseded_is_held_by_nobody() {
    let (name, former) = (Name::new("new"), Name::new("former"));
    let file = |name: &Name| format!("/dev/shm/{name}");
    drop(Shared::create(former.as_str(), 7_u64).unwrap());
    std::fs::hard_link(file(&former), file(&name)).unwrap();
    drop(Shared::<[u16; 2]>::options().upgrade_from(|_: u64| [1, 2]).open(name.as_str()).unwrap());
    let text = said(&["show", former.as_str()]);
    assert!(text.contains("none: the segment was upgraded"), "{text}");
    let json: serde_json::Value = serde_json::from_str(&said(&["show", former.as_str(), "--json"])).unwrap();
    assert_eq!(json["holder"], serde_json::json!({ "superseded": true }));
    let text = said(&["who", former.as_str()]);
    assert!(!text.contains("holds it") && !text.contains("thread"), "{text}");
}

/// The commands in the page for those who operate it are ones.
#[test]
fn the_commands_in_the_guide_are_understood() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../sync-runtime/src/guide/operating.md");
    let page = std::fs::read_to_string(page).unwrap();
    let commands = page.split('`').chain(page.lines()).filter_map(|code| code.trim().strip_prefix("sync-inspect "));
    let commands: std::collections::BTreeSet<_> =
        commands.map(|code| code.split(['#', '|', '>', '`', '\n']).next().unwrap_or_default().trim()).collect();
    assert!(commands.len() > 8, "{commands:?}");
    for command in commands {
        let arguments: Vec<_> = command.split(' ').filter(|word| !word.is_empty()).chain(["--help"]).collect();
        let output = inspect(&arguments).output().unwrap();
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// A limit of the size of files does not keep a value from being read.
#[test]
fn a_limit_of_the_size_of_files() {
    let name = Name::new("limited");
    let _shared = Shared::create(name.as_str(), 7_u64).unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -f 0; exec \"$0\" show \"$1\"", env!("CARGO_BIN_EXE_sync-inspect"), name.as_str()]);
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && text.contains("\nvalue = 7\n"), "{}: {text}", output.status);
}

/// What is damaged in a value that is changed in place is repaired by a `set` of it.
#[test]
fn what_repairs_a_damaged_field() {
    #[derive(SharedLocked)]
    #[shared(in_place)]
    #[allow(dead_code, reason = "only its layout matters")]
    struct Flags {
        ready: bool,
    }
    #[derive(SharedLocked)]
    struct Copied {
        ready: bool,
    }
    #[derive(SharedLocked)]
    #[shared(lock = none)]
    #[allow(dead_code, reason = "only its layout matters")]
    struct Unlocked {
        ready: bool,
    }
    let (name, copied) = (Name::new("damaged-in-place"), Name::new("damaged-copied"));
    let unlocked = Name::new("damaged-unlocked");
    let _unlocked = Shared::create(unlocked.as_str(), Unlocked { ready: false }).unwrap();
    let _shared = Shared::<Flags>::create_with(name.as_str(), |_| Ok(())).unwrap();
    let _copied = Shared::create(copied.as_str(), Copied { ready: false }).unwrap();
    let either = "`set` this field, or `store` a whole value,";
    for (name, slot, remedy) in
        [(&name, 128, "`set` this field"), (&copied, 64, "`store` a whole value"), (&unlocked, 64, either)]
    {
        let forged = Forged::open(name);
        forged.write(forged.word(At::LockedAt) + slot, &[200]);
        let text = said(&["show", name.as_str()]);
        assert!(text.contains("ready is ") && text.contains(&format!("; {remedy} to repair it")), "{text}");
    }
}

/// Names that mean something in a definition for another language.
#[derive(SharedLocked)]
#[allow(clippy::upper_case_acronyms, reason = "a name that stands in the definition for C")]
#[allow(dead_code, reason = "its fields are read by programs in other languages")]
struct FINGERPRINT {
    _fields_: u64,
    count: u32,
}

#[test]
fn definitions_with_odd_names_are_ones() {
    let name = Name::new("odd");
    let odd = FINGERPRINT { _fields_: 7, count: 8 };
    let _shared = Shared::create(name.as_str(), odd).unwrap();
    let given = |program: &str, arguments: &[&str], text: &str| {
        let child = Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let Ok(mut child) = child else {
            eprintln!("NOT TESTED: there is no {program}");
            return None;
        };
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{program}: {text}");
        Some(String::from_utf8(output.stdout).unwrap())
    };
    given("cc", &["-fsyntax-only", "-x", "c", "-"], &said(&["schema", name.as_str(), "--as", "c"]));
    let value = given("python3", &["-", name.as_str()], &said(&["schema", name.as_str(), "--as", "python"]));
    if let Some(value) = value {
        let value: serde_json::Value = serde_json::from_str(&value).unwrap();
        assert_eq!(value, serde_json::json!({ "f_fields_": 7, "count": 8 }));
    }
}
