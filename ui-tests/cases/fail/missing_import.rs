// A program: the derive is not imported.
use sync_runtime::Shared;

#[derive(SharedLocked)] //~ SharedLocked =! consider importing this derive macro
struct Stats {
    requests: u64,
}

fn main() {
    let _ = Shared::<Stats>::open("stats");
}
