// A program: one of several numbers is set.
// known: method lookup is answered in the words of the compiler, which lists the bounds of each method of that name
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats {
    requests: u64,
    latency: [f64; 4],
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0, latency: [0.0; 4] })?;
    stats.cells().latency().set(3, 0.5); //~ set =! the method `set` exists for struct `View<'_, [f64; 4]>`, but its trait bounds were not satisfied
    Ok(())
}
