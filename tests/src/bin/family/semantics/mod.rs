//! What the tests of Python's own `multiprocessing` ask of its classes
//! (`Lib/test/_test_multiprocessing.py`), one file a class, and what they do not: that the death of
//! a process leaves nothing held.
//!
//! `family semantics --times 50` runs all of them fifty times.

mod array;
mod barrier;
mod channel;
mod condition;
mod event;
mod latch;
mod lock;
mod once;
mod rw_lock;
mod semaphore;
mod shared_ctypes;
mod value;

use clap::ValueEnum;
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::{Duration, Instant};
use tests::Stop;
use tests::proof::board::Board;
use tests::proof::fork::Fork;

/// Longer than any trial lasts.
pub(crate) const LONG: Duration = Duration::from_secs(60);
/// A timeout that is measured.
const SHORT: Duration = Duration::from_millis(100);
/// Nothing is waited for.
const NO_TIME: Duration = Duration::ZERO;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Which; all if none is named.
    class: Option<Class>,
    #[arg(long, default_value_t = 1)]
    times: u32,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Class {
    Lock,
    Value,
    Condition,
    Semaphore,
    Event,
    Barrier,
    Array,
    SharedCtypes,
    Latch,
    Once,
    RwLock,
    Channel,
}

/// Fails by a panic.
pub(crate) fn run(options: &Options) {
    let classes = options.class.as_ref().map_or(Class::value_variants(), std::slice::from_ref);
    for class in classes {
        let start = Instant::now();
        for _ in 0..options.times {
            class.run();
        }
        println!("{class:?}: as it is to be, {} times, {:.1?}", options.times, start.elapsed());
    }
}

impl Class {
    fn run(self) {
        match self {
            Self::Lock => lock::run(),
            Self::Value => value::run(),
            Self::Condition => condition::run(),
            Self::Semaphore => semaphore::run(),
            Self::Event => event::run(),
            Self::Barrier => barrier::run(),
            Self::Array => array::run(),
            Self::SharedCtypes => shared_ctypes::run(),
            Self::Latch => latch::run(),
            Self::Once => once::run(),
            Self::RwLock => rw_lock::run(),
            Self::Channel => channel::run(),
        }
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

/// Waits to see that `what` stays true: what does not happen shows in time only.
fn for_a_while(what: impl Fn() -> bool) {
    let end = Instant::now() + SHORT;
    while Instant::now() < end {
        assert!(what(), "it has changed");
        thread::park_timeout(end - Instant::now());
    }
    assert!(what(), "it has changed");
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
