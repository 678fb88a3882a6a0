// A program: state that was made for threads, each part behind a lock.
use std::sync::{Arc, Mutex, RwLock};
use sync_runtime::{Pod, SharedLocked};

#[derive(Pod, Default)]
struct Config {
    limit: u32,
}

#[derive(SharedLocked)]
struct State {
    config: Arc<RwLock<Config>>, //~ Arc<RwLock<Config>> => use `Config` itself
    total: u64,
}

fn main() {}
