//! Whatever is wrong with the place of a segment, it is an error that says so, and nothing is left
//! over.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use tests::program;
use tests::proof::play;

#[test]
fn two_pid_namespaces_do_not_share_a_lock() {
    play(program!("proof", "scene", "pid-namespaces"));
}

#[test]
fn an_adopter_killed_after_any_instruction_leaves_no_half_made_lock() {
    play(program!("proof", "scene", "adoption-interrupted"));
}

#[test]
fn a_full_disk_is_an_error_and_no_signal() {
    play(program!("proof", "scene", "full-disk"));
}

#[test]
fn a_file_shortened_before_it_is_opened_is_truncated() {
    play(program!("proof", "scene", "shortened-file"));
}

#[test]
fn twenty_thousand_cycles_leave_no_descriptor_and_no_mapping() {
    play(program!("proof", "scene", "cycles"));
}

#[test]
fn thousands_of_segments_are_open_at_once() {
    play(program!("proof", "scene", "thousands"));
}

#[test]
fn an_adopter_killed_after_any_instruction_leaves_a_table_to_the_next() {
    play(program!("proof", "scene", "adoption-of-a-table-interrupted"));
}

#[test]
fn a_table_that_another_pid_namespace_inherits_has_no_lock_for_it() {
    play(program!("proof", "scene", "inherited-table"));
}
