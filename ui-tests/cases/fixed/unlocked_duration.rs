use std::time::Duration;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats {
    #[shared(as = u64, into = milliseconds, from = Duration::from_millis)]
    longest: Duration,
}

fn milliseconds(time: &Duration) -> u64 {
    time.as_millis() as u64
}

fn main() {
    let stats = Shared::anonymous(Stats { longest: Duration::ZERO }).unwrap();
    stats.load().unwrap();
}
