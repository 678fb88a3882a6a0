use arrayvec::ArrayString;
use sync_runtime::Pod;

#[derive(Pod)]
#[repr(u8)]
enum Job {
    Idle,
    Running(
        ArrayString<16>,
    ),
}

fn main() {}
