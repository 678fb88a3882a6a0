//! Processes move amounts between accounts while a killer is about, and every book agrees.
//!
//! This is a short run; `cargo run --release -p tests --bin proof -- torture --kills 2000` is a
//! long one.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use tests::program;
use tests::proof::verdict;

#[test]
fn every_book_agrees() {
    let (clean, said) = verdict(program!("proof", "torture", "--kills", "300"));
    assert!(clean, "{said}");
    assert!(said.ends_with("discrepancies 0, hung 0"), "{said}");
}

#[test]
fn workers_that_load_and_then_store_are_found_out() {
    let (clean, said) = verdict(program!("proof", "torture", "--kills", "50", "--broken"));
    assert!(!clean && !said.contains("discrepancies 0,"), "{said}");
}

#[test]
fn every_record_of_a_table_is_claimed_by_one_at_a_time() {
    let (clean, said) = verdict(program!("proof", "torture", "--table", "--kills", "300"));
    assert!(clean, "{said}");
    assert!(said.ends_with("discrepancies 0, hung 0"), "{said}");
}

#[test]
fn a_large_value_that_is_changed_in_place_is_whole() {
    let (clean, said) = verdict(program!("proof", "torture", "--in-place", "--kills", "300"));
    assert!(clean, "{said}");
    assert!(said.ends_with("discrepancies 0, hung 0"), "{said}");
}

#[test]
fn a_claim_that_looks_without_the_lock_alone_is_found_out() {
    let (clean, said) = verdict(program!("proof", "torture", "--table", "--kills", "100", "--broken"));
    assert!(!clean && !said.contains("discrepancies 0,"), "{said}");
}
