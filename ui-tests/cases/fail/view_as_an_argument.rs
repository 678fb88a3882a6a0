// A program: a function is given the view of a value in place.
use sync_runtime::{Shared, SharedLocked, SyncError, View};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Stats {
    requests: u64,
    frame: [u8; 100_000],
}

fn count(stats: View<Stats>) {
    stats.requests().set(1);
}

fn main() -> Result<(), SyncError> {
    let shared = Shared::<Stats>::anonymous_with(|_| Ok(()))?;
    shared.with_lock(|stats| Ok(count(stats))) //~ stats =! found struct `View<'_, _, Writing<'_>>`
}
