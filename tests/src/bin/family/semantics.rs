//! What the tests of Python's own `multiprocessing` ask of its classes, and what it does not: that the death of
//! a process leaves nothing held.

use clap::ValueEnum;
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::{Barrier, Channel, Event, Latch, Once, RwLock, Semaphore, Shared, SyncError, Timeout};
use tests::Stop;
use tests::proof::board::Board;
use tests::proof::fork::Fork;

/// Longer than any trial lasts.
pub(crate) const LONG: Duration = Duration::from_secs(60);
/// A timeout that is measured.
const SHORT: Duration = Duration::from_millis(100);

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Class {
    Semaphore,
    Event,
    Barrier,
    Latch,
    Once,
    RwLock,
    Channel,
}

pub(crate) fn run(class: Class) {
    match class {
        Class::Semaphore => semaphore(),
        Class::Event => event(),
        Class::Barrier => barrier(),
        Class::Latch => latch(),
        Class::Once => once(),
        Class::RwLock => rw_lock(),
        Class::Channel => channel(),
    }
}

/// What the call returns, and that it took at least as long and not much longer.
fn measured<R>(expected: Duration, call: impl FnOnce() -> R) -> R {
    let start = Instant::now();
    let result = call();
    let took = start.elapsed();
    assert!(took >= expected && took < expected + Duration::from_secs(5), "{took:?} instead of {expected:?}");
    result
}

/// Waits until `what` is true.
fn until(what: impl Fn() -> bool) {
    let start = Instant::now();
    while !what() {
        assert!(start.elapsed() < LONG, "it does not come about");
        thread::yield_now();
    }
}

fn joined(processes: Vec<Fork>) {
    for process in processes {
        assert_eq!(process.join(), Stop::Exited(0));
    }
}

/// A process that does `what` and then holds still until it is killed.
fn holding(what: impl FnOnce()) -> Fork {
    let board = Board::new(1);
    let process = Fork::free(|| {
        what();
        board[0].store(1, SeqCst);
        loop {
            thread::park();
        }
    });
    until(|| board[0].load(SeqCst) == 1);
    process
}

fn semaphore() {
    let semaphore: Shared<Semaphore> = Shared::anonymous(Semaphore::new(2)).unwrap();
    let available = || semaphore.available().unwrap();
    let first = semaphore.permit(LONG).unwrap();
    assert_eq!(available(), 1);
    let second = semaphore.permit(Timeout::Try).unwrap();
    assert_eq!(available(), 0);
    assert!(semaphore.try_permit().unwrap().is_none());
    let timed_out = measured(SHORT, || semaphore.permit(SHORT));
    assert!(matches!(timed_out, Err(SyncError::ConditionTimeout { waited }) if waited >= SHORT));
    first.release().unwrap();
    assert_eq!(available(), 1);
    drop(second);
    assert_eq!(available(), 2);
    semaphore.add().unwrap();
    assert_eq!(available(), 3, "not bounded");

    let bounded: Shared<Semaphore> = Shared::anonymous(Semaphore::bounded(1)).unwrap();
    assert!(matches!(bounded.add(), Err(SyncError::Full { capacity: 1 })));
    let permit = bounded.permit(LONG).unwrap();
    assert!(matches!(bounded.add(), Err(SyncError::Full { .. })), "it is held, not gone");
    joined(vec![Fork::free(|| {
        assert!(bounded.try_permit().unwrap().is_none(), "it is the parent's");
    })]);
    drop(permit);

    // A permit comes back from a process that was killed, for one that waits and for one that comes.
    let holder = holding(|| std::mem::forget(bounded.permit(LONG).unwrap()));
    let mut waiter = Fork::free(|| drop(bounded.permit(LONG).unwrap()));
    assert!(bounded.try_permit().unwrap().is_none());
    assert_eq!(waiter.has_ended(), None);
    holder.kill();
    joined(vec![waiter]);
    assert_eq!(bounded.available().unwrap(), 1);

    // A forked child has no permit of its parent's to release.
    let permit = bounded.permit(LONG).unwrap();
    let mut permit = Some(permit);
    joined(vec![Fork::free(|| assert!(matches!(permit.take().unwrap().release(), Err(SyncError::NotOwner))))]);
    assert_eq!(bounded.available().unwrap(), 0);
    drop(permit);
    assert_eq!(bounded.available().unwrap(), 1);
}

fn event() {
    let event: Shared<Event> = Shared::anonymous(Event::new()).unwrap();
    assert!(!event.is_set().unwrap());
    assert!(!event.wait(Timeout::Try).unwrap());
    assert!(!measured(SHORT, || event.wait(SHORT)).unwrap());
    event.set().unwrap();
    assert!(event.is_set().unwrap());
    assert!(measured(Duration::ZERO, || event.wait(LONG)).unwrap());
    assert!(event.wait(Timeout::Try).unwrap());
    event.clear().unwrap();
    assert!(!event.is_set().unwrap());
    let waiters: Vec<_> = (0..5).map(|_| Fork::free(|| assert!(event.wait(LONG).unwrap()))).collect();
    joined(vec![Fork::free(|| event.set().unwrap())]);
    joined(waiters);
}

fn barrier() {
    const PARTIES: u32 = 5;
    let others = |what: &dyn Fn()| (1..PARTIES).map(|_| Fork::free(what)).collect::<Vec<_>>();
    let barrier: Shared<Barrier> = Shared::anonymous(Barrier::new(PARTIES)).unwrap();
    let broken = |outcome: Result<u32, SyncError>| matches!(outcome, Err(SyncError::BrokenBarrier));

    // All pass together, again and again, each with an index of its own.
    let board = Board::new(PARTIES as usize);
    let pass = || {
        for round in 1..=20 {
            let index = barrier.wait(LONG).unwrap();
            board[index as usize].fetch_add(1, SeqCst);
            barrier.wait(LONG).unwrap();
            assert!(board.iter().all(|passed| passed.load(SeqCst) == round));
            barrier.wait(LONG).unwrap();
        }
    };
    let processes = others(&pass);
    pass();
    joined(processes);
    assert_eq!(barrier.waiting().unwrap(), 0);

    // One that aborts breaks it for all, and for those that come later, until it is reset.
    let processes = others(&|| assert!(broken(barrier.wait(LONG))));
    until(|| barrier.waiting().unwrap() == PARTIES - 1);
    barrier.abort().unwrap();
    joined(processes);
    assert!(barrier.is_broken().unwrap() && broken(barrier.wait(LONG)));
    barrier.reset().unwrap();
    assert!(!barrier.is_broken().unwrap());

    // A reset breaks it for those that wait, and for no others.
    let processes = others(&|| assert!(broken(barrier.wait(LONG))));
    until(|| barrier.waiting().unwrap() == PARTIES - 1);
    barrier.reset().unwrap();
    joined(processes);
    let processes = others(&|| assert!(barrier.wait(LONG).unwrap() < PARTIES));
    barrier.wait(LONG).unwrap();
    joined(processes);

    // So does one that waits longer than it wanted.
    let processes = others(&|| assert!(broken(barrier.wait(SHORT))));
    joined(processes);
    assert!(barrier.is_broken().unwrap());
    barrier.reset().unwrap();

    // And a death.
    let victim = Fork::free(|| drop(barrier.wait(LONG)));
    until(|| barrier.waiting().unwrap() == 1);
    let survivors: Vec<_> = (2..PARTIES).map(|_| Fork::free(|| assert!(broken(barrier.wait(LONG))))).collect();
    until(|| barrier.waiting().unwrap() == PARTIES - 1);
    victim.kill();
    joined(survivors);
    assert!(barrier.is_broken().unwrap());

    // A party that died before the last one arrives has not arrived.
    let two: Shared<Barrier> = Shared::anonymous(Barrier::new(2)).unwrap();
    let victim = Fork::free(|| drop(two.wait(LONG)));
    until(|| two.waiting().unwrap() == 1);
    victim.kill();
    let outcome = two.wait(LONG);
    assert!(matches!(outcome, Err(SyncError::BrokenBarrier)), "{outcome:?}");
    assert!(two.is_broken().unwrap());
    two.reset().unwrap();
    let other = Fork::free(|| assert!(two.wait(LONG).is_ok()));
    two.wait(LONG).unwrap();
    joined(vec![other]);

    let alone: Shared<Barrier> = Shared::anonymous(Barrier::new(1)).unwrap();
    assert_eq!(alone.wait(Timeout::Try).unwrap(), 0);
}

fn latch() {
    let latch: Shared<Latch> = Shared::anonymous(Latch::new(3)).unwrap();
    assert!(!latch.wait(Timeout::Try).unwrap());
    assert!(!measured(SHORT, || latch.wait(SHORT)).unwrap());
    let waiters: Vec<_> = (0..3).map(|_| Fork::free(|| assert!(latch.wait(LONG).unwrap()))).collect();
    joined((0..3).map(|_| Fork::free(|| latch.count_down().unwrap())).collect());
    joined(waiters);
    latch.count_down().unwrap();
    assert_eq!(latch.left().unwrap(), 0);
}

fn once() {
    let once: Shared<Once> = Shared::anonymous(Once::new()).unwrap();
    let board = Board::new(1);
    // Killed while it does it: not done.
    let begun = Board::new(1);
    let victim = Fork::free(|| {
        let _ = once.call_once(LONG, || {
            begun[0].store(1, SeqCst);
            loop {
                thread::park();
            }
        });
    });
    until(|| begun[0].load(SeqCst) == 1);
    assert!(matches!(once.call_once(SHORT, || panic!("another does it")), Err(SyncError::ConditionTimeout { .. })));
    victim.kill();
    let many: Vec<_> = (0..5)
        .map(|_| {
            Fork::free(|| {
                once.call_once(LONG, || {
                    board[0].fetch_add(1, SeqCst);
                })
                .unwrap();
                assert_eq!(board[0].load(SeqCst), 1, "done when it returns");
            })
        })
        .collect();
    joined(many);
    assert!(once.is_done().unwrap());

    // A child that the function forked, and that returns from it, has not done it.
    let forks: Shared<Once> = Shared::anonymous(Once::new()).unwrap();
    let returned = Board::new(1);
    let victim = Fork::free(|| {
        let doer = std::process::id();
        let outcome = forks.call_once(LONG, || {
            // SAFETY: the child calls nothing that another thread's lock could block for ever: there is none.
            if unsafe { libc::fork() } != 0 {
                loop {
                    thread::park();
                }
            }
        });
        let is_refused = std::process::id() != doer && matches!(outcome, Err(SyncError::NotOwner));
        returned[0].store(1 + u64::from(is_refused), SeqCst);
        // SAFETY: takes no pointer. Nothing of the parent's is to be ended by the child.
        unsafe { libc::_exit(0) };
    });
    until(|| returned[0].load(SeqCst) != 0);
    assert_eq!((returned[0].load(SeqCst), forks.is_done().unwrap()), (2, false), "the child is told, nothing is done");
    assert!(matches!(forks.call_once(SHORT, || panic!("the parent does it")), Err(SyncError::ConditionTimeout { .. })));
    victim.kill();
    let mut times = 0;
    forks.call_once(LONG, || times += 1).unwrap();
    assert_eq!(times, 1);

    let panics: Shared<Once> = Shared::anonymous(Once::new()).unwrap();
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        panics.call_once(LONG, || std::panic::resume_unwind(Box::new(())))
    }));
    assert!(caught.is_err() && !panics.is_done().unwrap());
    panics.call_once(LONG, || ()).unwrap();
    assert!(panics.is_done().unwrap());
}

fn rw_lock() {
    let lock: Shared<RwLock> = Shared::anonymous(RwLock::new()).unwrap();
    let (one, two) = (lock.read(LONG).unwrap(), lock.read(Timeout::Try).unwrap());
    joined(vec![Fork::free(|| drop(lock.read(Timeout::Try).unwrap()))]);
    let timed_out = measured(SHORT, || lock.write(SHORT).map(drop));
    assert!(matches!(timed_out, Err(SyncError::ConditionTimeout { .. })));
    // A writer that waits goes before readers that come later, but not before one that reads already.
    let mut writer = Fork::free(|| drop(lock.write(LONG).unwrap()));
    let refused = Board::new(1);
    until(|| {
        joined(vec![Fork::free(|| refused[0].store(lock.read(Timeout::Try).is_err().into(), SeqCst))]);
        refused[0].load(SeqCst) == 1
    });
    drop(lock.read(Timeout::Try).unwrap());
    assert_eq!(writer.has_ended(), None);
    drop((one, two));
    joined(vec![writer]);

    // A reader that was killed reads no longer.
    let reader = holding(|| std::mem::forget(lock.read(LONG).unwrap()));
    assert!(lock.write(Timeout::Try).is_err());
    reader.kill();
    let writer = lock.write(LONG).unwrap();
    assert!(!writer.recovered());
    assert!(lock.read(Timeout::Try).is_err());
    drop(writer);

    // A writer that was killed writes no longer, and the next ones are told, until one has written.
    let writer = holding(|| std::mem::forget(lock.write(LONG).unwrap()));
    assert!(lock.read(Timeout::Try).is_err() && lock.write(Timeout::Try).is_err());
    writer.kill();
    assert!(lock.read(LONG).unwrap().recovered());
    assert!(lock.write(LONG).unwrap().recovered());
    assert!(!lock.read(LONG).unwrap().recovered());
}

fn channel() {
    const EACH: u64 = 500;
    let channel: Shared<Channel<u64, 4>> = Shared::anonymous(Channel::new()).unwrap();
    assert!(channel.try_recv().unwrap().is_none());
    assert!(matches!(measured(SHORT, || channel.recv(SHORT)), Err(SyncError::ConditionTimeout { .. })));
    for number in 0..4 {
        channel.send(number, Timeout::Try).unwrap();
    }
    let unsent = measured(SHORT, || channel.send(4, SHORT)).unwrap_err();
    assert!(matches!((unsent.item, unsent.error), (4, SyncError::ConditionTimeout { .. })), "the item comes back");
    assert_eq!(channel.queued().unwrap(), 4);
    for number in 0..4 {
        assert_eq!(channel.recv(Timeout::Try).unwrap(), Some(number));
    }

    // Two send, two receive; each item comes once.
    let board = Board::new(2 * usize::try_from(EACH).unwrap());
    let receivers: Vec<_> = (0..2)
        .map(|_| {
            Fork::free(|| {
                while let Some(item) = channel.recv(LONG).unwrap() {
                    board[usize::try_from(item).unwrap()].fetch_add(1, SeqCst);
                }
            })
        })
        .collect();
    let send = |sender: u64| (0..EACH).for_each(|item| channel.send(sender * EACH + item, LONG).unwrap());
    joined((0..2).map(|sender| Fork::free(|| send(sender))).collect());
    channel.close().unwrap();
    joined(receivers);
    assert!(board.iter().all(|received| received.load(SeqCst) == 1));
    assert!(matches!(channel.send(1, LONG).unwrap_err().error, SyncError::Closed));
    assert_eq!(channel.recv(LONG).unwrap(), None);
}
