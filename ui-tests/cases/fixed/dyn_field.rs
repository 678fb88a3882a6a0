use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    shape: Shape,
}

#[derive(sync_runtime::Pod)]
#[repr(u8)]
enum Shape {
    Round,
    Square,
}

fn main() {}
