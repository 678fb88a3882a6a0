use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(validate = u64::is_power_of_two)] //~ u64::is_power_of_two => this has to be a `fn(&Stats) -> bool`
struct Stats {
    requests: u64,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
