//! A process that is killed after any instruction leaves the value before or the value after, and
//! nobody waits for it.
//!
//! Here some instructions of each operation are tried;
//! `cargo run --release -p tests --bin proof -- instructions` tries all.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use tests::program;
use tests::proof::verdict;

#[test]
fn nothing_is_torn_lost_or_stuck() {
    let (clean, said) = verdict(program!("proof", "instructions", "--small", "--samples", "12"));
    assert!(clean, "{said}");
    assert!(said.ends_with("torn 0, lost 0, hung 0, readers that waited 0"), "{said}");
}

#[test]
fn nor_are_enums_with_data_texts_and_lists() {
    let (clean, said) = verdict(program!("proof", "instructions", "--value", "enum, text, list", "--samples", "12"));
    assert!(clean, "{said}");
    assert!(said.ends_with("torn 0, lost 0, hung 0, readers that waited 0"), "{said}");
}

#[test]
fn nor_are_the_records_of_a_table() {
    let (clean, said) = verdict(program!("proof", "instructions", "--table", "--small", "--samples", "3"));
    assert!(clean, "{said}");
    assert!(said.ends_with("torn 0, lost 0, hung 0, readers that waited 0"), "{said}");
}

#[test]
fn nor_is_a_value_that_is_changed_in_place() {
    let (clean, said) = verdict(program!("proof", "instructions", "--in-place", "--small", "--samples", "4"));
    assert!(clean, "{said}");
    assert!(said.ends_with("torn 0, lost 0, hung 0, readers that waited 0"), "{said}");
}

/// What the harness says of a design with a mistake.
fn found(mistake: &str) -> String {
    let (clean, said) = verdict(program!("proof", "instructions", "--samples", "40", "--broken", mistake));
    assert!(!clean, "{mistake} went unnoticed: {said}");
    said
}

/// What the harness says of a log with a mistake.
fn of_a_log(mistake: &str) -> (bool, String) {
    verdict(program!("proof", "instructions", "--samples", "120", "--broken-log", mistake))
}

#[test]
fn a_log_with_a_mistake_is_found_and_one_without_is_not() {
    for mistake in ["logged-late", "emptied-early", "committed-early"] {
        let (clean, said) = of_a_log(mistake);
        assert!(!clean, "{mistake} went unnoticed: {said}");
    }
    let (clean, said) = of_a_log("nothing");
    assert!(clean, "{said}");
}

#[test]
fn a_value_changed_in_place_is_found_torn() {
    assert!(!found("in-place").contains("torn 0,"));
}

#[test]
fn a_version_that_is_moved_too_early_is_found_torn() {
    assert!(!found("version-first").contains("torn 0,"));
}

#[test]
fn a_reader_that_does_not_look_again_is_found_torn() {
    assert!(!found("no-version-check").contains("torn 0,"));
}

#[test]
fn readers_that_wait_for_the_writer_are_found_waiting() {
    assert!(!found("readers-wait").ends_with("waited 0"));
}

#[test]
fn a_mutex_that_is_not_robust_is_found_hung() {
    assert!(!found("not-robust").contains("hung 0,"));
}
