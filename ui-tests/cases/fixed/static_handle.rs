// A program: one handle for the whole process.
use std::sync::OnceLock;
use sync_runtime::Shared;

#[derive(sync_runtime::SharedLocked)]
struct Stats {
    requests: u64,
}

static STATS: OnceLock<Shared<Stats>> = OnceLock::new();

fn main() {}
