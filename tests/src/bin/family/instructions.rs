//! Kills a process after every instruction of what it does with each of the family.
//!
//! After each kill another process does the same, which must neither wait for what the dead one held nor
//! find half of it; then everything is as it was at first.

use super::semantics::LONG;
use comfy_table::{Table, presets};
use std::time::{Duration, Instant};
use sync_runtime::{Barrier, Channel, Event, Latch, Once, ProcessId, RwLock, Semaphore, Shared, SyncError, Timeout};
use tests::Stop;
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
    act: &'a dyn Fn(),
    /// `Err` says what is wrong. The argument says whether the victim had returned.
    check: &'a dyn Fn(bool) -> Result<(), String>,
}

/// What came of one operation.
struct Row {
    name: &'static str,
    length: usize,
    tried: usize,
    wrong: Vec<String>,
    slowest: Duration,
}

/// Prints the table; whether nothing was wrong.
#[allow(clippy::too_many_lines, reason = "a list of operations")]
pub(crate) fn run(options: &Options) -> bool {
    let semaphore: Shared<Semaphore<2>> = Shared::anonymous(Semaphore::bounded(1)).unwrap();
    let event: Shared<Event> = Shared::anonymous(Event::new()).unwrap();
    let barrier: Shared<Barrier<2>> = Shared::anonymous(Barrier::new(2)).unwrap();
    let latch: Shared<Latch> = Shared::anonymous(Latch::new(1)).unwrap();
    let once: Shared<Once> = Shared::anonymous(Once::new()).unwrap();
    let lock: Shared<RwLock<2>> = Shared::anonymous(RwLock::new()).unwrap();
    let channel: Shared<Channel<u64, 4>> = Shared::anonymous(Channel::new()).unwrap();
    let said = |error: SyncError| error.to_string();
    let operations = [
        Operation {
            name: "Semaphore: permit, release",
            act: &|| drop(semaphore.permit(LONG).unwrap()),
            check: &|_| {
                drop(semaphore.permit(LONG).map_err(said)?);
                let available = semaphore.available().map_err(said)?;
                if available == 1 { Ok(()) } else { Err(format!("{available} permits of 1")) }
            },
        },
        Operation {
            name: "Event: set, clear",
            act: &|| {
                event.set().unwrap();
                event.clear().unwrap();
            },
            check: &|_| {
                event.set().map_err(said)?;
                let is_set = event.wait(LONG).map_err(said)?;
                event.clear().map_err(said)?;
                if is_set { Ok(()) } else { Err("not set".into()) }
            },
        },
        Operation {
            name: "Barrier: wait that times out, reset",
            act: &|| {
                assert!(barrier.wait(Duration::from_micros(100)).is_err());
                barrier.reset().unwrap();
            },
            check: &|_| {
                barrier.reset().map_err(said)?;
                let other = Fork::free(|| assert!(barrier.wait(LONG).unwrap() < 2));
                barrier.wait(LONG).map_err(said)?;
                if other.join() == Stop::Exited(0) { Ok(()) } else { Err("the other did not pass".into()) }
            },
        },
        Operation {
            name: "Latch: count down, wait",
            act: &|| {
                latch.count_down().unwrap();
                assert!(latch.wait(LONG).unwrap());
            },
            check: &|returned| {
                let left = latch.left().map_err(said)?;
                latch.count_down().map_err(said)?;
                let is_open = latch.wait(LONG).map_err(said)?;
                latch.store(Latch::new(1)).map_err(said)?;
                if is_open && left <= u32::from(!returned) { Ok(()) } else { Err(format!("{left} left")) }
            },
        },
        Operation {
            name: "Once: call",
            act: &|| once.call_once(LONG, || ()).unwrap(),
            check: &|returned| {
                let was_done = once.is_done().map_err(said)?;
                once.call_once(LONG, || ()).map_err(said)?;
                let is_done = once.is_done().map_err(said)?;
                once.store(Once::new()).map_err(said)?;
                if is_done && was_done >= returned { Ok(()) } else { Err(format!("{was_done}, then {is_done}")) }
            },
        },
        Operation {
            name: "RwLock: read, write",
            act: &|| {
                drop(lock.read(LONG).unwrap());
                drop(lock.write(LONG).unwrap());
            },
            check: &|_| {
                drop(lock.write(LONG).map_err(said)?);
                let reader = lock.read(LONG).map_err(said)?;
                if reader.recovered() { Err("still to be recovered".into()) } else { Ok(()) }
            },
        },
        Operation {
            name: "Channel: send",
            act: &|| channel.send(7, LONG).unwrap(),
            check: &|returned| {
                let first = channel.try_recv().map_err(said)?;
                let second = channel.try_recv().map_err(said)?;
                match (first, second) {
                    (Some(7), None) => Ok(()),
                    (None, None) if !returned => Ok(()),
                    other => Err(format!("{other:?}")),
                }
            },
        },
        Operation {
            name: "Channel: receive",
            act: &|| assert!(channel.recv(Duration::from_micros(100)).is_ok_and(|item| item.is_some())),
            check: &|returned| {
                let left = channel.queued().map_err(said)?;
                while channel.try_recv().map_err(said)?.is_some() {}
                channel.send(7, Timeout::Try).map_err(|unsent| said(unsent.error))?;
                if left <= u32::from(!returned) { Ok(()) } else { Err(format!("{left} left")) }
            },
        },
    ];
    let mut rows = Vec::new();
    for operation in &operations {
        if operation.name == "Channel: receive" {
            channel.send(7, Timeout::Try).unwrap();
        }
        rows.push(prove(operation, options.samples));
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
    Fork::traced_after(|| assert!(ProcessId::current().is_ok()), operation.act)
}

/// Executes one instruction; `false` if it has returned instead.
fn step(victim: &mut Fork) -> bool {
    match victim.step() {
        Stop::Instruction => true,
        Stop::Marker => false,
        stop => panic!("after an instruction: {stop:?}"),
    }
}
