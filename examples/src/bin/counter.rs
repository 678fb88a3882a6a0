//! The classic first program with shared state: processes that add to one number, and lose nothing.
//!
//! Python's manual has it as `multiprocessing.Value`. Here the number is a [`Shared`] of a struct,
//! handed to each process by [`Shared::pass_to`]; it has no name, so there is nothing to clean up.

use anyhow::{Result, ensure};
use clap::Parser;
use std::env;
use std::process::{Child, Command};
use std::time::Instant;
use sync_runtime::{Shared, SharedLocked};

/// What the processes share. They change both fields in one update, so no reader sees one without
/// the other.
#[derive(SharedLocked, Debug, PartialEq)]
struct Counter {
    sum: u64,
    additions: u64,
}

/// The environment variable under which the counter is passed.
const COUNTER: &str = "COUNTER";

/// Processes add to one shared number.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// How many processes add at the same time
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=1000))]
    processes: u32,
    /// How often each of them adds
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    increments: u64,
    /// What to add: this makes the program one of those processes
    #[arg(long, hide = true)]
    add: Option<u64>,
}

fn main() -> Result<()> {
    let args = Args::parse();
    if let Some(amount) = args.add {
        return add(amount, args.increments);
    }
    one_and_two()?;
    many(u64::from(args.processes), args.increments)
}

/// What each started process does.
fn add(amount: u64, times: u64) -> Result<()> {
    let counter = Shared::<Counter>::inherit(COUNTER)?;
    for _ in 0..times {
        counter.with_lock(|counter| {
            counter.sum += amount;
            counter.additions += 1;
        })?;
    }
    Ok(())
}

/// Starts this program anew, as a process that adds.
fn start(counter: &Shared<Counter>, amount: u64, times: u64) -> Result<Child> {
    let mut command = Command::new(env::current_exe()?);
    command.args(["--add", &amount.to_string(), "--increments", &times.to_string()]);
    counter.pass_to(&mut command, COUNTER)?;
    Ok(command.spawn()?)
}

fn wait_for(children: Vec<Child>) -> Result<()> {
    for mut child in children {
        let status = child.wait()?;
        ensure!(status.success(), "a process failed: {status}");
    }
    Ok(())
}

fn one_and_two() -> Result<()> {
    let counter = Shared::anonymous(Counter { sum: 0, additions: 0 })?;
    wait_for(vec![start(&counter, 1, 1)?, start(&counter, 2, 1)?])?;
    let Counter { sum, .. } = counter.load()?;
    println!("one process added 1, another added 2: the sum is {sum}");
    ensure!(sum == 3, "1 + 2 gave {sum}");
    Ok(())
}

fn many(processes: u64, increments: u64) -> Result<()> {
    let counter = Shared::anonymous(Counter { sum: 0, additions: 0 })?;
    let begun = Instant::now();
    // Each adds another amount, so that an addition lost here cannot be made up for by one done
    // twice there.
    let children = (1..=processes).map(|amount| start(&counter, amount, increments)).collect::<Result<_>>()?;
    wait_for(children)?;
    let seconds = begun.elapsed().as_secs_f64();

    let found = counter.load()?;
    let amounts = processes * (processes + 1) / 2;
    let expected = Counter { sum: amounts * increments, additions: processes * increments };
    println!("{processes} processes added 1 to {processes}, {increments} times each, in {seconds:.3} s:");
    println!("  sum       {:>16}, expected {:>16}", found.sum, expected.sum);
    println!("  additions {:>16}, expected {:>16}", found.additions, expected.additions);
    ensure!(found == expected, "an update was lost");
    Ok(())
}
