use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
#[shared(validate = Self::is_sound)]
struct Stats {
    used: u64,
    size: u64,
}

impl Stats {
    fn is_sound(&self) -> bool {
        self.used <= self.size
    }
}

fn main() {}
