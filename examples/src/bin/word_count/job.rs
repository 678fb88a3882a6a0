//! The one struct that all processes share.

use crate::count::Counts;
use sync_runtime::{Pod, SharedLocked};

/// How many workers there can be.
pub(crate) const SLOTS: usize = 64;

/// The environment variable under which the job is passed to workers.
pub(crate) const JOB: &str = "WORD_COUNT_JOB";

/// How far the work is.
///
/// A worker changes it once for each unit: it [finishes](Self::finish) what it had in hand and [takes](Self::take) the next, in
/// one update. Killed before the update, it leaves a unit in hand and nothing of it counted: its successor in the slot does that
/// unit again. Killed after it, all of the unit is counted, and the next is in hand.
#[derive(SharedLocked, Debug, PartialEq)]
#[shared(timeout_ms = 10_000)]
pub(crate) struct Job {
    pub(crate) units: u64,
    /// The first unit that nobody took yet.
    next: u64,
    pub(crate) found: Counts,
    /// How often a unit was given to a worker because its predecessor had died with it in hand.
    pub(crate) done_again: u64,
    /// What each worker is counting.
    in_hand: [Option<u64>; SLOTS],
    /// While there are workers yet to be killed: when the next one is.
    kill: Option<Kill>,
}

/// When a worker is to be killed.
#[derive(Pod, Debug, Clone, Copy, PartialEq)]
pub(crate) struct Kill {
    /// As soon as this unit is taken, or all are.
    pub(crate) at: u64,
    /// This unit, and the end of the work, wait for it. Else small work might be done before all were killed that shall be.
    pub(crate) gate: u64,
}

/// What a worker does next.
#[derive(Debug, PartialEq)]
pub(crate) enum Step {
    /// Count this unit; tell the parent first if it is time to kill somebody.
    Count { unit: u64, tell: bool },
    /// Wait until the parent has killed somebody, and look again.
    Wait,
    /// There is nothing left to take.
    Stop,
}

impl Job {
    pub(crate) fn new(units: u64, kill: Option<Kill>) -> Self {
        Self { units, next: 0, found: Counts::default(), done_again: 0, in_hand: [None; SLOTS], kill }
    }

    /// Adds what a worker found in the unit it has in hand.
    pub(crate) fn finish(&mut self, slot: usize, counts: Counts) {
        self.found += counts;
        self.in_hand[slot] = None;
    }

    /// Gives a worker its next unit: the one that its predecessor had in hand when it died, if there is one.
    pub(crate) fn take(&mut self, slot: usize) -> Step {
        if self.in_hand[slot].is_some() {
            self.done_again += 1;
        } else {
            match self.kill {
                Some(kill) if self.next >= kill.gate.min(self.units) => return Step::Wait,
                None if self.next == self.units => return Step::Stop,
                _ => {}
            }
            self.in_hand[slot] = Some(self.next);
            self.next += 1;
        }
        self.in_hand[slot].map_or(Step::Stop, |unit| Step::Count { unit, tell: self.kill_is_due() })
    }

    /// Whether it is time to kill a worker.
    pub(crate) fn kill_is_due(&self) -> bool {
        self.kill.is_some_and(|kill| self.next > kill.at || self.next == self.units)
    }

    /// A worker was killed; says when the next one is to be.
    pub(crate) fn plan(&mut self, kill: Option<Kill>) {
        self.kill = kill;
    }

    /// Whether the worker in this slot has a unit in hand.
    pub(crate) fn is_at_work(&self, slot: usize) -> bool {
        self.in_hand[slot].is_some()
    }

    /// How many units are counted.
    pub(crate) fn finished(&self) -> u64 {
        self.next - self.in_hand.iter().flatten().count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Counts = Counts { lines: 1, words: 1, bytes: 1 };

    #[test]
    fn a_successor_gets_the_unit_that_was_in_hand() {
        let mut job = Job::new(3, None);
        assert_eq!(job.take(0), Step::Count { unit: 0, tell: false });
        assert_eq!(job.take(1), Step::Count { unit: 1, tell: false });
        assert_eq!(job.take(0), Step::Count { unit: 0, tell: false }, "slot 0 was started again");
        job.finish(1, ONE);
        assert_eq!(job.take(1), Step::Count { unit: 2, tell: false });
        job.finish(1, ONE);
        assert_eq!(job.take(1), Step::Stop);
        assert_eq!((job.finished(), job.found), (2, Counts { lines: 2, words: 2, bytes: 2 }));
        job.finish(0, ONE);
        assert_eq!((job.take(0), job.finished()), (Step::Stop, 3));
        assert_eq!(job.done_again, 1);
    }

    #[test]
    fn units_behind_the_gate_wait_for_the_kill() {
        let mut job = Job::new(3, Some(Kill { at: 0, gate: 1 }));
        assert!(!job.kill_is_due());
        assert_eq!(job.take(0), Step::Count { unit: 0, tell: true });
        assert!(job.kill_is_due());
        assert_eq!(job.take(1), Step::Wait);
        job.plan(None);
        assert!(!job.kill_is_due());
        assert_eq!(job.take(1), Step::Count { unit: 1, tell: false });
    }

    #[test]
    fn the_work_does_not_end_before_the_last_kill() {
        let mut job = Job::new(0, Some(Kill { at: 0, gate: 9 }));
        assert!(job.kill_is_due());
        assert_eq!(job.take(0), Step::Wait);
        job.plan(None);
        assert_eq!(job.take(0), Step::Stop);
    }
}
