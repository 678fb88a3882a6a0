use sync_runtime::Pod;

#[derive(Pod)]
enum Job {
    Idle,
    Running(u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8), //~ (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8) => put them into a struct with `#[derive(sync_runtime::Pod)]`
}

fn main() {}
