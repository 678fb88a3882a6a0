//! A process that counts.

use crate::count::{Counter, Counts};
use crate::job::{JOB, Job, SLOTS, Step};
use crate::line::Line;
use crate::units::{List, Piece};
use anyhow::{Context as _, Result, ensure};
use rustix::process::{Signal, set_parent_process_death_signal};
use std::fs::File;
use std::io;
use std::os::fd::AsFd as _;
use std::path::Path;
use sync_runtime::Shared;

/// Counts units until there are none left, as the worker in this slot.
pub(crate) fn work(slot: usize) -> Result<()> {
    ensure!(slot < SLOTS, "there is no slot {slot}");
    // What is counted after the parent's death is of no use. If the parent died before this call,
    // no signal comes.
    set_parent_process_death_signal(Some(Signal::KILL)).context("cannot follow the parent")?;
    let line = Line::to_parent()?;
    ensure!(line.has_parent()?, "the parent is gone");

    let job = Shared::<Job>::inherit(JOB)?;
    let list = List::from_file(File::from(io::stdin().as_fd().try_clone_to_owned()?));
    let mut counter = Counter::new();
    let mut found = None;
    loop {
        // The heart of it: one update adds what was found, gives up the unit, and takes the next.
        let step = job.with_lock(|job| {
            let finished = found.take().map(|counts| job.finish(slot, counts)).is_some();
            if job.is_killed_here(slot, finished) {
                line.await_death();
            }
            job.take(slot)
        })?;
        match step {
            Step::Count { unit, tell } => {
                if tell {
                    line.ring();
                }
                found = Some(count(&mut counter, &list.read(unit)?)?);
            }
            Step::Wait => {
                line.ring();
                line.wait()?;
            }
            Step::Stop => return Ok(()),
        }
    }
}

fn count(counter: &mut Counter, unit: &[Piece]) -> Result<Counts> {
    let mut sum = Counts::default();
    for Piece { path, start, end } in unit {
        let counts = File::open(path).and_then(|file| counter.count(&file, *start, *end));
        sum += counts.with_context(|| format!("cannot read {}", Path::new(path).display()))?;
    }
    Ok(sum)
}
