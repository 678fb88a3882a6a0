use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Marker {
    count: u64,
}

fn main() {}
