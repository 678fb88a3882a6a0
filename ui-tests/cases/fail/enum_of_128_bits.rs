use sync_runtime::Pod;

#[derive(Pod)]
#[repr(u128)] //~ u128 => use `u8`
enum Mode {
    Idle,
    Serving,
}

fn main() {}
