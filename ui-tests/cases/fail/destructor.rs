// A program: a destructor that tells of the end.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats { //~ Stats => remove `impl Drop`
    requests: u64,
}

impl Drop for Stats {
    fn drop(&mut self) {
        println!("{} requests", self.requests);
    }
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0 })?;
    stats.with_lock(|stats| stats.requests += 1)
}
