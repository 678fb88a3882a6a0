//! A signal handler forks in a thread that waits, and the call goes on in both processes. One that
//! waits for a lock has it in each, one after the other. In one of the family the child's call is
//! nobody's: it takes nothing, and changes nothing of the parent's.

use super::semantics::LONG;
use super::stopped::until;
use std::fs;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::thread;
use std::time::Duration;
use sync_runtime::{Barrier, Channel, Once, RwLock, Semaphore, Shared, SyncError, Timeout};
use tests::Stop;
use tests::actor::until_it_waits;
use tests::proof::board::Board;
use tests::proof::fork::Fork;

/// The child that a handler forked last, in whatever process.
static FORKED: OnceLock<Board> = OnceLock::new();

fn forked() -> &'static AtomicU64 {
    &FORKED.get_or_init(|| Board::new(1))[0]
}

/// Has the handler of `caller` run when that waits, and waits until the child does, too.
fn fork_in(caller: &Fork) {
    until_it_waits(caller.pid());
    forked().store(0, SeqCst);
    caller.signal(libc::SIGALRM);
    until(|| forked().load(SeqCst) != 0);
    until(|| waits_or_has_ended(forked().load(SeqCst)));
}

/// Whether a process sleeps in a futex call, or does nothing any more. See `proc_pid_syscall(5)`.
fn waits_or_has_ended(pid: u64) -> bool {
    let waits = format!("{} ", libc::SYS_futex);
    fs::read_to_string(format!("/proc/{pid}/syscall"))
        .map_or(true, |call| call.starts_with(&waits) || call.starts_with("-1"))
}

/// How long the handler goes on in the parent, in milliseconds.
static LINGERS: AtomicU64 = AtomicU64::new(0);

/// Whether this is the child that the handler forked.
static IS_CHILD: AtomicBool = AtomicBool::new(false);

/// Forks.
extern "C" fn fork(_: libc::c_int) {
    // SAFETY: the process has one thread, so the child may do anything.
    match unsafe { libc::fork() } {
        -1 => panic!("fork"),
        0 => {
            // SAFETY: takes no pointer.
            unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) };
            IS_CHILD.store(true, SeqCst);
        }
        child => {
            forked().store(child.cast_unsigned().into(), SeqCst);
            thread::sleep(Duration::from_millis(LINGERS.load(SeqCst)));
        }
    }
}

/// Installs the handler.
fn fork_when_told() {
    // SAFETY: the handler does what the calls under test have to bear.
    unsafe { libc::signal(libc::SIGALRM, fork as *const () as usize) };
}

/// Calls it in a process whose handler forks meanwhile, and `then`. What came of it in the child
/// has to be `NotOwner`. `meanwhile` is done when both wait.
fn both<R>(
    call: impl FnOnce() -> Result<R, SyncError>,
    then: impl FnOnce(Result<R, SyncError>),
    meanwhile: impl FnOnce(),
) {
    let board = Board::new(2);
    let caller = Fork::free(|| {
        fork_when_told();
        let outcome = call();
        if IS_CHILD.load(SeqCst) {
            board[1].store(if matches!(outcome, Err(SyncError::NotOwner)) { 1 } else { 2 }, SeqCst);
            drop(outcome);
            return;
        }
        then(outcome);
        // The other is its child, and is waited for.
        let mut status = 0;
        // SAFETY: an integer to be written.
        assert!(unsafe { libc::wait(&raw mut status) } > 0);
        board[0].store(1, SeqCst);
    });
    fork_in(&caller);
    meanwhile();
    assert_eq!(caller.join(), Stop::Exited(0));
    assert_eq!((board[0].load(SeqCst), board[1].load(SeqCst)), (1, 1), "the child's call is `NotOwner`");
}

/// A process that has the lock, until 2 is on its board.
fn holder_of(total: &Shared<u64>) -> (Fork, Board) {
    let board = Board::new(1);
    let holder = Fork::free(|| {
        let _guard = total.get_lock().unwrap();
        board[0].store(1, SeqCst);
        until(|| board[0].load(SeqCst) == 2);
    });
    until(|| board[0].load(SeqCst) == 1);
    (holder, board)
}

/// The child is the first to have a lock that both wait for. It is the owner then.
fn a_lock() {
    let total = Shared::<u64>::anonymous(0).unwrap();
    LINGERS.store(100, SeqCst);
    let (holder, release) = holder_of(&total);
    let waiter = Fork::free(|| {
        fork_when_told();
        total.with_lock_within(LONG, |total| *total += 1).unwrap();
        total.with_lock_within(LONG, |total| *total += 1).unwrap();
        if !IS_CHILD.load(SeqCst) {
            let mut status = 0;
            // SAFETY: an integer to be written.
            assert!(unsafe { libc::wait(&raw mut status) } > 0);
            assert_eq!(status, 0);
        }
    });
    fork_in(&waiter);
    release[0].store(2, SeqCst);
    assert_eq!(waiter.join(), Stop::Exited(0));
    assert_eq!(holder.join(), Stop::Exited(0));
    assert_eq!(total.load().unwrap(), 4);
    total.with_lock(|_| ()).unwrap();

    // If it dies, the lock is free.
    let (holder, release) = holder_of(&total);
    let waiter = Fork::free(|| {
        fork_when_told();
        let _guard = total.get_lock_within(LONG).unwrap();
        // SAFETY: takes no pointer.
        unsafe { libc::_exit(0) };
    });
    fork_in(&waiter);
    release[0].store(2, SeqCst);
    assert_eq!(waiter.join(), Stop::Exited(0));
    assert_eq!(holder.join(), Stop::Exited(0));
    LINGERS.store(0, SeqCst);
    total.with_lock_within(LONG, |_| ()).unwrap();
}

/// Fails by a panic.
pub(crate) fn run() {
    // All processes share it that are forked from here on.
    forked();
    a_lock();
    let semaphore = Shared::anonymous(Semaphore::new(0)).unwrap();
    both(
        || semaphore.permit(LONG),
        |permit| permit.unwrap().release().unwrap(),
        || [(); 2].iter().for_each(|()| semaphore.add().unwrap()),
    );
    assert_eq!(semaphore.available().unwrap(), 2);

    let lock = Shared::anonymous(RwLock::new()).unwrap();
    let reader = lock.read(LONG).unwrap();
    both(|| lock.write(LONG), |writer| drop(writer.unwrap()), || drop(reader));
    drop(lock.write(LONG).unwrap());
    let writer = lock.write(LONG).unwrap();
    both(|| lock.read(LONG), |reader| drop(reader.unwrap()), || drop(writer));
    drop(lock.write(LONG).unwrap());

    let barrier = Shared::anonymous(Barrier::new(2)).unwrap();
    both(|| barrier.wait(LONG), |index| assert_eq!(index.unwrap(), 0), || assert_eq!(barrier.wait(LONG).unwrap(), 1));
    assert_eq!((barrier.waiting().unwrap(), barrier.is_broken().unwrap()), (0, false));

    let channel = Shared::anonymous(Channel::<u64, 1>::new()).unwrap();
    both(|| channel.recv(LONG), |item| assert_eq!(item.unwrap(), Some(7)), || channel.send(7, LONG).unwrap());
    assert_eq!(channel.try_recv().unwrap(), None);

    let once = Shared::anonymous(Once::new()).unwrap();
    let called = Board::new(1);
    let mut doer = Fork::free(|| {
        once.call_once(LONG, tests::ptrace::marker).unwrap();
    });
    doer.wait_until_stopped();
    both(
        || once.call_once(LONG, || called[0].store(called[0].load(SeqCst) + 1, SeqCst)),
        |outcome| outcome.unwrap(),
        || doer.kill(),
    );
    assert_eq!((called[0].load(SeqCst), once.is_done().unwrap()), (1, true));

    // A time-out in the child is not the parent's.
    let none = Shared::anonymous(RwLock::new()).unwrap();
    let reader = none.read(LONG).unwrap();
    both(|| none.write(Duration::from_secs(1)), |outcome| drop(outcome.unwrap_err()), || ());
    drop(reader);
    assert!(none.write(Timeout::Try).is_ok());
    println!("a child that is forked in a call gets nothing by it");
}
