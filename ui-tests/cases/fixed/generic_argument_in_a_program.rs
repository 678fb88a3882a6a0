// A program: a generic part, of text.
use sync_runtime::{Pod, Shared, SharedLocked, SyncError};
use arrayvec::ArrayString;

#[derive(Pod)]
struct Tagged<T: sync_runtime::Pod> {
    tag: u32,
    value: T,
}

#[derive(SharedLocked)]
struct Stats {
    total: Tagged<u64>,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { total: Tagged { tag: 1, value: 2 } })?;
    stats.with_lock(|stats| stats.total.value += 1)
}
