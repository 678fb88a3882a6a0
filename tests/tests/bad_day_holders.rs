//! Whatever happens to the holder of a lock, the next one gets it, and the last commit counts.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use tests::program;
use tests::proof::play;

#[test]
fn a_stopped_holder_is_named_in_the_error() {
    play(program!("proof", "scene", "stopped-holder"));
}

#[test]
fn exec_while_holding_is_the_owners_death() {
    play(program!("proof", "scene", "exec-while-holding"));
}

#[test]
fn thread_exit_while_holding_is_the_owners_death() {
    play(program!("proof", "scene", "thread-exit-while-holding"));
}

#[test]
fn process_exit_while_holding_is_the_owners_death() {
    play(program!("proof", "scene", "process-exit-while-holding"));
}

#[test]
fn a_panic_while_holding_rolls_back_and_releases() {
    play(program!("proof", "scene", "panic-while-holding"));
}

#[test]
fn a_forked_child_cannot_release_or_commit_for_its_parent() {
    play(program!("proof", "scene", "forked-child-releases"));
}

#[test]
fn a_closure_that_forks_is_refused_in_the_child_and_committed_in_the_parent() {
    play(program!("proof", "scene", "closures-fork"));
}

#[test]
fn a_fork_by_the_bare_system_call_is_noticed_as_well() {
    play(program!("proof", "scene", "closures-fork-bare"));
}

#[test]
fn a_forked_childs_copies_of_guards_are_good_for_nothing() {
    play(program!("proof", "scene", "forked-child-uses-guards"));
}

#[test]
fn a_leaked_guard_keeps_its_mapping_and_the_threads_other_locks_are_recovered() {
    play(program!("proof", "scene", "leaked-guard"));
}
