// A program: a limit that is checked.
use sync_runtime::{SharedLocked};

fn is_sound() -> bool {
    true
}

#[derive(SharedLocked)]
struct Limit {
    #[shared(validate = is_sound)] //~ is_sound =! function is expected to take 1 argument, but it takes 0 arguments
    per_second: u64,
}

fn main() {}
