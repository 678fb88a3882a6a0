// A program: what is waited for is taken in the question whether it is there.
// known: rustc shows where the bound is written, in the source of the runtime
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
    queue.wait_until(Duration::from_secs(1), |queue| {
        let len = queue.len().get();
        queue.len().set(len.saturating_sub(1)); //~ set => after a `wait_until` or `wait_while`, the `view` of its guard
        Ok(len > 0)
    })?;
    Ok(())
}
