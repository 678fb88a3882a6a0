//! Short versions of what the program `condition` does at length.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::process::Command;
use tests::program;

/// Runs the program; it prints a table and succeeds if that is as it should be.
fn assert_clean(mut command: Command) {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    println!("{text}");
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn no_notifier_hangs_and_no_waiter_is_forgotten() {
    assert_clean(program!("condition", "trials", "--trials", "5"));
}

#[test]
fn nor_with_a_condition_variable_in_bare_memory() {
    assert_clean(program!("condition", "trials", "--by", "condvar", "--trials", "5"));
}

#[test]
fn nor_with_a_further_condition() {
    assert_clean(program!("condition", "trials", "--by", "further", "--trials", "2"));
}

#[test]
fn nor_if_nobody_is_killed() {
    assert_clean(program!("condition", "trials", "--trials", "2", "--spare"));
}

#[test]
fn killed_after_an_instruction_of_waiting_notifying_and_nesting() {
    assert_clean(program!("condition", "instructions", "--samples", "10"));
}

#[test]
fn a_token_goes_round_and_nobody_is_busy_while_waiting() {
    assert_clean(program!("condition", "ring", "--rounds", "1000"));
}

#[test]
fn no_futex_calls_where_nobody_waits() {
    assert_clean(program!("condition", "futexes"));
}

#[test]
fn a_wake_up_for_the_lock_that_its_receiver_took_to_the_grave_is_made_good() {
    assert_clean(program!("condition", "lost-wake-up"));
}
