// A program: limits that are checked together.
use sync_runtime::{SharedLocked};

#[derive(SharedLocked)]
#[shared(validate = is_sound)] //~ is_sound =! cannot find value `is_sound` in this scope
struct Limits {
    soft: u64,
    hard: u64,
}

impl Limits {
    fn is_sound(&self) -> bool {
        self.soft <= self.hard
    }
}

fn main() {}
