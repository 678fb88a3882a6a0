use sync_runtime::Pod;

#[derive(Pod)]
enum Mode { //~ Mode => add `#[repr(u8)]`
    Idle,
    Serving,
}

fn main() {}
