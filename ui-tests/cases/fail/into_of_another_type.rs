use sync_runtime::{Shared, SharedLocked};

#[derive(Clone, Copy)]
struct Id(u64);

fn number(id: &Id) -> u32 {
    id.0 as u32
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    #[shared(as = u64, into = number, from = Id)] //~ number => this has to be a `fn(&Id) -> u64`
    id: Id,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
