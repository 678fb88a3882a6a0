use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats {
    ready: bool,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.cells().ready().fetch_add(true); //~ fetch_add =! trait bounds were not satisfied
}
