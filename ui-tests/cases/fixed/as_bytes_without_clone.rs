use sync_runtime::{Shared, SharedLocked};

#[derive(Clone)]
struct Id(u128);

impl Id {
    fn into_bytes(self) -> [u8; 16] {
        self.0.to_le_bytes()
    }

    fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_le_bytes(bytes))
    }
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    #[shared(as = [u8; 16])]
    id: Id,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
