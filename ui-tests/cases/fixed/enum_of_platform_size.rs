use sync_runtime::Pod;

#[derive(Pod)]
#[repr(u8)]
enum Mode {
    Idle,
    Serving,
}

fn main() {}
