//! What a program sees that knows no type: what typed programs see, and whatever the bytes are, no
//! more harm than an error.
//!
//! Each test tries a sample.
//! `SYNC_TESTS_FULL=1 cargo test --release -p sync-inspect --test inspected -- --nocapture` tries a
//! million of each.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "../../src/json.rs"]
#[allow(dead_code, unreachable_pub, reason = "a part of the program, which is not all used here")]
mod json;

mod beside_writers;
mod commands;
mod definitions;
mod exported;
mod hostile;
mod model;
mod random;
mod sparse;
mod terminal;
mod typed;

use sync_runtime::inspect::{Content, Value};

/// A number of trials: a few, or a million.
fn trials(few: u32) -> u32 {
    if std::env::var_os("SYNC_TESTS_FULL").is_some() { 1_000_000 } else { few }
}

/// For how many nanoseconds the calling thread has run: what else the machine does is no matter.
/// See `proc_pid_schedstat(5)`.
fn ran() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse().unwrap()
}

/// A value as `show --json` writes it.
fn as_json(value: Value<'_>) -> String {
    serde_json::to_string(&json::AsJson(value)).unwrap()
}

/// Looks at everything in a value.
fn exercise(value: Value<'_>) {
    assert_eq!(value.bytes().len(), value.ty().size());
    let mut parts = 0_u64;
    value.each_part(&mut |path, part| {
        assert!(!path.is_empty());
        assert!(!matches!(part.content(), Content::Struct(fields) if fields.len() > 0));
        parts += 1;
        parts < 200_000
    });
    value.each_line(&mut |_, part| {
        assert!(!part.to_string().is_empty());
        true
    });
    let _ = value.damage();
    assert!(!value.to_string().is_empty());
}
