use facade::Flags;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    #[shared(as = u32, into = Flags::bits, from = Flags::from_bits)]
    flags: Flags,
}

fn main() {
    drop(Shared::<Stats>::open("stats"));
}
