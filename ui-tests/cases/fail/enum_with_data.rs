use sync_runtime::Pod;

#[derive(Pod)]
#[repr(u8)]
enum Job {
    Idle,
    Running(u32), //~ (u32) => put its data beside the enum
}

fn main() {}
