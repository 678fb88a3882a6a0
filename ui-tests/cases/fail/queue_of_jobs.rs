// A program: a queue of jobs in a list.
use sync_runtime::{Pod, Shared, SharedLocked, SyncError};

#[derive(Pod, Clone, Copy)]
struct Job {
    id: u32,
}

#[derive(SharedLocked)]
struct Queue {
    jobs: Vec<Job>, //~ Vec<Job> => use `ArrayVec<Job, N>` (feature `arrayvec`)
}

fn main() -> Result<(), SyncError> {
    let queue = Shared::anonymous(Queue { jobs: Vec::new() })?;
    queue.with_lock(|queue| queue.jobs.push(Job { id: 1 }))
}
