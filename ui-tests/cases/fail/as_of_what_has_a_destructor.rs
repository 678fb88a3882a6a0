use sync_runtime::{Shared, SharedLocked};

#[derive(Clone)]
struct Id(String);

impl From<Id> for u64 {
    fn from(id: Id) -> Self {
        id.0.len() as u64
    }
}

impl From<u64> for Id {
    fn from(number: u64) -> Self {
        Self(number.to_string())
    }
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    #[shared(as = u64)]
    id: Id, //~ Id => make this field of the type that it is stored as
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
