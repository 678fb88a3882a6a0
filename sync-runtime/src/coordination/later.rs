//! What a process gives back as soon as it has the lock for it: one thread for each lock, however
//! much that is.

use crate::sys::fork::Own;
use crate::sys::signal::Held;
use core::ptr;
use std::collections::VecDeque;
use std::sync::atomic::AtomicPtr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

/// One thing to do. It waits for the lock, and keeps the memory that this is in.
pub(super) type Job = Box<dyn FnOnce() + Send>;

/// What a thread does next, when it has done what it does now.
struct Queue {
    /// Where the lock is.
    lock: usize,
    jobs: VecDeque<Job>,
}

/// The queues of one process, one for each thread.
type Queues = Own<Mutex<Vec<Queue>>>;

fn queues() -> MutexGuard<'static, Vec<Queue>> {
    static CURRENT: AtomicPtr<Queues> = AtomicPtr::new(ptr::null_mut());
    Own::at(&CURRENT).lock().unwrap_or_else(PoisonError::into_inner)
}

/// Has a thread do `job` with the lock that is at `lock`, after what it has to do there before.
/// `false`, and `job` is not done, if there can be no such thread.
pub(super) fn enqueue(lock: usize, job: Job) -> bool {
    let mut queues = queues();
    if let Some(queue) = queues.iter_mut().find(|queue| queue.lock == lock) {
        queue.jobs.push_back(job);
        return true;
    }
    let spawned = spawn(move || work_off(lock, job));
    if spawned {
        queues.push(Queue { lock, jobs: VecDeque::new() });
    }
    spawned
}

fn work_off(lock: usize, first: Job) {
    let mut next = Some(first);
    while let Some(job) = next {
        job();
        next = after(lock);
    }
}

/// The next thing to do there. If there is none, the thread ends.
fn after(lock: usize) -> Option<Job> {
    let mut queues = queues();
    let at = queues.iter().position(|queue| queue.lock == lock)?;
    let next = queues[at].jobs.pop_front();
    if next.is_none() {
        queues.swap_remove(at);
    }
    next
}

/// Whether there is a thread now that does it.
fn spawn(what: impl FnOnce() + Send + 'static) -> bool {
    // The thread handles no signals, for it begins with this thread's mask.
    let held = Held::new();
    let spawned = thread::Builder::new().name("sync-runtime".into()).spawn(what);
    drop(held);
    spawned.is_ok()
}
