use sync_runtime::{Pod, Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Stats {
    requests: u64,
    #[shared(default)]
    mode: Mode, //~ Mode => `#[shared(default = …)]`
    #[shared(default)]
    errors: u64,
}

#[derive(Pod)]
enum Mode {
    Idle,
    Serving,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests().add(1)).unwrap();
}
