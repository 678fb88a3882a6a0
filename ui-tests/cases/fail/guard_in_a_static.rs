// A program: a lock that is held for ever.
// known: the auto traits speak, and the compiler shows all types on the way
use sync_runtime::{Guard, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

static HELD: std::sync::Mutex<Option<Guard<'static, Stats>>> = std::sync::Mutex::new(None); //~ std::sync::Mutex<Option<Guard<'static, Stats>>> => MustBeReleasedByTheThreadThatLockedIt

fn main() {}
