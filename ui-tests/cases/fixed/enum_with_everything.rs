use sync_runtime::Pod;

#[derive(Pod)]
#[repr(u8)]
enum Job {
    Idle,
    Running,
}

fn main() {}
