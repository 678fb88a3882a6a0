// A program: a generic part, of text.
use sync_runtime::{Pod, Shared, SharedLocked, SyncError};

#[derive(Pod)]
struct Tagged<T> {
    tag: u32,
    value: T, //~ T => add the bound `sync_runtime::Pod`
}

#[derive(SharedLocked)]
struct Stats {
    total: Tagged<u64>,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { total: Tagged { tag: 1, value: 2 } })?;
    stats.with_lock(|stats| stats.total.value += 1)
}
