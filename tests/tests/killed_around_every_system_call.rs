//! A process that is killed around any system call leaves each segment whole or absent, and nothing
//! else.

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

/// Here every 500th instruction is tried;
/// `cargo run --release -p tests --bin proof -- syscalls --upgrade` tries all.
#[test]
fn an_upgrade_that_is_killed_leaves_the_former_segment_or_the_new_one() {
    let (clean, said) = verdict(program!("proof", "syscalls", "--upgrade", "--every", "500"));
    assert!(clean, "{said}");
    assert!(said.ends_with("half 0, lost 0, left over 0, hung 0"), "{said}");
}

#[test]
fn an_upgrade_that_does_not_mark_the_former_segment_is_found() {
    let (clean, said) = verdict(program!("proof", "syscalls", "--upgrade", "--every", "500", "--broken"));
    assert!(!clean && !said.contains("lost 0,"), "{said}");
}
