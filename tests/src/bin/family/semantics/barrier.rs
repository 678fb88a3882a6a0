//! A point that five processes pass together, as `_TestBarrier` has it; and deaths.
//!
//! A barrier has no action of its own and no time-out of its own: the party that was told 0 does
//! what is to be done once, before all meet again; and each says how long it waits.

use super::{LONG, SHORT, joined, until};
use std::sync::atomic::Ordering::SeqCst;
use sync_runtime::{Barrier, Shared, SyncError, Timeout};
use tests::proof::board::Board;
use tests::proof::fork::Fork;

const PARTIES: u32 = 5;

pub(super) fn run() {
    in_lockstep(1);
    in_lockstep(10);
    once_by_one();
    aborted_by_one();
    reset_by_one();
    aborted_and_reset();
    one_is_late();
    a_thousand_times();
    broken_and_mended();
    deaths();
}

/// What five processes do at the same time, this one among them.
fn by_all(what: impl Fn()) {
    let others = (1..PARTIES).map(|_| Fork::free(&what)).collect();
    what();
    joined(others);
}

fn barrier() -> Shared<Barrier> {
    Shared::anonymous(Barrier::new(PARTIES)).unwrap()
}

fn is_broken(outcome: &Result<u32, SyncError>) -> bool {
    matches!(outcome, Err(SyncError::BrokenBarrier))
}

fn add(count: &std::sync::atomic::AtomicU64) {
    count.fetch_add(1, SeqCst);
}

/// Nobody is a step ahead.
fn in_lockstep(passes: u64) {
    let (barrier, counts) = (barrier(), Board::new(2));
    let all = u64::from(PARTIES);
    by_all(|| {
        for pass in 0..passes {
            add(&counts[0]);
            assert_eq!(counts[1].load(SeqCst), pass * all);
            barrier.wait(LONG).unwrap();
            add(&counts[1]);
            assert_eq!(counts[0].load(SeqCst), (pass + 1) * all);
            barrier.wait(LONG).unwrap();
        }
    });
    assert_eq!((barrier.waiting().unwrap(), barrier.is_broken().unwrap()), (0, false));
}

/// One is told 0, and does what is to be done once.
fn once_by_one() {
    let (barrier, results) = (barrier(), Board::new(PARTIES as usize + 1));
    by_all(|| {
        let index = barrier.wait(LONG).unwrap() as usize;
        add(&results[index]);
        if index == 0 {
            add(&results[PARTIES as usize]);
        }
        barrier.wait(LONG).unwrap();
        assert_eq!(results[PARTIES as usize].load(SeqCst), 1);
    });
    assert!(results.iter().all(|result| result.load(SeqCst) == 1), "another index for each");
}

/// One aborts, where the others wait.
fn aborted_by_one() {
    let (barrier, broken) = (barrier(), Board::new(1));
    by_all(|| {
        if barrier.wait(LONG).unwrap() == PARTIES / 2 {
            barrier.abort().unwrap();
        } else if is_broken(&barrier.wait(LONG)) {
            add(&broken[0]);
        }
    });
    assert_eq!((broken[0].load(SeqCst), barrier.is_broken().unwrap()), (u64::from(PARTIES - 1), true));
}

/// One resets it when all others wait. Then all pass it again.
fn reset_by_one() {
    let (barrier, counts) = (barrier(), Board::new(2));
    by_all(|| {
        if barrier.wait(LONG).unwrap() == PARTIES / 2 {
            until(|| barrier.waiting().unwrap() == PARTIES - 1);
            barrier.reset().unwrap();
        } else if is_broken(&barrier.wait(LONG)) {
            add(&counts[0]);
        }
        barrier.wait(LONG).unwrap();
        add(&counts[1]);
    });
    let all = u64::from(PARTIES);
    assert_eq!((counts[0].load(SeqCst), counts[1].load(SeqCst)), (all - 1, all));
}

/// One aborts; by a second barrier all agree that it is reset, and pass it again.
fn aborted_and_reset() {
    let (first, second, counts) = (barrier(), barrier(), Board::new(2));
    by_all(|| {
        if first.wait(LONG).unwrap() == PARTIES / 2 {
            first.abort().unwrap();
        } else if is_broken(&first.wait(LONG)) {
            add(&counts[0]);
        }
        if second.wait(LONG).unwrap() == PARTIES / 2 {
            first.reset().unwrap();
        }
        second.wait(LONG).unwrap();
        first.wait(LONG).unwrap();
        add(&counts[1]);
    });
    let all = u64::from(PARTIES);
    assert_eq!((counts[0].load(SeqCst), counts[1].load(SeqCst)), (all - 1, all));
}

/// One comes later than the others wait: it is broken for all, the late one too.
fn one_is_late() {
    let (barrier, broken) = (barrier(), Board::new(1));
    by_all(|| {
        if barrier.wait(LONG).unwrap() == PARTIES / 2 {
            until(|| barrier.is_broken().unwrap());
        }
        assert!(is_broken(&barrier.wait(SHORT)));
        add(&broken[0]);
    });
    assert_eq!(broken[0].load(SeqCst), u64::from(PARTIES));
}

fn a_thousand_times() {
    const PASSES: usize = 1000;
    let (barrier, passed) = (barrier(), Board::new(PASSES));
    by_all(|| {
        for pass in 0..PASSES {
            barrier.wait(LONG).unwrap();
            add(&passed[pass]);
            let before = pass.checked_sub(1).map(|before| passed[before].load(SeqCst));
            assert!(before.is_none_or(|before| before == u64::from(PARTIES)), "all had passed the one before");
        }
    });
    assert!(passed.iter().all(|count| count.load(SeqCst) == u64::from(PARTIES)));
}

/// So many that do the same, without this process.
fn others(count: u32, what: impl Fn()) -> Vec<Fork> {
    (0..count).map(|_| Fork::free(&what)).collect()
}

/// By one that does not wait itself.
fn broken_and_mended() {
    let barrier = barrier();
    // One that aborts breaks it for all, and for those that come later, until it is reset.
    let processes = others(PARTIES - 1, || assert!(is_broken(&barrier.wait(LONG))));
    until(|| barrier.waiting().unwrap() == PARTIES - 1);
    barrier.abort().unwrap();
    joined(processes);
    assert_eq!(barrier.waiting().unwrap(), 0, "all have left, though it is broken");
    assert!(barrier.is_broken().unwrap() && is_broken(&barrier.wait(LONG)));
    barrier.reset().unwrap();
    assert!(!barrier.is_broken().unwrap());

    // A reset breaks it for those that wait, and for no others.
    let processes = others(PARTIES - 1, || assert!(is_broken(&barrier.wait(LONG))));
    until(|| barrier.waiting().unwrap() == PARTIES - 1);
    barrier.reset().unwrap();
    joined(processes);
    let processes = others(PARTIES - 1, || assert!(barrier.wait(LONG).unwrap() < PARTIES));
    barrier.wait(LONG).unwrap();
    joined(processes);

    // So does one that waits longer than it wanted.
    let processes = others(PARTIES - 1, || assert!(is_broken(&barrier.wait(SHORT))));
    joined(processes);
    assert_eq!((barrier.waiting().unwrap(), barrier.is_broken().unwrap()), (0, true));

    let alone: Shared<Barrier> = Shared::anonymous(Barrier::new(1)).unwrap();
    for _ in 0..2 {
        assert_eq!(alone.wait(Timeout::Try).unwrap(), 0);
    }
}

/// What Python's does not notice.
fn deaths() {
    let barrier = barrier();
    let victim = Fork::free(|| drop(barrier.wait(LONG)));
    until(|| barrier.waiting().unwrap() == 1);
    let survivors = others(PARTIES - 2, || assert!(is_broken(&barrier.wait(LONG))));
    until(|| barrier.waiting().unwrap() == PARTIES - 1);
    victim.kill();
    joined(survivors);
    assert_eq!((barrier.waiting().unwrap(), barrier.is_broken().unwrap()), (0, true), "the dead one, too, has left");

    // A party that died before the last one arrives has not arrived.
    let two: Shared<Barrier> = Shared::anonymous(Barrier::new(2)).unwrap();
    let victim = Fork::free(|| drop(two.wait(LONG)));
    until(|| two.waiting().unwrap() == 1);
    victim.kill();
    assert!(is_broken(&two.wait(LONG)));
    assert!(two.is_broken().unwrap());
    two.reset().unwrap();
    let other = Fork::free(|| assert!(two.wait(LONG).is_ok()));
    two.wait(LONG).unwrap();
    joined(vec![other]);
}
