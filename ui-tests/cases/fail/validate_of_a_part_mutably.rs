// A program: a limit that is corrected.
use sync_runtime::{SharedLocked};

fn is_sound(limit: &mut u64) -> bool {
    *limit = (*limit).max(1);
    true
}

#[derive(SharedLocked)]
struct Limit {
    #[shared(validate = is_sound)] //~ is_sound =! expected function signature `for<'a> fn(&'a _) -> _`
    per_second: u64,
}

fn main() {}
