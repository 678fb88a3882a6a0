//! Kills a process after every instruction of what it does with each of the family.
//!
//! After each kill another process does the same, which must neither wait for what the dead one
//! held nor find half of it; then everything is as it was at first.

use super::semantics::LONG;
use comfy_table::{Table, presets};
use std::time::{Duration, Instant};
use sync_runtime::{Barrier, Channel, Event, Latch, Once, ProcessId, RwLock, Semaphore, Shared, SyncError, Timeout};
use tests::Stop;
use tests::processors;
use tests::proof::fork::Fork;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Try about so many instructions of each operation, not all.
    #[arg(long)]
    samples: Option<usize>,
}

/// An operation under test: its name, what the victim does, and what is looked at after its death.
struct Operation<'a> {
    name: &'static str,
    act: Box<dyn Fn() + 'a>,
    /// `Err` says what is wrong. The argument says whether the victim had returned.
    check: Box<dyn Fn(bool) -> Result<(), String> + 'a>,
}

/// What came of one operation.
struct Row {
    name: &'static str,
    length: usize,
    tried: usize,
    wrong: Vec<String>,
    slowest: Duration,
}

/// What the operations are done with.
struct Stage {
    semaphore: Shared<Semaphore<2>>,
    consumed: Shared<Semaphore<2>>,
    event: Shared<Event>,
    barrier: Shared<Barrier<2>>,
    latch: Shared<Latch>,
    once: Shared<Once>,
    lock: Shared<RwLock<2>>,
    channel: Shared<Channel<u64, 4>>,
}

#[allow(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn said(error: SyncError) -> String {
    error.to_string()
}

impl Stage {
    fn new() -> Self {
        Self {
            semaphore: Shared::anonymous(Semaphore::sized_and_bounded(1)).unwrap(),
            consumed: Shared::anonymous(Semaphore::sized(1)).unwrap(),
            event: Shared::anonymous(Event::new()).unwrap(),
            barrier: Shared::anonymous(Barrier::sized(2)).unwrap(),
            latch: Shared::anonymous(Latch::new(1)).unwrap(),
            once: Shared::anonymous(Once::new()).unwrap(),
            lock: Shared::anonymous(RwLock::sized()).unwrap(),
            channel: Shared::anonymous(Channel::new()).unwrap(),
        }
    }

    /// Those that a process does alone.
    fn alone(&self) -> Vec<Operation<'_>> {
        vec![
            Operation {
                name: "Semaphore: permit, release",
                act: Box::new(|| drop(self.semaphore.permit(LONG).unwrap())),
                check: Box::new(|_| {
                    drop(self.semaphore.permit(LONG).map_err(said)?);
                    let available = self.semaphore.available().map_err(said)?;
                    if available == 1 { Ok(()) } else { Err(format!("{available} permits of 1")) }
                }),
            },
            Operation {
                name: "Semaphore: permit, consume",
                act: Box::new(|| self.consumed.permit(LONG).unwrap().consume().unwrap()),
                check: Box::new(|returned| {
                    let is_there = self.consumed.try_permit().map_err(said)?.is_some();
                    if !is_there {
                        self.consumed.add().map_err(said)?;
                    }
                    let available = self.consumed.available().map_err(said)?;
                    match (returned, is_there, available) {
                        (true, false, 1) | (false, _, 1) => Ok(()),
                        other => Err(format!("{other:?}")),
                    }
                }),
            },
            Operation {
                name: "Event: set, clear",
                act: Box::new(|| {
                    self.event.set().unwrap();
                    self.event.clear().unwrap();
                }),
                check: Box::new(|_| {
                    self.event.set().map_err(said)?;
                    let is_set = self.event.wait(LONG).map_err(said)?;
                    self.event.clear().map_err(said)?;
                    if is_set { Ok(()) } else { Err("not set".into()) }
                }),
            },
            Operation {
                name: "Latch: count down, wait",
                act: Box::new(|| {
                    self.latch.count_down().unwrap();
                    assert!(self.latch.wait(LONG).unwrap());
                }),
                check: Box::new(|returned| {
                    let left = self.latch.left().map_err(said)?;
                    self.latch.count_down().map_err(said)?;
                    let is_open = self.latch.wait(LONG).map_err(said)?;
                    self.latch.store(Latch::new(1)).map_err(said)?;
                    if is_open && left <= u32::from(!returned) { Ok(()) } else { Err(format!("{left} left")) }
                }),
            },
            Operation {
                name: "Once: call",
                act: Box::new(|| self.once.call_once(LONG, || ()).unwrap()),
                check: Box::new(|returned| {
                    let was_done = self.once.is_done().map_err(said)?;
                    self.once.call_once(LONG, || ()).map_err(said)?;
                    let is_done = self.once.is_done().map_err(said)?;
                    self.once.store(Once::new()).map_err(said)?;
                    if is_done && was_done >= returned { Ok(()) } else { Err(format!("{was_done}, then {is_done}")) }
                }),
            },
        ]
    }

    /// Those that are about others.
    fn with_others(&self) -> Vec<Operation<'_>> {
        vec![
            Operation {
                name: "Barrier: wait that times out, reset",
                act: Box::new(|| {
                    assert!(self.barrier.wait(Duration::from_micros(100)).is_err());
                    self.barrier.reset().unwrap();
                }),
                check: Box::new(|_| {
                    self.barrier.reset().map_err(said)?;
                    let other = Fork::free(|| assert!(self.barrier.wait(LONG).unwrap() < 2));
                    self.barrier.wait(LONG).map_err(said)?;
                    if other.join() == Stop::Exited(0) { Ok(()) } else { Err("the other did not pass".into()) }
                }),
            },
            Operation {
                name: "RwLock: read, write",
                act: Box::new(|| {
                    drop(self.lock.read(LONG).unwrap());
                    drop(self.lock.write(LONG).unwrap());
                }),
                check: Box::new(|_| {
                    drop(self.lock.write(LONG).map_err(said)?);
                    let reader = self.lock.read(LONG).map_err(said)?;
                    if reader.recovered() { Err("still to be recovered".into()) } else { Ok(()) }
                }),
            },
            Operation {
                name: "Channel: send",
                act: Box::new(|| self.channel.send(7, LONG).unwrap()),
                check: Box::new(|returned| {
                    let first = self.channel.try_recv().map_err(said)?;
                    let second = self.channel.try_recv().map_err(said)?;
                    match (first, second) {
                        (Some(7), None) => Ok(()),
                        (None, None) if !returned => Ok(()),
                        other => Err(format!("{other:?}")),
                    }
                }),
            },
            Operation {
                name: "Channel: receive",
                act: Box::new(|| {
                    assert!(self.channel.recv(Duration::from_micros(100)).is_ok_and(|item| item.is_some()));
                }),
                check: Box::new(|returned| {
                    let left = self.channel.queued().map_err(said)?;
                    while self.channel.try_recv().map_err(said)?.is_some() {}
                    self.channel.send(7, Timeout::Try).map_err(|unsent| said(unsent.error))?;
                    if left <= u32::from(!returned) { Ok(()) } else { Err(format!("{left} left")) }
                }),
            },
        ]
    }
}

/// Prints the table; whether nothing was wrong.
pub(crate) fn run(options: &Options) -> bool {
    processors::stay_on_one();
    let stage = Stage::new();
    let mut rows = Vec::new();
    for operation in stage.alone().into_iter().chain(stage.with_others()) {
        if operation.name == "Channel: receive" {
            stage.channel.send(7, Timeout::Try).unwrap();
        }
        rows.push(prove(&operation, options.samples));
    }
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN);
    table.set_header(["operation", "instructions", "tried", "wrong", "slowest after a death"]);
    for row in &rows {
        let numbers = [row.length, row.tried, row.wrong.len()].map(|number| number.to_string());
        let [length, tried, wrong] = numbers;
        table.add_row([row.name.to_owned(), length, tried, wrong, format!("{:.1?}", row.slowest)]);
    }
    println!("{table}");
    for (name, what) in rows.iter().flat_map(|row| row.wrong.iter().map(|what| (row.name, what))) {
        println!("{name}: {what}");
    }
    let (tried, wrong) = rows.iter().fold((0, 0), |(tried, wrong), row| (tried + row.tried, wrong + row.wrong.len()));
    println!("instructions tried {tried}, wrong {wrong}");
    wrong == 0
}

fn prove(operation: &Operation<'_>, samples: Option<usize>) -> Row {
    let length = measure(operation);
    let every = samples.map_or(1, |samples| length.div_ceil(samples).max(1));
    let mut row = Row { name: operation.name, length, tried: 0, wrong: Vec::new(), slowest: Duration::ZERO };
    loop {
        let count = row.tried * every;
        let mut victim = victim(operation);
        let returned = !(0..count).all(|_| step(&mut victim));
        victim.kill();
        row.tried += 1;
        let start = Instant::now();
        if let Err(what) = (operation.check)(returned) {
            row.wrong.push(format!("after {count} instructions: {what}"));
        }
        row.slowest = row.slowest.max(start.elapsed());
        if returned || row.wrong.len() > 5 {
            return row;
        }
    }
}

/// How many instructions it takes. What it changes is made as it was.
fn measure(operation: &Operation<'_>) -> usize {
    let mut victim = victim(operation);
    let mut length = 0;
    while step(&mut victim) {
        length += 1;
    }
    victim.kill();
    (operation.check)(true).unwrap();
    length
}

/// A process about to do it. It has looked up already who it is, which takes tens of thousands of
/// instructions that change nothing.
fn victim(operation: &Operation<'_>) -> Fork {
    Fork::traced_after(|| assert!(ProcessId::current().is_ok()), &*operation.act)
}

/// Executes one instruction; `false` if it has returned instead.
fn step(victim: &mut Fork) -> bool {
    match victim.step() {
        Stop::Instruction => true,
        Stop::Marker => false,
        stop => panic!("after an instruction: {stop:?}"),
    }
}
