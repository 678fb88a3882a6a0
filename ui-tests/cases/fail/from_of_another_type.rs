use sync_runtime::{Shared, SharedLocked};

#[derive(Clone, Copy)]
struct Id(u64);

fn number(id: &Id) -> u64 {
    id.0
}

fn made(number: u64) -> u64 {
    number
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    #[shared(as = u64, into = number, from = made)] //~ made => this has to be a `fn(u64) -> Id`, or return an `Option` or a `Result` of it
    id: Id,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
