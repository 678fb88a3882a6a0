use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats {
    ready: bool,
}

fn main() {
    let stats = Shared::<Stats>::anonymous(Stats { ready: false }).unwrap();
    stats.cells().ready().fetch_add(true); //~ fetch_add =! trait bounds were not satisfied
}
