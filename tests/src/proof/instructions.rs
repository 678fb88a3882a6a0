//! Kills a process after every instruction of an operation, and looks at what it leaves behind.

use super::board::Board;
use super::fork::Fork;
use super::probe::Probe;
use super::subject::{Operation, Seen, Subject};
use crate::ptrace::Stop;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

/// How thorough a proof is.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// At how many instructions of an operation to try, evenly spread; at all of them if `None`.
    pub samples: Option<usize>,
    /// How long a reader may take before it counts as one that waits, and a writer waits for the
    /// lock.
    pub patience: Duration,
}

/// What came of one operation on one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// What was killed.
    pub operation: Operation,
    /// On what.
    pub value: &'static str,
    /// Instructions from entry to return.
    pub length: usize,
    /// After how many of them it was killed.
    pub tried: usize,
    /// How often the value before was found.
    pub before: usize,
    /// How often the value after was found.
    pub after: usize,
    /// How often something else was found.
    pub torn: usize,
    /// How often a commit that had been seen was gone, or one was counted twice.
    pub lost: usize,
    /// How often the next one to lock did not get the lock.
    pub hung: usize,
    /// How often a reader waited.
    pub waited: usize,
    /// The longest that the next one to lock took.
    pub slowest: Duration,
}

impl Row {
    fn new(operation: Operation, value: &'static str, length: usize) -> Self {
        let (tried, before, after, torn, lost, hung, waited) = (0, 0, 0, 0, 0, 0, 0);
        let slowest = Duration::ZERO;
        Self { operation, value, length, tried, before, after, torn, lost, hung, waited, slowest }
    }

    /// Whether nothing went wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.tried > 0 && self.torn + self.lost + self.hung + self.waited == 0
    }

    /// Counts a value that was found. Only one of two is expected.
    fn count(&mut self, seen: Seen, before: u64, after: u64) {
        match seen {
            Seen::Whole(number) if number == before => self.before += 1,
            Seen::Whole(number) if number == after => self.after += 1,
            Seen::Whole(_) | Seen::Torn => self.torn += 1,
            Seen::Hung => self.waited += 1,
        }
    }
}

/// Tries `operation` on `subject`. `progress` is told after each instruction tried how many of how
/// many it was.
pub fn prove<S: Subject>(subject: &S, operation: Operation, plan: Plan, progress: &mut dyn FnMut(usize, usize)) -> Row {
    let mut probe = Probe::new(subject, plan.patience);
    let length = measure(subject, operation, &mut probe);
    let every = plan.samples.map_or(1, |samples| length.div_ceil(samples).max(1));
    let mut row = Row::new(operation, subject.value(), length);
    let mut count = 0;
    // One instruction more than it has: killed where it has returned.
    loop {
        let done = match operation {
            Operation::Load => overtake(subject, count, &mut probe, &mut row),
            _ => kill(subject, operation, count, &mut probe, &mut row),
        };
        row.tried += 1;
        progress(count.min(length), length);
        if done {
            return row;
        }
        count += every;
    }
}

/// What happens before the operation, which is about to be killed after `count` instructions.
fn prepare<S: Subject>(subject: &S, operation: Operation, count: usize) {
    if operation == Operation::AfterCommit {
        die_behind_commit(subject, count % LONGEST_WAY);
    }
    if matches!(operation, Operation::AfterDeath | Operation::ClaimAfterDeath) {
        // It holds the lock where it is killed, which is at its second marker.
        let mut owner = Fork::traced(|| subject.hold());
        assert_eq!(owner.run(), Stop::Marker);
        owner.kill();
    }
}

/// How many instructions behind a commit an owner dies at most.
const LONGEST_WAY: usize = 500;

/// Lets an owner die so many instructions behind its commit, or where it has returned.
fn die_behind_commit<S: Subject>(subject: &S, further: usize) {
    let before = subject.commits();
    let mut owner = Fork::traced(|| subject.operate(Operation::WithLock, 0));
    let mut is_done = false;
    while !is_done && subject.commits() == before {
        is_done = advance(&mut owner, 1);
    }
    if !is_done {
        advance(&mut owner, further);
    }
    owner.kill();
}

/// How many instructions the operation takes from entry to return.
fn measure<S: Subject>(subject: &S, operation: Operation, probe: &mut Probe<'_, S>) -> usize {
    prepare(subject, operation, 0);
    let before = settled(probe);
    let seen = Board::new(2);
    let mut victim = Fork::traced(|| act(subject, operation, before, &seen));
    let mut length = 0;
    loop {
        match victim.step() {
            Stop::Instruction => length += 1,
            Stop::Marker => return length,
            stop => panic!("{}: {stop:?}", operation.name()),
        }
    }
}

/// Lets a victim go so many instructions; whether it has returned before that.
fn advance(victim: &mut Fork, count: usize) -> bool {
    for _ in 0..count {
        match victim.step() {
            Stop::Instruction => {}
            Stop::Marker => return true,
            stop => panic!("after an instruction: {stop:?}"),
        }
    }
    false
}

/// A value that is whole, whatever the trial before left behind.
fn settled<S: Subject>(probe: &mut Probe<'_, S>) -> u64 {
    for _ in 0..3 {
        if let Seen::Whole(number) = probe.load() {
            return number;
        }
        probe.lock_next();
    }
    panic!("the value cannot be repaired");
}

/// Kills a writer after so many instructions.
fn kill<S: Subject>(subject: &S, operation: Operation, count: usize, probe: &mut Probe<'_, S>, row: &mut Row) -> bool {
    prepare(subject, operation, count);
    let before = settled(probe);
    let after = operation.result(before);
    let mut victim = Fork::traced(|| subject.operate(operation, before));
    let done = advance(&mut victim, count);

    let stopped = probe.load();
    row.count(stopped, before, after);
    victim.kill();
    let dead = probe.load();
    row.count(dead, before, after);
    let (next, took) = probe.lock_next();
    row.slowest = row.slowest.max(took);

    let returned = if done { Seen::Whole(after) } else { stopped };
    match (dead, next) {
        (_, Seen::Hung) => row.hung += 1,
        (Seen::Whole(number), next) => {
            let stays = done || stopped != Seen::Whole(after) || number == after;
            let whole = !done || returned == dead;
            let goes_on = next == Seen::Whole(number + 1) && subject.agrees(number + 1);
            row.lost += usize::from(!(stays && whole && goes_on));
        }
        _ => {}
    }
    done
}

/// Lets others commit twice while a reader stands after so many instructions; then it goes on.
fn overtake<S: Subject>(subject: &S, count: usize, probe: &mut Probe<'_, S>, row: &mut Row) -> bool {
    let before = settled(probe);
    let seen = Board::new(2);
    let mut reader = Fork::traced(|| read(subject, &seen));
    let done = advance(&mut reader, count);
    for _ in 0..2 {
        let (next, took) = probe.lock_next();
        row.slowest = row.slowest.max(took);
        row.hung += usize::from(next == Seen::Hung);
    }
    if !done {
        assert_eq!(reader.run(), Stop::Marker);
    }
    match Seen::decode([&seen[0], &seen[1]].map(|word| word.load(Relaxed))) {
        // Having read the version before the first commit or after it, it may end with any of them.
        Seen::Whole(number) if number > before && number <= before + 2 => row.after += 1,
        other => row.count(other, before, before),
    }
    done
}

/// What a reader does; the parent sees what it saw.
fn read<S: Subject>(subject: &S, seen: &Board) {
    for (word, value) in seen.iter().zip(subject.load().encode()) {
        word.store(value, Relaxed);
    }
}

/// What a victim does.
fn act<S: Subject>(subject: &S, operation: Operation, before: u64, seen: &Board) {
    match operation {
        Operation::Load => read(subject, seen),
        _ => subject.operate(operation, before),
    }
}
