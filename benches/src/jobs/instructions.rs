//! Instructions of the main operations, counted by callgrind: the same in every run, so that a
//! change is seen at once.

use crate::counted::{self, Large, Stats};
use crate::processes;
use crate::shapes::{Bytes, Eight, Histogram};
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use sync_runtime::{Shared, SyncError};

/// What counts as worse.
const TOLERANCE: f64 = 1.03;

/// How often an operation is counted.
const TIMES: u32 = 1000;

type Baseline = BTreeMap<String, f64>;

/// Calls an operation once.
type Operation = Box<dyn Fn() -> Result<(), SyncError>>;

/// Makes what an operation needs.
type Prepare = fn() -> Operation;

fn on<T: sync_runtime::SharedLocked>(initial: T, call: fn(&Shared<T>) -> Result<(), SyncError>) -> Operation {
    let shared = Shared::anonymous(initial).expect("an anonymous segment");
    Box::new(move || call(&shared))
}

fn on_large(call: fn(&Shared<Large>) -> Result<(), SyncError>) -> Operation {
    let shared = Shared::anonymous_with(|_| Ok(())).expect("an anonymous segment");
    Box::new(move || call(&shared))
}

/// The operations, by the names of their functions in `counted`.
fn operations() -> Vec<(&'static str, Prepare)> {
    vec![
        ("with_lock_8_bytes", || on(0, counted::with_lock_8_bytes)),
        ("with_lock_64_bytes", || on([0; 8], counted::with_lock_64_bytes)),
        ("with_lock_struct", || on(Stats::ZERO, counted::with_lock_struct)),
        ("with_lock_1_kib", || on([0; 128], counted::with_lock_1_kib)),
        ("get_lock_8_bytes", || on(0, counted::get_lock_8_bytes)),
        ("try_get_lock_8_bytes", || on(0, counted::try_get_lock_8_bytes)),
        ("store_8_bytes", || on(0, counted::store_8_bytes)),
        ("load_8_bytes", || on(0, counted::load_8_bytes)),
        ("load_64_bytes", || on([0; 8], counted::load_64_bytes)),
        ("load_struct", || on(Stats::ZERO, counted::load_struct)),
        ("load_1_kib", || on([0; 128], counted::load_1_kib)),
        ("load_bytes_struct", || on(Bytes::ZERO, counted::load_bytes_struct)),
        ("load_histogram", || on(Histogram::ZERO, counted::load_histogram)),
        ("load_eight_numbers", || on(Eight::ZERO, counted::load_eight_numbers)),
        ("with_lock_bytes_struct", || on(Bytes::ZERO, counted::with_lock_bytes_struct)),
        ("with_lock_histogram", || on(Histogram::ZERO, counted::with_lock_histogram)),
        ("with_lock_eight_numbers", || on(Eight::ZERO, counted::with_lock_eight_numbers)),
        ("get_lock_1_kib", || on([0; 128], counted::get_lock_1_kib)),
        ("with_lock_word_in_place", || on_large(counted::with_lock_word_in_place)),
        ("with_lock_16_words_in_place", || on_large(counted::with_lock_16_words_in_place)),
        ("with_lock_record_in_place", || on_large(counted::with_lock_record_in_place)),
        ("view_record_in_place", || on_large(counted::view_record_in_place)),
        ("notify_nobody", || on(0, counted::notify_nobody)),
        ("open_and_drop", || {
            let named = Named::new();
            Box::new(move || counted::open_and_drop(&named.0))
        }),
    ]
}

/// A segment with a name, for as long as it is needed.
struct Named(String);

impl Named {
    fn new() -> Self {
        let name = processes::unique("instructions");
        Shared::<u64>::create(&name, 0).expect("a named segment");
        Self(name)
    }
}

impl Drop for Named {
    fn drop(&mut self) {
        Shared::<u64>::unlink(&self.0).expect("unlink");
    }
}

/// Does one operation as often as it is counted; what callgrind runs.
pub fn perform(name: &str) {
    let (_, prepare) = operations().into_iter().find(|(known, _)| *known == name).expect("a known operation");
    let operation = prepare();
    for _ in 0..TIMES {
        operation().expect("an operation that succeeds");
    }
}

fn baseline_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("instructions.json")
}

/// Counts all operations and compares them with the kept numbers, or keeps them.
pub fn run(check: bool, save: bool) -> ExitCode {
    let kept: Baseline = match fs::read_to_string(baseline_file()) {
        Ok(text) => serde_json::from_str(&text).expect("a baseline"),
        Err(_) => Baseline::new(),
    };
    let mut counted = Baseline::new();
    let mut worse = 0;
    println!("{:<27} {:>12} {:>12} {:>8}", "instructions", "now", "kept", "ratio");
    for (name, _) in operations() {
        let now = count(name);
        let before = kept.get(name).copied();
        let ratio = before.map(|before| now / before);
        let verdict = match ratio {
            None => "new",
            Some(ratio) if ratio > TOLERANCE => {
                worse += 1;
                "WORSE"
            }
            Some(_) => "",
        };
        let text = |number: Option<f64>, digits| number.map_or_else(String::new, |number| format!("{number:.digits$}"));
        println!("{name:<27} {now:>12.1} {:>12} {:>8} {verdict}", text(before, 1), text(ratio, 3));
        counted.insert(name.to_owned(), now);
    }
    if save {
        let text = serde_json::to_string_pretty(&counted).expect("JSON");
        fs::write(baseline_file(), text + "\n").expect("a written baseline");
    }
    let missing = check && counted.keys().any(|name| !kept.contains_key(name));
    if check && (worse > 0 || missing) {
        eprintln!(
            "{worse} operations are more than 3 % worse than the baseline{}",
            if missing { ", or new" } else { "" }
        );
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Instructions per call, libraries included, of one operation.
fn count(name: &str) -> f64 {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let out = directory.path().join("callgrind.out");
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--toggle-collect=benches::counted::{name}"))
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(env::current_exe().expect("this program"))
        .args(["perform", name])
        .output()
        .unwrap_or_else(|error| panic!("valgrind: {error}"));
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "valgrind: {messages}");
    let profile = fs::read_to_string(&out).expect("what callgrind found");
    let total = profile.lines().find_map(|line| line.strip_prefix("totals: ")).expect("callgrind's totals");
    let total: f64 = total.trim().parse().expect("a number");
    assert!(total > 0.0, "callgrind saw no call of {name}: {messages}");
    total / f64::from(TIMES)
}
