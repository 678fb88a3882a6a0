//! What `producer_consumer` promises: it ends, and every item is seen exactly once.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_producer_consumer")).args(arguments).output().unwrap()
}

/// The items that consumers said they took, in ascending order.
fn items(output: &Output) -> Vec<u32> {
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    let mut items: Vec<u32> =
        text.lines().filter_map(|line| line.split_once(" took item ")).map(|(_, item)| item.parse().unwrap()).collect();
    items.sort_unstable();
    items
}

#[test]
fn fifty_items_200_times_in_a_row() {
    let expected: Vec<u32> = (0..50).collect();
    for time in 0..200 {
        let output = run(&[]);
        assert_eq!(items(&output), expected, "run {time}: {output:?}");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains("50 items: 0 missing, 0 taken twice"), "run {time}: {text}");
    }
}

#[test]
fn other_numbers_and_ones_that_do_not_fit() {
    let output = run(&["--producers", "3", "--items", "200", "--consumers", "4"]);
    assert_eq!(items(&output), (0..600).collect::<Vec<_>>());
    assert_eq!(items(&run(&["--producers", "1", "--items", "0"])), []);
    for bad in [["--items", "7"], ["--items", "100000"], ["--producers", "0"]] {
        assert!(!run(&bad).status.success(), "{bad:?}");
    }
}
