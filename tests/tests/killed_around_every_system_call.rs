//! A process that is killed around any system call leaves each segment whole or absent, and nothing else.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use tests::program;
use tests::proof::verdict;

#[test]
fn whole_or_absent_and_nothing_left_over() {
    let (clean, said) = verdict(program!("proof", "syscalls"));
    assert!(clean, "{said}");
    assert!(said.ends_with("half 0, lost 0, left over 0, hung 0"), "{said}");
}

#[test]
fn a_segment_named_before_it_is_whole_is_found_half_and_one_that_is_not_marked_lost() {
    let (clean, said) = verdict(program!("proof", "syscalls", "--broken"));
    assert!(!clean && !said.contains("half 0,") && !said.contains("lost 0,"), "{said}");
}
