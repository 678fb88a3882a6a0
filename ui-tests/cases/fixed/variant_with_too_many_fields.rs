use sync_runtime::Pod;

#[derive(sync_runtime::Pod)]
struct Twelve(u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8);

#[derive(Pod)]
enum Job {
    Idle,
    Running(Twelve),
}

fn main() {}
