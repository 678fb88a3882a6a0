use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    price: facade::Decimal, //~ facade::Decimal => keep it, with `#[shared(as = [u8; 16], into = facade::Decimal::serialize, from = facade::Decimal::deserialize)]` above the field
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
