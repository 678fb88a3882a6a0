// A program: limits that are checked together.
use sync_runtime::{SharedLocked};

#[derive(SharedLocked)]
#[shared(validate = Self::is_sound)]
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
