use std::time::{Duration, SystemTime};
use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats {
    #[shared(as = Duration, into = after, from = before)] //~ Duration => store the field as one number, such as `as = u64`
    since: SystemTime,
}

fn after(time: &SystemTime) -> Duration {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}

fn before(since: Duration) -> SystemTime {
    SystemTime::UNIX_EPOCH + since
}

fn main() {}
