// A program: a guard is held while a future waits, on an executor with many threads.
use std::future::Future;
use sync_runtime::{Shared, SyncError};

fn spawn(_: impl Future<Output = Result<(), SyncError>> + Send + 'static) {}

async fn network() {}

fn main() {
    let total = Shared::<u64>::anonymous(0).unwrap();
    let task = async move {
        total.with_lock(|total| *total += 1)?;
        network().await;
        Ok(())
    };
    spawn(task);
}
