//! A lock is used through this library and by the C library's own functions at the same time, by
//! processes that are killed: no update is lost, nobody hangs, and whoever comes after a dead owner
//! is told, once.
//!
//! `cargo run --release -p tests --bin beside -- storm` kills some thousands, and `… -- steps` after
//! every instruction.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use tests::program;
use tests::proof::verdict;

#[test]
fn the_lock_goes_from_one_to_the_other() {
    let (clean, said) = verdict(program!("beside", "turns"));
    assert!(clean, "{said}");
}

#[test]
fn they_use_it_at_once_and_are_killed() {
    let (clean, said) = verdict(program!("beside", "storm", "--kills", "100"));
    assert!(clean, "{said}");
}

#[test]
fn one_is_killed_after_any_instruction() {
    let (clean, said) = verdict(program!("beside", "steps", "--every", "47"));
    assert!(clean, "{said}");
}

#[test]
fn a_thread_ends_with_locks_of_many_kinds() {
    let (clean, said) = verdict(program!("beside", "lists", "--deaths", "300"));
    assert!(clean, "{said}");
}
