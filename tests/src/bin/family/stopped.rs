//! Nothing is waited for longer than was said, although a process is stopped while it has the lock
//! of one of them; and what is given back meanwhile comes back.

use super::semantics::LONG;
use std::fmt::Debug;
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::{
    Barrier, Channel, Event, Latch, Lockable, Once, RwLock, Semaphore, SendError, Shared, SharedLocked, SyncError,
    Table, Timeout,
};
use tests::actor::until_it_waits;
use tests::proof::board::Board;
use tests::proof::fork::Fork;
use tests::ptrace::marker;
use tests::{Name, Stop};

/// What the handles say. Calls that are not to wait wait for less.
pub(crate) const LIMIT: Duration = Duration::from_millis(30);
/// Longer than any of the calls lasts, and less than the second that they would last without that.
const TOO_LONG: Duration = Duration::from_millis(900);

/// Fails by a panic.
pub(crate) fn run() {
    semaphore();
    event();
    latch();
    barrier();
    party();
    once();
    rw_lock();
    channel();
    struct_of_a_user();
    record_of_a_table();
    for _ in 0..3 {
        amid_its_work();
    }
    println!("no call waited longer than it was told");
}

/// A value whose handle says how long its lock is waited for.
pub(crate) fn shared<T>(initial: T, timeout: impl Into<Timeout>) -> Shared<T>
where
    T: SharedLocked,
    T::Lock: Lockable<T>,
{
    Shared::options().timeout(timeout.into()).anonymous(initial).unwrap()
}

/// A process that was stopped while it has the lock, until it is killed.
pub(crate) fn stopped_inside<T: SharedLocked>(value: &Shared<T>) -> Fork
where
    T::Lock: Lockable<T>,
{
    let mut holder = Fork::free(|| {
        let _guard = value.get_lock().unwrap();
        marker();
    });
    holder.wait_until_stopped();
    assert_eq!(value.holder().unwrap().pid(), Some(holder.pid()));
    holder
}

/// Calls it three times. Each time it fails and names the process that has the lock; in time at
/// least once, for a busy machine may hold up any call.
fn names<R: Debug, E: Into<SyncError> + Debug>(holder: &Fork, call: impl Fn() -> Result<R, E>) {
    let took = [(); 3].map(|()| {
        let start = Instant::now();
        names_in(call(), holder);
        start.elapsed()
    });
    assert!(took.iter().min().unwrap() < &TOO_LONG, "{took:?}");
}

/// The outcome of a call that failed and named the process that has the lock.
fn names_in<R: Debug, E: Into<SyncError> + Debug>(outcome: Result<R, E>, holder: &Fork) {
    let named = match outcome.map_err(Into::into) {
        Err(SyncError::Timeout { holder, .. } | SyncError::WouldBlock { holder }) => holder.pid(),
        other => panic!("{other:?}"),
    };
    assert_eq!(named, Some(holder.pid()));
}

/// Does it, and does not hang.
pub(crate) fn in_time<R>(call: impl FnOnce() -> R) -> R {
    let start = Instant::now();
    let result = call();
    let took = start.elapsed();
    assert!(took < LONG / 2, "{took:?}");
    result
}

pub(crate) fn until(what: impl Fn() -> bool) {
    let start = Instant::now();
    while !what() {
        assert!(start.elapsed() < LONG, "it does not come about");
        thread::yield_now();
    }
}

fn semaphore() {
    let semaphore = shared(Semaphore::new(3), LIMIT);
    let [first, second, third] = [(); 3].map(|()| semaphore.permit(LONG).unwrap());
    let holder = stopped_inside(&semaphore);
    names(&holder, || semaphore.try_permit());
    names(&holder, || semaphore.permit(Duration::from_millis(1)));
    for timeout in [Timeout::Never, Timeout::After(LONG), Timeout::After(LONG).interruptible()] {
        names(&holder, || semaphore.permit(timeout));
    }
    names(&holder, || semaphore.add());
    names_in(first.release(), &holder);
    in_time(|| drop(second));
    assert_eq!(semaphore.available().unwrap(), 0);
    holder.kill();
    until(|| semaphore.available().unwrap() == 2);
    drop(third);
    assert_eq!(semaphore.available().unwrap(), 3);

    // One that begins to wait before the other is stopped has to have the lock again.
    let none = shared(Semaphore::new(0), LIMIT);
    let waiter = Fork::free(|| {
        let outcome = none.permit(LONG);
        assert!(matches!(outcome, Err(SyncError::Timeout { .. })), "{outcome:?}");
    });
    // It looks ten times a second.
    until_it_waits(waiter.pid());
    let holder = stopped_inside(&none);
    assert_eq!(in_time(|| waiter.join()), Stop::Exited(0));
    holder.kill();

    // `Never` is for ever, where the handle says so as well.
    let patient = shared(Semaphore::new(1), Timeout::Never);
    let holder = stopped_inside(&patient);
    let mut waiter = Fork::free(|| drop(patient.permit(Timeout::Never).unwrap()));
    names(&holder, || patient.try_permit());
    thread::sleep(LIMIT);
    assert_eq!(waiter.has_ended(), None);
    holder.kill();
    assert_eq!(waiter.join(), Stop::Exited(0));
}

fn event() {
    let event = shared(Event::new(), LIMIT);
    let holder = stopped_inside(&event);
    assert!(!in_time(|| event.wait(Timeout::Try)).unwrap());
    assert!(!in_time(|| event.wait(Duration::from_millis(1))).unwrap());
    names(&holder, || event.set());
    names(&holder, || event.clear());
    holder.kill();
    event.set().unwrap();
    let holder = stopped_inside(&event);
    assert!(in_time(|| event.wait(LONG)).unwrap());
    holder.kill();
}

fn latch() {
    let latch = shared(Latch::new(1), LIMIT);
    let holder = stopped_inside(&latch);
    names(&holder, || latch.count_down());
    assert!(!in_time(|| latch.wait(Timeout::Try)).unwrap());
    holder.kill();
    assert_eq!(latch.left().unwrap(), 1);
}

fn barrier() {
    let barrier = shared(Barrier::new(2), LIMIT);
    let holder = stopped_inside(&barrier);
    names(&holder, || barrier.wait(Timeout::Try));
    names(&holder, || barrier.wait(Timeout::Never));
    names(&holder, || barrier.abort());
    names(&holder, || barrier.reset());
    holder.kill();
    assert_eq!((barrier.waiting().unwrap(), barrier.is_broken().unwrap()), (0, false), "nobody had arrived");
}

/// One that has arrived, and cannot have the lock again, breaks the barrier when it is free.
fn party() {
    let (barrier, board) = (shared(Barrier::new(2), LIMIT), Board::new(2));
    let party = Fork::free(|| {
        let outcome = in_time(|| barrier.wait(LONG));
        assert!(matches!(outcome, Err(SyncError::Timeout { .. })), "{outcome:?}");
        board[0].store(1, SeqCst);
        until(|| board[1].load(SeqCst) == 1);
    });
    until(|| barrier.waiting().unwrap() == 1);
    let holder = stopped_inside(&barrier);
    until(|| board[0].load(SeqCst) == 1);
    assert!(!barrier.is_broken().unwrap());
    holder.kill();
    until(|| barrier.is_broken().unwrap() && barrier.waiting().unwrap() == 0);
    board[1].store(1, SeqCst);
    assert_eq!(party.join(), Stop::Exited(0));
}

fn once() {
    let once = shared(Once::new(), LIMIT);
    let holder = stopped_inside(&once);
    names(&holder, || once.call_once(Timeout::Try, || panic!("it cannot be written down who does it")));
    holder.kill();

    // It was done, and that is written down when it can be.
    let mut holder = None;
    let outcome = once.call_once(LONG, || holder = Some(stopped_inside(&once)));
    let holder = holder.unwrap();
    names_in(outcome, &holder);
    assert!(!once.is_done().unwrap());
    holder.kill();
    until(|| once.is_done().unwrap());
}

fn rw_lock() {
    let lock = shared(RwLock::new(), LIMIT);
    let reader = lock.read(LONG).unwrap();
    let holder = stopped_inside(&lock);
    names(&holder, || lock.read(Timeout::Try));
    names(&holder, || lock.write(Timeout::Try));
    names(&holder, || lock.write(LONG));
    in_time(|| drop(reader));
    holder.kill();
    let writer = lock.write(LONG).unwrap();
    let holder = stopped_inside(&lock);
    in_time(|| drop(writer));
    holder.kill();
    drop(lock.read(LONG).unwrap());

    // A writer that cannot have the lock again is not waited for by those that read.
    let reader = lock.read(LONG).unwrap();
    let writer = Fork::free(|| {
        let outcome = lock.write(LONG);
        assert!(matches!(outcome, Err(SyncError::Timeout { .. })), "{outcome:?}");
    });
    until_it_waits(writer.pid());
    let holder = stopped_inside(&lock);
    assert_eq!(in_time(|| writer.join()), Stop::Exited(0));
    holder.kill();
    let other = Fork::free(|| drop(lock.read(LONG).unwrap()));
    assert_eq!(in_time(|| other.join()), Stop::Exited(0));
    drop(reader);
}

fn channel() {
    let channel = shared(Channel::<u64, 4>::new(), LIMIT);
    let holder = stopped_inside(&channel);
    names(&holder, || channel.try_recv());
    names(&holder, || channel.recv(Timeout::Try));
    names(&holder, || channel.send(7, Timeout::Try));
    names(&holder, || channel.close());
    let unsent = channel.send(7, Duration::ZERO);
    assert!(matches!(unsent, Err(SendError { item: 7, .. })));
    holder.kill();
    assert_eq!(channel.try_recv().unwrap(), None);
}

/// A condition of any value, looked at once.
fn struct_of_a_user() {
    let value = shared(7_u64, LIMIT);
    let holder = stopped_inside(&value);
    let outcome = in_time(|| value.wait_until(Timeout::Try, |_| true).map(drop));
    assert!(matches!(outcome, Err(SyncError::ConditionTimeout { .. })), "{outcome:?}");
    holder.kill();
}

/// It has no handle of its own, which could say how long; and the table may be gone when the lock
/// is free.
fn record_of_a_table() {
    let name = Name::new("stopped-table");
    let open = || Table::open_or_create(name.as_str(), 2, |_| Semaphore::new(1)).unwrap();
    let table = open();
    let semaphore = table.at(1).unwrap();
    let permit = semaphore.permit(LONG).unwrap();
    let mut holder = Fork::free(|| {
        let _guard = semaphore.get_lock().unwrap();
        marker();
    });
    holder.wait_until_stopped();
    names(&holder, || semaphore.try_permit());
    names_in(permit.release(), &holder);
    drop(table);
    holder.kill();
    let table = open();
    until(|| table.at(1).unwrap().available().unwrap() == 1);
    Table::<Semaphore>::unlink(name.as_str()).unwrap();
}

/// As a newcomer found it: a process that sends and receives all the time is stopped, and has the
/// lock then.
fn amid_its_work() {
    let jobs = shared(Channel::<[u8; 1000], 60>::new(), LIMIT);
    let mut worker = Fork::free(|| {
        loop {
            let _ = jobs.send([7; 1000], Timeout::Try);
            let _ = jobs.try_recv();
        }
    });
    loop {
        thread::sleep(Duration::from_millis(1));
        worker.signal(libc::SIGSTOP);
        worker.wait_until_stopped();
        if jobs.holder().is_some() {
            break;
        }
        worker.signal(libc::SIGCONT);
    }
    names(&worker, || jobs.try_recv());
    names(&worker, || jobs.close());
    worker.kill();
    in_time(|| jobs.close().unwrap());
}
