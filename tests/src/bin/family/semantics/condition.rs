//! `Condition`, as `_TestCondition` has it: with waiters in processes and in threads, for the
//! condition of a value, for a further one, and for one in memory of one's own.

use super::{LONG, NO_TIME, SHORT, for_a_while, joined, measured, until};
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::Duration;
use sync_runtime::{Condition as Further, Condvar, IntoTimeout, Mutex, MutexOptions, Shared, SyncError, Timeout};
use tests::proof::board::Board;
use tests::proof::fork::Fork;
use tests::signals;

/// A condition with its lock, and a number that the lock guards.
enum Condition {
    Own(Shared<u64>),
    Further(Shared<u64>, Shared<Further>),
    Placed(Board),
}

/// Where in its memory a placed one has its parts.
const CONDVAR: usize = Mutex::SIZE.div_ceil(8);
const NUMBER: usize = CONDVAR + Condvar::SIZE.div_ceil(8);

impl Condition {
    fn each() -> [Self; 3] {
        let number = || Shared::<u64>::options().timeout(Timeout::Never).anonymous(0).unwrap();
        let placed = Self::Placed(Board::new(NUMBER + 1));
        // SAFETY: nobody uses it yet.
        unsafe { placed.parts().0.initialize(MutexOptions { recursive: false, ..Default::default() }) }.unwrap();
        [Self::Own(number()), Self::Further(number(), Shared::anonymous(Further::new()).unwrap()), placed]
    }

    /// The mutex and the condition of a placed one.
    fn parts(&self) -> (&Mutex, &Condvar) {
        let Self::Placed(board) = self else { panic!("only a placed one has them") };
        let condvar = (&raw const board[CONDVAR]).cast::<u8>().cast_mut();
        // SAFETY: these words are the mutex's alone, and stay mapped as long as they are borrowed.
        let mutex = unsafe { Mutex::from_buffer(board.start(), Mutex::SIZE) }.unwrap();
        // SAFETY: as above, and zeroes at first.
        (mutex, unsafe { Condvar::from_buffer(condvar, Condvar::SIZE) }.unwrap())
    }

    /// Acquires the lock, calls `entered`, and waits once; whether it was notified.
    fn wait(&self, entered: impl FnOnce(), timeout: impl IntoTimeout) -> Result<bool, SyncError> {
        match self {
            Self::Own(number) => {
                let mut guard = number.get_lock().unwrap();
                entered();
                guard.wait(timeout)
            }
            Self::Further(number, further) => {
                let mut guard = number.get_lock().unwrap();
                entered();
                guard.wait_on(further, timeout)
            }
            Self::Placed(_) => {
                let (mutex, condvar) = self.parts();
                mutex.acquire(Timeout::Never).unwrap();
                entered();
                let waited = condvar.wait(mutex, timeout);
                mutex.release().unwrap();
                waited.map(|waited| waited.notified)
            }
        }
    }

    /// Acquires the lock, calls `entered`, and waits until the number is `wanted`; whether it was
    /// in time.
    fn wait_for(&self, entered: impl FnOnce(), wanted: u64, timeout: Duration) -> bool {
        match self {
            Self::Own(number) => {
                let mut guard = number.get_lock().unwrap();
                entered();
                guard.wait_while(timeout, |number| *number != wanted).unwrap()
            }
            Self::Further(number, further) => {
                let mut guard = number.get_lock().unwrap();
                entered();
                guard.wait_while_on(further, timeout, |number| *number != wanted).unwrap()
            }
            Self::Placed(board) => {
                let (mutex, condvar) = self.parts();
                let start = std::time::Instant::now();
                mutex.acquire(Timeout::Never).unwrap();
                entered();
                let mut in_time = true;
                while in_time && board[NUMBER].load(SeqCst) != wanted {
                    let left = timeout.saturating_sub(start.elapsed());
                    in_time = condvar.wait(mutex, left).unwrap().notified || start.elapsed() < timeout;
                }
                mutex.release().unwrap();
                in_time
            }
        }
    }

    fn number(&self) -> u64 {
        match self {
            Self::Own(number) | Self::Further(number, _) => number.load().unwrap(),
            Self::Placed(board) => board[NUMBER].load(SeqCst),
        }
    }

    /// Notifies so many, with the lock.
    fn notify(&self, count: u32) {
        match self {
            Self::Own(number) => {
                let guard = number.get_lock().unwrap();
                number.notify(count);
                drop(guard);
            }
            Self::Further(number, further) => {
                let guard = number.get_lock().unwrap();
                number.notify_on(further, count);
                drop(guard);
            }
            Self::Placed(_) => {
                let (mutex, condvar) = self.parts();
                let guard = mutex.lock_within(LONG).unwrap();
                condvar.notify(count);
                drop(guard);
            }
        }
    }

    /// Adds to the number and notifies one.
    fn add(&self) {
        match self {
            Self::Own(number) => {
                number.with_lock(|number| *number += 1).unwrap();
                number.notify_one();
            }
            Self::Further(number, further) => {
                number.with_lock(|number| *number += 1).unwrap();
                number.notify_one_on(further);
            }
            Self::Placed(board) => {
                let (mutex, condvar) = self.parts();
                let guard = mutex.lock_within(LONG).unwrap();
                board[NUMBER].fetch_add(1, SeqCst);
                condvar.notify_one();
                drop(guard);
            }
        }
    }
}

pub(super) fn run() {
    for condition in &Condition::each() {
        let waiters = Waiters { condition, board: Board::new(2) };
        waiters.with(1, LONG, true, |waiters| {
            waiters.wake(1, 1);
            waiters.wake(1, 2);
        });
        // All time out; then all are notified.
        waiters.with(3, SHORT, false, |waiters| until(|| waiters.woken() == 6));
        waiters.with(3, LONG, true, |waiters| waiters.wake(u32::MAX, 6));
        // Two, then four, and then nobody is left.
        waiters.with(3, LONG, true, |waiters| {
            waiters.wake(2, 2);
            waiters.wake(4, 6);
            condition.notify(3);
        });
        wait_for(condition);
        wait_for_in_vain(condition);
        result_of_a_wait(condition);
    }
}

/// Threads and processes that wait once.
struct Waiters<'a> {
    condition: &'a Condition,
    /// How many wait, and how many have woken.
    board: Board,
}

impl Waiters<'_> {
    /// Starts so many processes and as many threads, and calls `what` when all wait. Each has to
    /// wake because it was notified, or not.
    fn with(&self, each: u32, timeout: Duration, notified: bool, what: impl FnOnce(&Self)) {
        self.board.iter().for_each(|count| count.store(0, SeqCst));
        let entered = || {
            self.board[0].fetch_add(1, SeqCst);
        };
        let wait = || {
            assert_eq!(self.condition.wait(entered, timeout).unwrap(), notified);
            self.board[1].fetch_add(1, SeqCst);
        };
        let processes = (0..each).map(|_| Fork::free(wait)).collect();
        thread::scope(|scope| {
            for _ in 0..each {
                scope.spawn(wait);
            }
            until(|| self.board[0].load(SeqCst) == u64::from(2 * each));
            what(self);
        });
        joined(processes);
        assert_eq!(self.woken(), u64::from(2 * each));
    }

    fn woken(&self) -> u64 {
        self.board[1].load(SeqCst)
    }

    /// Notifies `count`: as many as make `expected` wake, and no more.
    fn wake(&self, count: u32, expected: u64) {
        let before = self.woken();
        for_a_while(|| self.woken() == before);
        self.condition.notify(count);
        until(|| self.woken() >= expected);
        for_a_while(|| self.woken() == expected);
    }
}

/// Two that wait for a number to become what it becomes.
fn wait_for(condition: &Condition) {
    let board = Board::new(1);
    let begin = condition.number();
    let other = Fork::free(|| {
        let entered = || {
            board[0].store(1, SeqCst);
        };
        assert!(condition.wait_for(entered, begin + 5, LONG));
    });
    until(|| board[0].load(SeqCst) == 1);
    condition.add();
    assert!(condition.wait_for(|| (), begin + 1, LONG));
    (0..4).for_each(|_| condition.add());
    joined(vec![other]);
}

/// What never comes: it takes the whole time, though others notify meanwhile.
fn wait_for_in_vain(condition: &Condition) {
    let board = Board::new(1);
    let never = condition.number() + 4;
    let other = Fork::free(|| {
        let entered = || {
            board[0].store(1, SeqCst);
        };
        assert!(!measured(SHORT, || condition.wait_for(entered, never, SHORT)));
    });
    until(|| board[0].load(SeqCst) == 1);
    (0..3).for_each(|_| condition.add());
    joined(vec![other]);
}

/// What a wait returns: `false` if the time ran out, `true` if notified, and an error of its own
/// for a signal.
fn result_of_a_wait(condition: &Condition) {
    let board = Board::new(2);
    assert!(!measured(NO_TIME, || condition.wait(|| (), NO_TIME)).unwrap());
    assert!(!measured(SHORT, || condition.wait(|| (), SHORT)).unwrap());
    let mut waiter = Fork::free(|| {
        signals::handle_interrupts(false);
        let entered = |index: usize| board[index].store(1, SeqCst);
        assert!(condition.wait(|| entered(0), LONG).unwrap());
        let interruptible = Timeout::After(LONG).interruptible();
        assert!(matches!(condition.wait(|| entered(1), interruptible), Err(SyncError::Interrupted)));
    });
    until(|| board[0].load(SeqCst) == 1);
    condition.notify(1);
    until(|| board[1].load(SeqCst) == 1);
    // A handler that runs before the waiter sleeps is not noticed: it is sent again.
    let end = loop {
        if let Some(end) = waiter.has_ended() {
            break end;
        }
        waiter.signal(libc::SIGINT);
        thread::sleep(Duration::from_millis(1));
    };
    assert_eq!(end, tests::Stop::Exited(0));
}
