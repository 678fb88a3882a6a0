// A program: a limit that is corrected.
use sync_runtime::{SharedLocked};

fn is_sound(limit: &mut u64) -> bool {
    *limit = (*limit).max(1);
    true
}

#[derive(SharedLocked)]
struct Limit {
    #[shared(validate = is_sound)] //~ is_sound => this has to be a `fn(&u64) -> bool`
    per_second: u64,
}

fn main() {}
