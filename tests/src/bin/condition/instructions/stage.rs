//! What the victim and those who wait share.

use super::{Operation, Row};
use crate::nest::Levels;
use crate::wait::ended_within;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::{Condition, Shared, SharedLocked};
use tests::Stop;
use tests::proof::board::Board;
use tests::proof::fork::Fork;

/// Longer than any trial lasts.
const LONG: Duration = Duration::from_secs(600);
const SHORT: Duration = Duration::from_micros(200);
/// Long enough for a victim that executes single instructions, on a busy machine, too, to register
/// and take a permit meanwhile.
const BETWEEN_PINGS: Duration = Duration::from_millis(100);
/// A process that has not seen a number by then was forgotten. One that has not raised it hangs.
const PATIENCE: Duration = Duration::from_secs(10);
const WAITERS: usize = 2;

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

/// What is shared, and those who wait for it. Dropping it kills them.
pub(super) struct Stage {
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
    pub(super) fn new(operation: Operation) -> Self {
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
    pub(super) fn measure(&self) -> usize {
        let mut victim = Fork::traced(|| self.place.act(self.operation));
        let mut length = 0;
        while step(&mut victim) {
            length += 1;
        }
        length
    }

    /// Kills a victim after so many instructions; whether it had returned by then.
    pub(super) fn kill_after(&self, count: usize, row: &mut Row) -> bool {
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
