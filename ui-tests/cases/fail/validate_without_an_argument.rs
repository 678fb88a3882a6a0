// A program: a limit that is checked.
use sync_runtime::{SharedLocked};

fn is_sound() -> bool {
    true
}

#[derive(SharedLocked)]
struct Limit {
    #[shared(validate = is_sound)] //~ is_sound => this has to be a `fn(&u64) -> bool`
    per_second: u64,
}

fn main() {}
