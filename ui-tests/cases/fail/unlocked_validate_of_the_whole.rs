use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
#[shared(lock = none, validate = Self::is_sound)] //~ validate => remove `lock = none`, or put this above a field
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
