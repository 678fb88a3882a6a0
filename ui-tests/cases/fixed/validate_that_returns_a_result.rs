// A program: a limit that is checked.
use sync_runtime::{SharedLocked};

fn is_sound(limit: &u64) -> bool {
    *limit > 0
}

#[derive(SharedLocked)]
struct Limit {
    #[shared(validate = is_sound)]
    per_second: u64,
}

fn main() {}
