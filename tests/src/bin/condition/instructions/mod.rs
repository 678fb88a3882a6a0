//! Kills a process after every instruction of what it does with a condition or in nested sections.
//!
//! Two others wait meanwhile for the number to rise. After each kill: the number has risen as a
//! whole or not at all; if it has, those who wait see it though nobody may have lived to notify
//! them; and the next one raises it again, notifies, and is seen.

use crate::nest::Levels;
use crate::report::{bar, table};
use crate::wait::ended_within;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::{Condition, Shared, SharedLocked};
use tests::Stop;
use tests::processors;
use tests::proof::board::Board;
use tests::proof::fork::Fork;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Try about so many instructions of each operation, not all.
    #[arg(long)]
    samples: Option<usize>,
}

/// A number, twice, so that a torn one shows.
#[derive(SharedLocked, Debug, Clone, Copy)]
struct Number {
    one: u64,
    same: u64,
}

impl Number {
    fn raise(&mut self) {
        self.one += 1;
        self.same += 1;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operation {
    NotifyOne,
    NotifyAll,
    WaitTimedOut,
    WaitNotified,
    NotifyOneOn,
    WaitOnTimedOut,
    WaitOnNotified,
    Watch,
    Nest,
    NestWait,
}

impl Operation {
    const ALL: [Self; 10] = [
        Self::NotifyOne,
        Self::NotifyAll,
        Self::WaitTimedOut,
        Self::WaitNotified,
        Self::NotifyOneOn,
        Self::WaitOnTimedOut,
        Self::WaitOnNotified,
        Self::Watch,
        Self::Nest,
        Self::NestWait,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::NotifyOne => "with_lock, notify_one",
            Self::NotifyAll => "with_lock, notify_all",
            Self::WaitTimedOut => "guard, change, wait that times out",
            Self::WaitNotified => "guard, change, wait that is notified",
            Self::NotifyOneOn => "with_lock, notify_one_on",
            Self::WaitOnTimedOut => "guard, change, wait_on that times out",
            Self::WaitOnNotified => "guard, change, wait_on that is notified",
            Self::Watch => "load_newer that times out",
            Self::Nest => "three nested sections",
            Self::NestWait => "three nested sections, wait at depth 3",
        }
    }

    /// Whether others notify meanwhile.
    fn is_notified(self) -> bool {
        matches!(self, Self::WaitNotified | Self::WaitOnNotified)
    }

    /// By how much it raises the number.
    fn raises(self) -> u64 {
        u64::from(self != Self::Watch)
    }
}

/// Longer than any trial lasts.
const LONG: Duration = Duration::from_secs(600);
const SHORT: Duration = Duration::from_micros(200);
/// Long enough for a victim that executes single instructions, on a busy machine, too, to register
/// and take a permit meanwhile.
const BETWEEN_PINGS: Duration = Duration::from_millis(100);
/// A process that has not seen a number by then was forgotten. One that has not raised it hangs.
const PATIENCE: Duration = Duration::from_secs(10);
const WAITERS: usize = 2;

struct Row {
    operation: Operation,
    length: usize,
    tried: usize,
    before: usize,
    after: usize,
    torn: usize,
    hung: usize,
    forgotten: usize,
    slowest: Duration,
}

/// Prints the table; whether nothing was torn, and nobody hung or was forgotten.
pub(crate) fn run(options: &Options) -> bool {
    processors::stay_on_one();
    // To wait for a notification takes by far the most instructions: a sample has it once.
    let is_tried = |operation: &Operation| options.samples.is_none() || *operation != Operation::WaitOnNotified;
    let tried = Operation::ALL.into_iter().filter(is_tried);
    let rows: Vec<_> = tried.map(|operation| prove(operation, options.samples)).collect();
    let header =
        ["operation", "instructions", "tried", "before", "after", "torn", "hung", "forgotten", "slowest to be seen"];
    let lines = rows.iter().map(|row| {
        let counts = [row.length, row.tried, row.before, row.after, row.torn, row.hung, row.forgotten];
        let mut line = vec![row.operation.name().to_owned()];
        line.extend(counts.map(|count| count.to_string()));
        line.push(format!("{:.1?}", row.slowest));
        line
    });
    println!("{}", table(&header, lines));
    let sum = |count: fn(&Row) -> usize| rows.iter().map(count).sum::<usize>();
    let (tried, torn, hung) = (sum(|row| row.tried), sum(|row| row.torn), sum(|row| row.hung));
    let forgotten = sum(|row| row.forgotten);
    println!("instructions tried {tried}, torn {torn}, hung {hung}, forgotten {forgotten}");
    torn + hung + forgotten == 0
        && rows.iter().all(|row| row.before > 0 && (row.after > 0 || row.operation.raises() == 0))
}

fn prove(operation: Operation, samples: Option<usize>) -> Row {
    let bar = bar(operation.name(), 0);
    let stage = Stage::new(operation);
    let length = stage.measure();
    bar.set_length(length as u64);
    let every = samples.map_or(1, |samples| length.div_ceil(samples).max(1));
    let (tried, before, after, torn, hung, forgotten, slowest) = (0, 0, 0, 0, 0, 0, Duration::ZERO);
    let mut row = Row { operation, length, tried, before, after, torn, hung, forgotten, slowest };
    // One more than it has, so that it is killed where it has returned, too.
    while !stage.kill_after(row.tried * every, &mut row) {
        bar.set_position((row.tried * every) as u64);
        // Nobody who hangs is waited for again and again.
        if row.hung + row.forgotten > 0 {
            break;
        }
    }
    bar.finish_and_clear();
    row
}

/// What is shared, and those who wait for it. Dropping it kills them.
struct Stage {
    operation: Operation,
    place: Place,
    /// What each waiter has seen, and how often the pinger pinged.
    board: Board,
    #[allow(dead_code, reason = "held until the stage is dropped")]
    company: Vec<Fork>,
}

/// The shared value.
enum Place {
    Number(Shared<Number>),
    /// Waited for by a further condition.
    Further(Shared<Number>, Shared<Condition>),
    Nest(Shared<Levels>),
}

impl Stage {
    fn new(operation: Operation) -> Self {
        let place = match operation {
            Operation::Nest | Operation::NestWait => Place::Nest(Shared::anonymous(Levels::NONE).unwrap()),
            Operation::NotifyOneOn | Operation::WaitOnTimedOut | Operation::WaitOnNotified => {
                let condition = Shared::anonymous(Condition::new()).unwrap();
                Place::Further(Shared::anonymous(Number { one: 0, same: 0 }).unwrap(), condition)
            }
            _ => Place::Number(Shared::anonymous(Number { one: 0, same: 0 }).unwrap()),
        };
        let mut stage = Self { operation, place, board: Board::new(WAITERS + 1), company: Vec::new() };
        let mut company: Vec<_> = (0..WAITERS).map(|number| Fork::free(|| stage.wait_for_ever(number))).collect();
        if operation.is_notified() {
            company.push(Fork::free(|| stage.ping_for_ever()));
        }
        stage.company = company;
        stage
    }

    fn wait_for_ever(&self, number: usize) {
        let mut seen = 0;
        loop {
            seen = self.place.wait_newer(seen);
            self.board[number].store(seen, Relaxed);
        }
    }

    fn ping_for_ever(&self) {
        loop {
            self.place.notify_all();
            self.board[WAITERS].fetch_add(1, Relaxed);
            thread::sleep(BETWEEN_PINGS);
        }
    }

    /// How many instructions it takes.
    fn measure(&self) -> usize {
        let mut victim = Fork::traced(|| self.place.act(self.operation));
        let mut length = 0;
        while step(&mut victim) {
            length += 1;
        }
        length
    }

    /// Kills a victim after so many instructions; whether it had returned by then.
    fn kill_after(&self, count: usize, row: &mut Row) -> bool {
        let before = self.place.whole().expect("whole, as it was checked last time");
        let mut victim = Fork::traced(|| self.place.act(self.operation));
        let returned = !(0..count).all(|_| step(&mut victim));
        victim.kill();
        row.tried += 1;

        let raised = before + self.operation.raises();
        match self.place.whole() {
            Some(number) if number == before && !(returned && raised > before) => row.before += 1,
            Some(number) if number == raised => row.after += 1,
            _ => row.torn += 1,
        }
        let Some(found) = self.place.whole() else { return true };
        row.forgotten += usize::from(!self.all_see(found, row));

        let mut next = Fork::free(|| self.place.next());
        if ended_within(&mut next, PATIENCE) != Some(Stop::Exited(0)) {
            row.hung += 1;
            return true;
        }
        row.forgotten += usize::from(!self.all_see(found + 1, row));
        row.hung += usize::from(self.operation.is_notified() && !self.pings());
        returned
    }

    /// Whether those who wait see the number in time.
    fn all_see(&self, number: u64, row: &mut Row) -> bool {
        let start = Instant::now();
        let see = comes_true(|| self.board[..WAITERS].iter().all(|seen| seen.load(Relaxed) >= number));
        row.slowest = row.slowest.max(start.elapsed());
        see
    }

    /// Whether the pinger goes on.
    fn pings(&self) -> bool {
        let before = self.board[WAITERS].load(Relaxed);
        comes_true(|| self.board[WAITERS].load(Relaxed) > before)
    }
}

fn comes_true(what: impl Fn() -> bool) -> bool {
    let start = Instant::now();
    while !what() {
        if start.elapsed() > PATIENCE {
            return false;
        }
        thread::yield_now();
    }
    true
}

/// Executes one instruction; `false` if it has returned instead.
fn step(victim: &mut Fork) -> bool {
    match victim.step() {
        Stop::Instruction => true,
        Stop::Marker => false,
        stop => panic!("after an instruction: {stop:?}"),
    }
}

impl Place {
    /// The number, if the value is whole.
    fn whole(&self) -> Option<u64> {
        match self {
            Self::Number(shared) | Self::Further(shared, _) => {
                let number = shared.load().unwrap();
                (number.one == number.same).then_some(number.one)
            }
            Self::Nest(shared) => shared.load().unwrap().whole(),
        }
    }

    fn notify_all(&self) {
        match self {
            Self::Number(shared) => shared.notify_all(),
            Self::Further(shared, condition) => shared.notify_all_on(condition),
            Self::Nest(shared) => shared.notify_all(),
        }
    }

    /// Raises the number and tells those who wait.
    fn next(&self) {
        match self {
            Self::Number(shared) | Self::Further(shared, _) => shared.with_lock(Number::raise).unwrap(),
            Self::Nest(shared) => Levels::descend(shared, |_| ()),
        }
        self.notify_all();
    }

    fn wait_newer(&self, seen: u64) -> u64 {
        match self {
            Self::Number(shared) => shared.wait_until(LONG, |number| number.one != seen).unwrap().one,
            Self::Further(shared, condition) => {
                shared.wait_until_on(condition, LONG, |number| number.one != seen).unwrap().one
            }
            Self::Nest(shared) => {
                let guard = shared.wait_until(LONG, |levels| levels.whole() != Some(seen)).unwrap();
                guard.get().unwrap().whole().expect("a nest is committed as a whole")
            }
        }
    }

    /// What the victim does.
    fn act(&self, operation: Operation) {
        match (self, operation) {
            (Self::Number(shared), Operation::NotifyOne) => {
                shared.with_lock(Number::raise).unwrap();
                shared.notify_one();
            }
            (Self::Number(shared), Operation::WaitTimedOut | Operation::WaitNotified) => {
                let mut guard = shared.get_lock().unwrap();
                guard.raise();
                let limit = if operation == Operation::WaitTimedOut { SHORT } else { LONG };
                guard.wait(limit).unwrap();
            }
            (Self::Further(shared, condition), Operation::NotifyOneOn) => {
                shared.with_lock(Number::raise).unwrap();
                shared.notify_one_on(condition);
            }
            (Self::Further(shared, condition), Operation::WaitOnTimedOut | Operation::WaitOnNotified) => {
                let mut guard = shared.get_lock().unwrap();
                guard.raise();
                let limit = if operation == Operation::WaitOnTimedOut { SHORT } else { LONG };
                guard.wait_on(condition, limit).unwrap();
            }
            (Self::Number(shared), Operation::Watch) => {
                let seen = shared.version();
                assert!(shared.load_newer(seen, SHORT).unwrap().is_none());
            }
            (Self::Nest(shared), Operation::NestWait) => Levels::descend(shared, |innermost| {
                innermost.wait(SHORT).unwrap();
                assert_eq!(innermost.depth(), 3);
            }),
            _ => self.next(),
        }
    }
}
