use sync_runtime::{Pod, Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    peer: Peer,
}

#[derive(Pod)]
struct Peer {
    port: u16,
    #[shared(default)] //~ default => for the fields of a whole, which has `#[derive(SharedLocked)]`: remove it here
    secure: bool,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
