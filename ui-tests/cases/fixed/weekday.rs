use facade::chrono::Weekday;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    #[shared(as = u8, into = f, from = g)]
    day: Weekday,
}

fn f(value: &Weekday) -> u8 {
    match value {
        Weekday::Mon => 0,
        Weekday::Tue => 1,
    }
}

fn g(stored: u8) -> Option<Weekday> {
    [Weekday::Mon, Weekday::Tue].get(usize::from(stored)).copied()
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
