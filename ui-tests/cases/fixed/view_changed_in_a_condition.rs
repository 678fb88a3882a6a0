// A program: what is waited for is taken in the question whether it is there.
use std::time::Duration;
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Queue {
    len: u64,
    jobs: [u64; 100_000],
}

fn main() -> Result<(), SyncError> {
    let queue = Shared::<Queue>::anonymous_with(|queue| {
        queue.len().set(1);
        Ok(())
    })?;
    let guard = queue.wait_until(Duration::from_secs(1), |queue| Ok(queue.len().get() > 0))?;
    let queue = guard.view();
    let len = queue.len().get();
    queue.len().set(len - 1);
    Ok(())
}
