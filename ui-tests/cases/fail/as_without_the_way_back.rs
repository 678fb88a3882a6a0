use sync_runtime::{Shared, SharedLocked};

#[derive(Clone, Copy)]
struct Id(u64);

impl From<Id> for u64 {
    fn from(id: Id) -> Self {
        id.0
    }
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    #[shared(as = u64)]
    id: Id, //~ Id => `TryFrom<u64>` or `From<u64>` for this
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
