//! The one struct that all processes share.

use crate::count::Counts;
use sync_runtime::{Pod, SharedLocked};

/// How many workers there can be.
pub(crate) const SLOTS: usize = 64;

/// The environment variable under which the job is passed to workers.
pub(crate) const JOB: &str = "WORD_COUNT_JOB";

/// How far the work is.
///
/// A worker changes it once for each unit: it [finishes](Self::finish) the unit it has counted and
/// [takes](Self::take) the next, in one update. A worker killed before that update has committed
/// leaves its unit taken, and nothing of it in the totals: the next worker in its slot counts that
/// unit again. After the commit all of the unit is in the totals.
#[derive(SharedLocked, Debug, PartialEq)]
#[shared(timeout_ms = 10_000)]
pub(crate) struct Job {
    pub(crate) units: u64,
    /// The first unit that no worker has taken yet.
    next: u64,
    pub(crate) found: Counts,
    /// How often a unit was counted again because the worker before had died.
    pub(crate) done_again: u64,
    /// The unit that each worker is counting.
    taken: [Option<u64>; SLOTS],
    /// The next worker to be killed, as long as there is one.
    kill: Option<Kill>,
}

/// When a worker is killed, and where.
#[derive(Pod, Debug, Clone, Copy, PartialEq)]
pub(crate) struct Kill {
    /// Due as soon as this unit is taken, or all are.
    pub(crate) at: u64,
    /// This unit, and the end of the work, wait for the kill: otherwise small work could be done
    /// before all kills are.
    pub(crate) gate: u64,
    /// The worker in this slot is killed inside the lock. `None`: any worker, anywhere.
    pub(crate) inside: Option<u32>,
}

/// What a worker does next.
#[derive(Debug, PartialEq)]
pub(crate) enum Step {
    /// Count this unit; first tell the parent if a kill is due.
    Count { unit: u64, tell: bool },
    /// Wait until the parent has killed a worker, then ask again.
    Wait,
    /// There is nothing left to take.
    Stop,
}

impl Job {
    pub(crate) fn new(units: u64, kill: Option<Kill>) -> Self {
        Self { units, next: 0, found: Counts::default(), done_again: 0, taken: [None; SLOTS], kill }
    }

    /// Adds what a worker found in the unit it has taken.
    pub(crate) fn finish(&mut self, slot: usize, counts: Counts) {
        self.found += counts;
        self.taken[slot] = None;
    }

    /// Gives a worker its next unit: the one that the worker before it had taken when it died, if
    /// there is one.
    pub(crate) fn take(&mut self, slot: usize) -> Step {
        if self.taken[slot].is_some() {
            self.done_again += 1;
        } else {
            match self.kill {
                Some(_) if self.is_at_gate() => return Step::Wait,
                None if self.next == self.units => return Step::Stop,
                _ => {}
            }
            self.taken[slot] = Some(self.next);
            self.next += 1;
        }
        self.taken[slot].map_or(Step::Stop, |unit| Step::Count { unit, tell: self.kill_is_due() })
    }

    /// Whether the worker in this slot is to be killed between its `finish` and its `take`. It is,
    /// as soon as the kill is due and it has something to lose, or nothing more to take.
    pub(crate) fn is_killed_here(&self, slot: usize, finished: bool) -> bool {
        let aimed = self.kill.is_some_and(|kill| kill.inside.is_some_and(|inside| inside as usize == slot));
        aimed && self.kill_is_due() && (finished || self.taken[slot].is_none() && self.is_at_gate())
    }

    /// Whether no unit can be taken before the next kill.
    fn is_at_gate(&self) -> bool {
        self.kill.is_some_and(|kill| self.next >= kill.gate.min(self.units))
    }

    /// Whether it is time to kill a worker.
    pub(crate) fn kill_is_due(&self) -> bool {
        self.kill.is_some_and(|kill| self.next > kill.at || self.next == self.units)
    }

    /// The slot of the worker that the next kill hits inside the lock, if it is such a kill.
    pub(crate) fn killed_inside(&self) -> Option<usize> {
        self.kill?.inside.map(|slot| slot as usize)
    }

    /// A worker was killed; sets the next kill.
    pub(crate) fn plan(&mut self, kill: Option<Kill>) {
        self.kill = kill;
    }

    /// Whether the worker in this slot has taken a unit.
    pub(crate) fn is_at_work(&self, slot: usize) -> bool {
        self.taken[slot].is_some()
    }

    /// How many units are counted.
    pub(crate) fn finished(&self) -> u64 {
        self.next - self.taken.iter().flatten().count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Counts = Counts { lines: 1, words: 1, bytes: 1 };

    #[test]
    fn the_next_worker_in_a_slot_gets_the_unit_that_was_taken() {
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
        let mut job = Job::new(3, Some(Kill { at: 0, gate: 1, inside: None }));
        assert!(!job.kill_is_due());
        assert_eq!(job.take(0), Step::Count { unit: 0, tell: true });
        assert!(job.kill_is_due());
        assert_eq!(job.take(1), Step::Wait);
        assert!(!job.is_killed_here(1, true), "this kill may hit any instruction");
        job.plan(None);
        assert!(!job.kill_is_due());
        assert_eq!(job.take(1), Step::Count { unit: 1, tell: false });
    }

    #[test]
    fn the_work_does_not_end_before_the_last_kill() {
        let mut job = Job::new(0, Some(Kill { at: 0, gate: 9, inside: None }));
        assert!(job.kill_is_due());
        assert_eq!(job.take(0), Step::Wait);
        job.plan(None);
        assert_eq!(job.take(0), Step::Stop);
    }

    #[test]
    fn a_kill_inside_the_lock_hits_the_one_worker_when_it_has_something_to_lose() {
        let mut job = Job::new(9, Some(Kill { at: 1, gate: 5, inside: Some(1) }));
        assert!(!job.is_killed_here(1, true), "not due yet");
        job.take(1);
        job.take(0);
        assert!(!job.is_killed_here(0, true), "another worker");
        assert!(!job.is_killed_here(1, false), "it has taken a unit and counts it first");
        job.finish(1, ONE);
        assert!(job.is_killed_here(1, true));
    }

    #[test]
    fn a_kill_inside_the_lock_is_made_though_there_is_nothing_to_do() {
        let job = Job::new(0, Some(Kill { at: 0, gate: 9, inside: Some(0) }));
        assert!(job.is_killed_here(0, false));
    }
}
