//! Workers: forked processes, or threads for the rivals that only know these.

use crate::area;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

/// A forked process.
pub struct Worker(libc::pid_t);

impl Worker {
    /// Starts a process that does `work` and ends. The caller has no other threads, so the fork
    /// copies all there is.
    pub fn fork(work: impl FnOnce()) -> Self {
        // SAFETY: this process has one thread at this time, so that the child may do whatever it
        // could.
        match unsafe { libc::fork() } {
            -1 => panic!("fork: {}", io::Error::last_os_error()),
            0 => {
                let outcome = panic::catch_unwind(AssertUnwindSafe(work));
                // Nothing of the parent's may be flushed or dropped a second time.
                // SAFETY: ends this process at once.
                unsafe { libc::_exit(outcome.is_err().into()) }
            }
            pid => Self(pid),
        }
    }

    /// Kills it with SIGKILL; it is still to be waited for.
    pub fn kill(&self) {
        // SAFETY: the child has not been waited for, so the id is still its own.
        let failed = unsafe { libc::kill(self.0, libc::SIGKILL) };
        assert_eq!(failed, 0, "kill: {}", io::Error::last_os_error());
    }

    /// Waits for its end, however it ends, and says whether all went well.
    pub fn wait(self) -> bool {
        let mut status = 0;
        // SAFETY: `status` is writable.
        let ended = unsafe { libc::waitpid(self.0, &raw mut status, 0) };
        assert_eq!(ended, self.0, "waitpid: {}", io::Error::last_os_error());
        libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 0
    }
}

/// Where workers are: each in a process, or each in a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Processes,
    Threads,
}

/// A flag and a count in shared memory: who is ready, and when to begin and to end.
pub struct Signal {
    ready: AtomicU32,
    state: AtomicU32,
}

const WAITING: u32 = 0;
const RUNNING: u32 = 1;
const STOPPED: u32 = 2;

impl Signal {
    pub fn new() -> &'static Self {
        area::share(Self { ready: AtomicU32::new(0), state: AtomicU32::new(WAITING) })
    }

    /// A worker is there, and waits for the beginning.
    pub fn await_start(&self) {
        self.arrive();
        while self.state.load(SeqCst) == WAITING {
            thread::yield_now();
        }
    }

    /// A worker is there.
    pub fn arrive(&self) {
        self.ready.fetch_add(1, SeqCst);
    }

    /// Whether to go on.
    pub fn running(&self) -> bool {
        self.state.load(std::sync::atomic::Ordering::Relaxed) == RUNNING
    }

    /// A worker is there, and has nothing to do but to be killed.
    pub fn await_end(&self) -> ! {
        self.arrive();
        loop {
            // SAFETY: takes nothing.
            unsafe { libc::pause() };
        }
    }

    /// Waits until `workers` are there, and lets them begin.
    pub fn start(&self, workers: usize) {
        self.await_ready(workers);
        self.state.store(RUNNING, SeqCst);
    }

    /// Waits until `workers` are there.
    pub fn await_ready(&self, workers: usize) {
        while (self.ready.load(SeqCst) as usize) < workers {
            thread::yield_now();
        }
    }

    pub fn stop(&self) {
        self.state.store(STOPPED, SeqCst);
    }
}

/// Runs `work` in so many workers, while this thread does `meanwhile`.
pub fn run(kind: Kind, workers: usize, work: impl Fn(usize) + Sync, meanwhile: impl FnOnce()) {
    match kind {
        Kind::Processes => {
            let started: Vec<_> = (0..workers).map(|worker| Worker::fork(|| work(worker))).collect();
            meanwhile();
            let failed = started.into_iter().map(Worker::wait).filter(|well| !well).count();
            assert_eq!(failed, 0, "so many workers failed");
        }
        Kind::Threads => thread::scope(|scope| {
            for worker in 0..workers {
                let work = &work;
                scope.spawn(move || work(worker));
            }
            meanwhile();
        }),
    }
}

/// Keeps this thread on one processor, so that no move between two is measured. Gives back what was
/// allowed before.
pub struct Pinned(libc::cpu_set_t);

impl Pinned {
    pub fn here() -> Self {
        // SAFETY: a set of bits, all of which may be zero.
        let mut before: libc::cpu_set_t = unsafe { std::mem::zeroed() };
        // SAFETY: `before` is writable and as large as said.
        unsafe { libc::sched_getaffinity(0, size_of_val(&before), &raw mut before) };
        // SAFETY: takes nothing.
        let processor = usize::try_from(unsafe { libc::sched_getcpu() }).unwrap_or(0);
        // SAFETY: as above.
        let mut one: libc::cpu_set_t = unsafe { std::mem::zeroed() };
        // SAFETY: the number is one of a processor that exists, so the set has room for it.
        unsafe { libc::CPU_SET(processor, &mut one) };
        // SAFETY: `one` is readable and as large as said. A refusal costs steadiness alone.
        unsafe { libc::sched_setaffinity(0, size_of_val(&one), &raw const one) };
        Self(before)
    }
}

impl Drop for Pinned {
    fn drop(&mut self) {
        // SAFETY: the set is readable and as large as said.
        unsafe { libc::sched_setaffinity(0, size_of_val(&self.0), &raw const self.0) };
    }
}

/// How many processors this process may use.
pub fn processors() -> usize {
    thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// This program's process id, for names that nobody else has.
pub fn unique(name: &str) -> String {
    format!("benches-{name}-{}", process::id())
}
