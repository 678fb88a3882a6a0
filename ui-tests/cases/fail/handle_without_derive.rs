use sync_runtime::Shared;

struct Stats {
    requests: u64,
}

struct Server {
    stats: Shared<Stats>, //~ Shared<Stats> => add `#[derive(SharedLocked)]`
}

fn main() {}
