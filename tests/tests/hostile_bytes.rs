//! Whatever bytes a segment holds, it is a named error or a valid value.
//!
//! `cargo run --release -p tests --bin proof -- hostile --inputs 1000000` tries many more.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use tests::program;
use tests::proof::verdict;

#[test]
fn a_named_error_or_a_valid_value() {
    let (clean, said) = verdict(program!("proof", "hostile", "--inputs", "20000"));
    assert!(clean, "{said}");
    assert!(said.ends_with("panics 0, signals 0, invalid values 0"), "{said}");
}

#[test]
fn a_reader_that_believes_the_header_is_found_dead() {
    let (clean, said) = verdict(program!("proof", "hostile", "--inputs", "3", "--broken"));
    assert!(!clean && !said.contains("panics 0,") && !said.contains("signals 0,"), "{said}");
}
