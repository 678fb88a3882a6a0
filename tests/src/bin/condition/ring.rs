//! Processes in a ring hand a token round, each waiting for it by `wait_until`.

use crate::report::{bar, table};
use crate::wait::{Usage, ended_within};
use std::time::{Duration, Instant};
use sync_runtime::{Shared, SharedLocked, SyncError};
use tests::Stop;
use tests::proof::fork::Fork;

#[derive(clap::Args)]
pub(crate) struct Options {
    #[arg(long, default_value_t = 8)]
    processes: u32,
    /// How often the token goes round.
    #[arg(long, default_value_t = 100_000)]
    rounds: u64,
}

/// Where the token is, for all at one table.
#[derive(SharedLocked, Debug)]
#[shared(timeout = never)]
struct Table {
    turn: u32,
    handed: u64,
}

/// The token, if it is at this seat: how often it was handed on.
#[derive(SharedLocked, Debug)]
#[shared(timeout = never)]
struct Seat {
    token: Option<u64>,
}

const LONG: Duration = Duration::from_secs(600);

struct Row {
    name: &'static str,
    handed: u64,
    expected: u64,
    took: Duration,
    usage: Usage,
}

/// Prints the table; whether every hand-over was counted, and nobody was busy while waiting.
pub(crate) fn run(options: &Options) -> bool {
    let idle = idle(options.processes);
    let rows = [seats(options), one_table(options)];
    let header =
        ["ring", "handed over", "expected", "time", "processor time", "per hand-over", "processor share", "sleeps"];
    let lines = rows.iter().map(|row| {
        let each = row.usage.processor / u32::try_from(row.handed.max(1)).unwrap();
        let share = row.usage.processor.as_secs_f64() / row.took.as_secs_f64();
        vec![
            row.name.to_owned(),
            row.handed.to_string(),
            row.expected.to_string(),
            format!("{:.2?}", row.took),
            format!("{:.2?}", row.usage.processor),
            format!("{each:.1?}"),
            format!("{share:.2}"),
            row.usage.slept.to_string(),
        ]
    });
    println!("{}", table(&header, lines));
    let quiet = idle < IDLE / 10;
    let count = options.processes;
    println!("{count} processes that wait {IDLE:?} for nothing take {idle:.1?} of processor time altogether");
    quiet && rows.iter().all(|row| row.handed == row.expected)
}

/// How long they wait for nothing.
const IDLE: Duration = Duration::from_secs(1);

/// The processor time of those who wait for what never comes.
fn idle(processes: u32) -> Duration {
    let seat = Shared::anonymous(Seat { token: None }).unwrap();
    let before = Usage::of_children();
    let wait = || match seat.wait_until(IDLE, |seat| seat.token.is_some()) {
        Err(SyncError::ConditionTimeout { waited, .. }) => assert!(waited >= IDLE),
        other => panic!("{other:?}"),
    };
    let waiting: Vec<Fork> = (0..processes).map(|_| Fork::free(wait)).collect();
    for fork in waiting {
        assert_eq!(fork.join(), Stop::Exited(0));
    }
    Usage::of_children().since(before).processor
}

/// Each process has a seat of its own, which has a condition of its own: one is notified.
fn seats(options: &Options) -> Row {
    let &Options { processes, rounds } = options;
    let seats: Vec<_> = (0..processes).map(|_| Shared::anonymous(Seat { token: None }).unwrap()).collect();
    let member = |number: usize| {
        let (own, next) = (&seats[number], &seats[(number + 1) % seats.len()]);
        for _ in 0..rounds {
            let mut seat = own.wait_until(LONG, |seat| seat.token.is_some()).unwrap();
            let handed = seat.token.take().unwrap();
            drop(seat);
            next.store(Seat { token: Some(handed + 1) }).unwrap();
            next.notify_one();
        }
    };
    let start = || {
        seats[0].store(Seat { token: Some(0) }).unwrap();
        seats[0].notify_one();
    };
    measure("a seat for each, notify_one", options, member, start, || seats[0].load().unwrap().token)
}

/// All wait for one condition, so all are notified, and the one whose turn it is goes on.
fn one_table(options: &Options) -> Row {
    let &Options { processes, rounds } = options;
    let shared = Shared::anonymous(Table { turn: processes, handed: 0 }).unwrap();
    let member = |number: usize| {
        let number = u32::try_from(number).unwrap();
        for _ in 0..rounds {
            let mut table = shared.wait_until(LONG, |table| table.turn == number).unwrap();
            table.turn = (number + 1) % processes;
            table.handed += 1;
            drop(table);
            shared.notify_all();
        }
    };
    let start = || {
        shared.with_lock(|table| table.turn = 0).unwrap();
        shared.notify_all();
    };
    measure("one table, notify_all", options, member, start, || Some(shared.load().unwrap().handed))
}

fn measure(
    name: &'static str,
    options: &Options,
    member: impl Fn(usize),
    start: impl Fn(),
    peek: impl Fn() -> Option<u64>,
) -> Row {
    let expected = u64::from(options.processes) * options.rounds;
    let before = Usage::of_children();
    let mut members: Vec<_> = (0..options.processes as usize).map(|number| Fork::free(|| member(number))).collect();
    let begin = Instant::now();
    start();
    let bar = bar(name, expected);
    for fork in &mut members {
        // To show where the token is now and then; nobody is disturbed by a look.
        let frame = Duration::from_millis(200);
        let end = loop {
            if let Some(end) = ended_within(fork, frame) {
                break end;
            }
            assert!(begin.elapsed() < LONG, "the ring came to a halt");
            bar.set_position(peek().unwrap_or(bar.position()));
        };
        assert_eq!(end, Stop::Exited(0));
    }
    bar.finish_and_clear();
    let took = begin.elapsed();
    Row { name, handed: peek().unwrap_or(0), expected, took, usage: Usage::of_children().since(before) }
}
