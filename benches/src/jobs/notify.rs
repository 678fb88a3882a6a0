//! One of a hundred processes that wait for a condition is notified: what that costs the notifier,
//! how long it takes until a waiter has the lock, and how many wake.

use crate::area;
use crate::measure::{Effort, nanoseconds};
use crate::processes::{Signal, Worker};
use crate::report::{Demand, Table};
use crate::rivals::condition::{CCondition, Condition};
use crate::rivals::python::{self, Notified};
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread;
use std::time::Duration;
use sync_runtime::{Shared, Timeout, monotonic};

const WAITERS: usize = 100;
const OURS: &str = "sync-runtime with_lock, notify_one";
const C: &str = "C pthread_cond_signal, robust mutex";
const PYTHON: &str = "multiprocessing.Condition";
/// How many wake after each notification.
const WOKEN: &str = "woken by each";

/// Changes the value and notifies one of those who wait.
type Notify<'a> = Box<dyn FnMut() -> Notified + 'a>;

pub fn run(effort: Effort) -> Vec<Table> {
    let ours = Crowd::new(Shared::<u64>::options().timeout(Timeout::Never).anonymous(0).expect("a segment"));
    let c = Crowd::new(CCondition::new());
    let mut python = python::Condition::start(WAITERS);
    if python.is_none() {
        println!("SKIPPED: {PYTHON}, for there is no python3");
    }
    let mut contestants: Vec<(_, Notify<'_>)> = vec![(OURS, Box::new(|| ours.notify())), (C, Box::new(|| c.notify()))];
    if let Some(python) = &mut python {
        contestants.push((PYTHON, Box::new(|| python.notify())));
    }
    // The first of each is not measured.
    let before: Vec<_> = contestants.iter_mut().map(|(_, notify)| notify().woken).collect();
    let mut found = vec![Vec::new(); contestants.len()];
    let count = contestants.len();
    for round in 0..effort.rounds {
        // Another contestant begins every time.
        for position in 0..count {
            let which = (round + position) % count;
            found[which].push(contestants[which].1());
        }
    }
    let mut tables = [
        Table::new("notify", "one of 100 waiters: processor time for changing the value and notifying", "µs"),
        Table::new("notify", "one of 100 waiters: until it has the lock", "µs"),
    ];
    for (((name, _), found), before) in contestants.iter().zip(&found).zip(before) {
        let woken = found.last().map_or(0, |last| last.woken - before) as f64 / effort.rounds as f64;
        let times: [fn(&Notified) -> Duration; 2] = [|notified| notified.cost, |notified| notified.latency];
        for (table, time) in tables.iter_mut().zip(times) {
            let samples = found.iter().map(|notified| nanoseconds(time(notified)) / 1e3).collect();
            table.add(*name, "", samples).extra.push((WOKEN, woken));
        }
    }
    for table in &mut tables {
        // No worse, within what two runs differ by.
        table.demand(C, Demand::AtMost(1.05));
        table.demand(PYTHON, Demand::AtMost(1.0));
        table.demand_of_extra(WOKEN, C, Demand::AtMost(1.0));
    }
    tables.into()
}

/// A condition, and the processes that wait for it.
struct Crowd<C> {
    condition: C,
    counts: &'static Counts,
    waiters: Vec<Worker>,
}

struct Counts {
    woken: AtomicU64,
    /// When the last one woke, in nanoseconds of the monotonic clock.
    when: AtomicU64,
}

impl<C: Condition> Crowd<C> {
    fn new(condition: C) -> Self {
        let counts = area::share(Counts { woken: AtomicU64::new(0), when: AtomicU64::new(0) });
        let signal = Signal::new();
        let wake = || {
            counts.when.store(now(), SeqCst);
            counts.woken.fetch_add(1, SeqCst);
        };
        let wait = || {
            // SAFETY: takes no pointer.
            unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) };
            condition.wait_for_ever(|| signal.arrive(), wake);
        };
        let waiters = (0..WAITERS).map(|_| Worker::fork(wait)).collect();
        signal.await_ready(WAITERS);
        condition.visit();
        Self { condition, counts, waiters }
    }

    fn notify(&self) -> Notified {
        let before = self.counts.woken.load(SeqCst);
        let (started, start) = (now(), processor_time());
        self.condition.change();
        let cost = processor_time().saturating_sub(start);
        while self.counts.woken.load(SeqCst) == before {
            thread::yield_now();
        }
        let latency = Duration::from_nanos(self.counts.when.load(SeqCst) - started);
        Notified { cost, latency, woken: self.counts.woken.load(SeqCst) }
    }
}

impl<C> Drop for Crowd<C> {
    fn drop(&mut self) {
        for waiter in self.waiters.drain(..) {
            waiter.kill();
            waiter.wait();
        }
    }
}

/// What this thread has taken of the processors. The notified waiter may run before the notifier
/// does again.
fn processor_time() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is writable.
    let failed = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    assert_eq!(failed, 0, "clock_gettime: {}", std::io::Error::last_os_error());
    Duration::new(time.tv_sec.cast_unsigned(), u32::try_from(time.tv_nsec).expect("nanoseconds"))
}

fn now() -> u64 {
    u64::try_from(monotonic().as_nanos()).expect("nanoseconds since the start of the machine")
}
