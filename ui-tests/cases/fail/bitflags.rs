use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    flags: facade::Flags, //~ facade::Flags => `#[shared(as = u32, into = Flags::bits, from = Flags::from_bits)]` for bitflags
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
