//! A number of permits, as `_TestSemaphore` has it; and permits of the dead.

use super::{LONG, NO_TIME, SHORT, holding, joined, measured};
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::{Semaphore, Shared, SyncError, Timeout};
use tests::proof::fork::Fork;

pub(super) fn run() {
    let semaphore = Shared::anonymous(Semaphore::new(2)).unwrap();
    let available = || semaphore.available().unwrap();
    let first = semaphore.permit(LONG).unwrap();
    assert_eq!(available(), 1);
    let second = semaphore.permit(Timeout::Try).unwrap();
    assert_eq!(available(), 0);
    assert!(semaphore.try_permit().unwrap().is_none());
    let timed_out = measured(SHORT, || semaphore.permit(SHORT));
    assert!(matches!(timed_out, Err(SyncError::ConditionTimeout { waited, .. }) if waited >= SHORT));
    first.release().unwrap();
    assert_eq!(available(), 1);
    drop(second);
    assert_eq!(available(), 2);
    semaphore.add().unwrap();
    semaphore.add().unwrap();
    assert_eq!(available(), 4, "not bounded");

    let none: Shared<Semaphore> = Shared::anonymous(Semaphore::new(0)).unwrap();
    assert!(measured(NO_TIME, || none.try_permit()).unwrap().is_none());
    for timeout in [NO_TIME, SHORT] {
        assert!(matches!(measured(timeout, || none.permit(timeout)), Err(SyncError::ConditionTimeout { .. })));
    }

    let bounded: Shared<Semaphore> = Shared::anonymous(Semaphore::bounded(1)).unwrap();
    assert!(matches!(bounded.add(), Err(SyncError::Full { capacity: 1 })));
    let permit = bounded.permit(LONG).unwrap();
    assert!(matches!(bounded.add(), Err(SyncError::Full { .. })), "it is held, not gone");
    joined(vec![Fork::free(|| {
        assert!(bounded.try_permit().unwrap().is_none(), "it is the parent's");
    })]);
    drop(permit);

    // A permit comes back from a process that was killed, for one that waits and for one that
    // comes.
    let holder = holding(|| std::mem::forget(bounded.permit(LONG).unwrap()));
    let mut waiter = Fork::free(|| drop(bounded.permit(LONG).unwrap()));
    assert!(bounded.try_permit().unwrap().is_none());
    assert_eq!(waiter.has_ended(), None);
    holder.kill();
    joined(vec![waiter]);
    assert_eq!(bounded.available().unwrap(), 1);

    deaths_while_another_looks();
    used_up();

    // A forked child has no permit of its parent's to release.
    let permit = bounded.permit(LONG).unwrap();
    let mut permit = Some(permit);
    joined(vec![Fork::free(|| assert!(matches!(permit.take().unwrap().release(), Err(SyncError::NotOwner))))]);
    assert_eq!(bounded.available().unwrap(), 0);
    drop(permit);
    assert_eq!(bounded.available().unwrap(), 1);
}

/// Each permit comes back, although processes die while what others held is taken back.
fn deaths_while_another_looks() {
    const HOLDERS: usize = 8;
    const PATIENCE: Duration = Duration::from_secs(20);
    for _ in 0..10 {
        let semaphore: Shared<Semaphore> = Shared::anonymous(Semaphore::bounded(8)).unwrap();
        let hold = |_| holding(|| std::mem::forget(semaphore.permit(LONG).unwrap()));
        let holders: Vec<_> = (0..HOLDERS).map(hold).collect();
        let taker = Fork::free(|| {
            let start = Instant::now();
            let mut taken = Vec::new();
            while taken.len() < HOLDERS {
                taken.extend(semaphore.try_permit().unwrap());
                assert!(start.elapsed() < PATIENCE, "{} of {HOLDERS} permits came back", taken.len());
            }
        });
        for holder in &holders {
            holder.signal(libc::SIGKILL);
            thread::yield_now();
        }
        joined(vec![taker]);
    }
}

/// A permit that was used up does not come back. One that was not does.
fn used_up() {
    let semaphore = Shared::anonymous(Semaphore::<2>::sized_and_bounded(2)).unwrap();
    let [first, second] = [(); 2].map(|()| semaphore.permit(LONG).unwrap());
    first.consume().unwrap();
    drop(second);
    assert_eq!(semaphore.available().unwrap(), 1);
    let holder = holding(|| {
        semaphore.permit(LONG).unwrap().consume().unwrap();
        semaphore.add().unwrap();
        semaphore.add().unwrap();
        assert!(matches!(semaphore.add(), Err(SyncError::Full { capacity: 2 })));
        semaphore.permit(LONG).unwrap().consume().unwrap();
        std::mem::forget(semaphore.permit(LONG).unwrap());
    });
    assert!(semaphore.try_permit().unwrap().is_none());
    holder.kill();
    let permit = semaphore.permit(LONG).unwrap();
    assert!(semaphore.try_permit().unwrap().is_none(), "the one that was held came back, the other one not");
    let mut permit = Some(permit);
    joined(vec![Fork::free(|| assert!(matches!(permit.take().unwrap().consume(), Err(SyncError::NotOwner))))]);
    drop(permit);
    assert_eq!(semaphore.available().unwrap(), 1);
}
