use sync_runtime::{Shared, SharedLocked};

struct Id(u64);

impl From<Id> for u64 {
    fn from(id: Id) -> Self {
        id.0
    }
}

impl From<u64> for Id {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    #[shared(as = u64)]
    id: Id, //~ Id => this has to be `Clone`
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
