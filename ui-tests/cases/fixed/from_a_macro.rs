// A program: the struct comes out of a macro of its own.
use sync_runtime::{Shared, SharedLocked, SyncError};
use arrayvec::ArrayString;

macro_rules! counters {
    ($name:ident { $($field:ident: $type:ty),* }) => {
        #[derive(SharedLocked)]
        struct $name { $($field: $type),* }
    };
}

counters!(Stats { requests: u64, name: ArrayString<16> });

fn main() -> Result<(), SyncError> {
    let stats = Shared::<Stats>::open("stats")?;
    stats.with_lock(|stats| stats.requests += 1)
}
