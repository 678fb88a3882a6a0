//! Processes that use a table.

use clap::Args;
use std::fs;
use std::io;
use sync_runtime::{SyncError, Table};
use tests::name::DIRECTORY;
use tests::proof::private;
use tests::values::Counters;

#[derive(Args)]
pub(crate) struct HoldRecord {
    name: String,
    index: usize,
}

impl HoldRecord {
    /// Changes a record under its lock, and stays inside until told to go on.
    pub(crate) fn run(self) {
        let table = Table::<Counters>::open(&self.name).unwrap();
        let mut guard = table.at(self.index).unwrap().get_lock().unwrap();
        guard.first += 1;
        println!("inside");
        io::stdin().read_line(&mut String::new()).unwrap();
    }
}

#[derive(Args)]
pub(crate) struct CountInTable {
    name: String,
    times: usize,
}

impl CountInTable {
    /// Adds 1 to all fields of one record after the other, so many times.
    pub(crate) fn run(self) {
        let table = Table::<Counters>::open(&self.name).unwrap();
        for turn in 0..self.times {
            table.at(turn % table.len()).unwrap().with_lock(Counters::raise).unwrap();
        }
    }
}

#[derive(Args)]
pub(crate) struct ClaimAll {
    name: String,
}

impl ClaimAll {
    /// Claims each number that is 0, makes it 1, and says how many that were.
    pub(crate) fn run(self) {
        let table = Table::<u64>::open(&self.name).unwrap();
        let mut count = 0;
        while let Some((_, mut number)) = table.claim(|number| *number == 0).unwrap() {
            assert_eq!(*number, 0);
            *number = 1;
            count += 1;
        }
        println!("{count}");
    }
}

/// Inherits a table of numbers, adds 1 to the last, and says how many there are.
pub(crate) fn inherit() {
    let table = Table::<u64>::inherit("TABLE").unwrap();
    table.at(table.len() - 1).unwrap().with_lock(|number| *number += 1).unwrap();
    println!("{} records", table.len());
}

#[derive(Args)]
pub(crate) struct FillDirectory {
    len: usize,
}

impl FillDirectory {
    /// Makes a table that is too large for a directory of 1 MiB, and says what came of it, and what
    /// is left.
    pub(crate) fn run(self) {
        if let Err(error) = private::enter(1024) {
            println!("not permitted: {error}");
            return;
        }
        let free = private::free_blocks();
        let made = Table::<u64>::create("too-large", self.len, |_| 0);
        match made {
            Err(error @ SyncError::System { .. }) => println!("System: {error}"),
            other => println!("{other:?}"),
        }
        assert_eq!(fs::read_dir(DIRECTORY).unwrap().count(), 0);
        assert_eq!(private::free_blocks(), free);
        // And the next, which fits, is made.
        let small = Table::<u64>::create("small", 10, |_| 7).unwrap();
        println!("then {}", small.at(9).unwrap().load().unwrap());
    }
}
