use sync_runtime::Pod;

#[derive(Pod)]
enum Mode { //~ Mode => add `#[repr(u8)]`
    Idle = 1,
    Serving = 2,
}

fn main() {}
