use sync_runtime::{Shared, SharedLocked};

#[derive(Clone, Copy)]
struct Id([u8; 16]);

impl Id {
    fn into_bytes(self) -> [u8; 16] {
        self.0
    }

    fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
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
