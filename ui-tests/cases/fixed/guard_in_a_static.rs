// A program: a lock that is held for ever.
use sync_runtime::{Guard, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

thread_local! {
    static HELD: std::cell::RefCell<Option<Guard<'static, Stats>>> = const { std::cell::RefCell::new(None) };
}

fn main() {}
