//! No `Copy`, `Clone`, `Debug`, `Default` or `repr(C)` is asked for.

#[derive(sync_runtime::SharedLocked)]
struct Stats {
    requests: u64,
    part: Part,
}

#[derive(sync_runtime::Pod)]
struct Part(u8, f32);

fn main() {
    let stats = sync_runtime::Shared::anonymous(Stats { requests: 1, part: Part(2, 0.5) }).unwrap();
    let loaded = stats.load().unwrap();
    assert!(loaded.requests == 1 && loaded.part.0 == 2 && loaded.part.1 > 0.4);
}
