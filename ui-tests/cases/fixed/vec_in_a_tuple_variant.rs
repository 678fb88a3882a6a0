use arrayvec::ArrayVec;
use sync_runtime::Pod;

#[derive(Pod)]
enum Job {
    Idle,
    Running(u32, ArrayVec<u8, 8>),
}

fn main() {}
