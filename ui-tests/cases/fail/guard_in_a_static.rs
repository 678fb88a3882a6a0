// A program: a lock that is held for ever.
use sync_runtime::{Guard, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

static HELD: std::sync::Mutex<Option<Guard<'static, Stats>>> = std::sync::Mutex::new(None); //~ std::sync::Mutex<Option<Guard<'static, Stats>>> => belongs to the thread that made it

fn main() {}
