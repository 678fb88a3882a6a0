// A program: the struct comes out of a macro of its own.
use sync_runtime::{Shared, SharedLocked, SyncError};

macro_rules! counters {
    ($name:ident { $($field:ident: $type:ty),* }) => {
        #[derive(SharedLocked)]
        struct $name { $($field: $type),* }
    };
}

counters!(Stats { requests: u64, name: String }); //~ String => for text use `ArrayString<N>` (feature `arrayvec`)

fn main() -> Result<(), SyncError> {
    let stats = Shared::<Stats>::open("stats")?;
    stats.with_lock(|stats| stats.requests += 1)
}
