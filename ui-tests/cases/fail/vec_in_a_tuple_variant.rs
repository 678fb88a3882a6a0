use sync_runtime::Pod;

#[derive(Pod)]
enum Job {
    Idle,
    Running(u32, Vec<u8>), //~ Vec<u8> => use `[u8; N]`
}

fn main() {}
