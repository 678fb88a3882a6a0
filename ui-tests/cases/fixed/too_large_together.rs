use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Stats {
    received: [u64; 5_000],
}

#[derive(SharedLocked)]
struct Sent {
    sent: [u64; 5_000],
}

fn main() {}
