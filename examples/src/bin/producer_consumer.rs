//! Producers and consumers around one bounded queue, each of them a process: the classic use of a
//! condition.
//!
//! The queue is a plain struct that all processes share. A producer that finds it full, or a
//! consumer that finds it empty, [waits](sync_runtime::Locked::wait_until) until it is not, without
//! the lock and without processor time. A process that has changed the queue notifies. There are as
//! many items as consumers take altogether, so the program ends.

use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use std::env;
use std::process::{Child, Command};
use std::time::Duration;
use sync_runtime::{Shared, SharedLocked};

/// How many items fit into the queue: few, so that producers have to wait, too.
const CAPACITY: usize = 8;

/// How many items there may be altogether.
const MOST: usize = 1000;

/// What the processes share.
#[derive(SharedLocked, Debug)]
struct Queue {
    /// The items that wait: `len` of them, the oldest at `first`, and on round the end of the
    /// array.
    items: [u32; CAPACITY],
    first: usize,
    len: usize,
    /// How often each item was taken, so that we can tell that it was once.
    taken: [u8; MOST],
    /// The longest that the queue has been.
    longest: usize,
}

impl Queue {
    fn new() -> Self {
        Self { items: [0; CAPACITY], first: 0, len: 0, taken: [0; MOST], longest: 0 }
    }

    fn is_empty(&self) -> bool {
        self.len == 0
    }

    fn is_full(&self) -> bool {
        self.len == CAPACITY
    }

    /// Puts an item at the end. There is room.
    fn push(&mut self, item: u32) {
        self.items[(self.first + self.len) % CAPACITY] = item;
        self.len += 1;
        self.longest = self.longest.max(self.len);
    }

    /// Takes the oldest item, and counts it as taken. There is one.
    fn pop(&mut self) -> u32 {
        let item = self.items[self.first];
        self.first = (self.first + 1) % CAPACITY;
        self.len -= 1;
        // In the same commit: an item is in the queue or it is counted, even if this process is
        // killed here.
        self.taken[item as usize] += 1;
        item
    }
}

/// The environment variable under which the queue is passed.
const QUEUE: &str = "QUEUE";

/// How long a process waits for the others before something must be wrong.
const PATIENCE: Duration = Duration::from_secs(30);

/// Processes put items into a bounded queue, and other processes take them out: each item once.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// How many processes put items in
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    producers: u32,
    /// How many items each of them puts in
    #[arg(long, value_name = "N", default_value_t = 10)]
    items: u32,
    /// How many processes take items out; the items must be shared out evenly
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=100))]
    consumers: u32,
    /// Put in the items from this one on: this makes the program a producer
    #[arg(long, hide = true)]
    produce_from: Option<u32>,
    /// Take so many items: this makes the program a consumer
    #[arg(long, hide = true)]
    consume: Option<u32>,
}

fn main() -> Result<()> {
    let args = Args::parse();
    match (args.produce_from, args.consume) {
        (Some(first), _) => produce(first, args.items),
        (_, Some(count)) => consume(count),
        _ => supervise(&args),
    }
}

/// What a producer does.
fn produce(first: u32, count: u32) -> Result<()> {
    let queue = Shared::<Queue>::inherit(QUEUE)?;
    for item in first..first + count {
        let mut guard = queue.wait_until(PATIENCE, |queue| !queue.is_full())?;
        guard.push(item);
        // Dropping the guard commits. A waiter that is woken before that waits for the lock
        // instead.
        drop(guard);
        // Producers and consumers wait for the same condition: one of the wrong kind might be the
        // one to wake.
        queue.notify_all();
    }
    Ok(())
}

/// What a consumer does.
fn consume(count: u32) -> Result<()> {
    let queue = Shared::<Queue>::inherit(QUEUE)?;
    for _ in 0..count {
        // The same as `wait_until`, spelled out.
        let mut guard = queue.get_lock()?;
        ensure!(guard.wait_while(PATIENCE, Queue::is_empty)?, "nothing came");
        let item = guard.pop();
        drop(guard);
        queue.notify_all();
        println!("process {} took item {item}", std::process::id());
    }
    Ok(())
}

/// What the process that the user started does.
fn supervise(args: &Args) -> Result<()> {
    let total = args.producers.saturating_mul(args.items);
    ensure!(total as usize <= MOST, "at most {MOST} items");
    ensure!(
        total.is_multiple_of(args.consumers),
        "{total} items cannot be shared out among {} consumers",
        args.consumers
    );

    let queue = Shared::anonymous(Queue::new())?;
    let items = args.items.to_string();
    let share = (total / args.consumers).to_string();
    let mut children = Vec::new();
    for _ in 0..args.consumers {
        children.push(start(&queue, &["--consume", &share])?);
    }
    for producer in 0..args.producers {
        let first = (producer * args.items).to_string();
        children.push(start(&queue, &["--produce-from", &first, "--items", &items])?);
    }
    for mut child in children {
        let status = child.wait().context("cannot wait for a process")?;
        ensure!(status.success(), "a process failed: {status}");
    }

    let Queue { taken, len, longest, .. } = queue.load()?;
    let (expected, beyond) = taken.split_at(total as usize);
    let items_taken = |times: fn(u8) -> bool| expected.iter().filter(|&&taken| times(taken)).count();
    let (missing, twice) = (items_taken(|times| times == 0), items_taken(|times| times > 1));
    println!("{total} items: {missing} missing, {twice} taken twice, at most {longest} in the queue at a time");
    ensure!(missing + twice + len == 0 && beyond.iter().all(|&times| times == 0), "not every item was taken once");
    Ok(())
}

/// Starts this program anew.
fn start(queue: &Shared<Queue>, arguments: &[&str]) -> Result<Child> {
    let mut command = Command::new(env::current_exe()?);
    command.args(arguments);
    queue.pass_to(&mut command, QUEUE)?;
    command.spawn().context("cannot start a process")
}
