use arrayvec::ArrayString;
use sync_runtime::Pod;

#[derive(Pod)]
enum Job {
    Idle,
    Running { name: ArrayString<16> },
}

fn main() {}
