// A program: the derive is not imported.
// known: a derive that is not there derives nothing, and so its type is found not to be shared, too
use sync_runtime::Shared;

#[derive(SharedLocked)] //~ SharedLocked =! cannot find derive macro `SharedLocked` in this scope
struct Stats {
    requests: u64,
}

fn main() {
    let _ = Shared::<Stats>::open("stats");
}
