use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
#[shared(lock = none)]
enum Mode { //~ Mode => keep the data in a struct beside an enum without
    Off,
    PerSecond(u32),
}

fn main() {}
