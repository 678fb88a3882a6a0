use sync_runtime::Pod;

#[derive(Pod)]
enum Job {
    Idle,
    Running(u32, Vec<u8>), //~ Vec<u8> => use `ArrayVec<u8, N>` (feature `arrayvec`)
}

fn main() {}
