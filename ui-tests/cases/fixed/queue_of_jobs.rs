// A program: a queue of jobs in a list.
use sync_runtime::{Pod, Shared, SharedLocked, SyncError};
use arrayvec::ArrayVec;

#[derive(Pod, Clone, Copy)]
struct Job {
    id: u32,
}

#[derive(SharedLocked)]
struct Queue {
    jobs: ArrayVec<Job, 64>,
}

fn main() -> Result<(), SyncError> {
    let queue = Shared::anonymous(Queue { jobs: ArrayVec::new() })?;
    queue.with_lock(|queue| queue.jobs.push(Job { id: 1 }))
}
