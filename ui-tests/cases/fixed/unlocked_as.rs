use std::time::{Duration, SystemTime};
use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats {
    #[shared(as = u64, into = after, from = before)]
    since: SystemTime,
}

fn after(time: &SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn before(since: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(since)
}

fn main() {}
