// A program: one handle for the whole process.
// known: rustc shows where the bound is written, in the source of the runtime
use std::sync::OnceLock;
use sync_runtime::Shared;

struct Stats {
    requests: u64,
}

static STATS: OnceLock<Shared<Stats>> = OnceLock::new(); //~ Shared<Stats> => add `#[derive(sync_runtime::SharedLocked)]`

fn main() {}
