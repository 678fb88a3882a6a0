use sync_runtime::Pod;

#[derive(Pod)]
#[repr(usize)] //~ usize => use `u8`
enum Mode {
    Idle,
    Serving,
}

fn main() {}
