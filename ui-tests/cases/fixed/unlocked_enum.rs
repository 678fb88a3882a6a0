use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
enum Mode {
    Off,
    PerSecond(u32),
}

fn main() {}
