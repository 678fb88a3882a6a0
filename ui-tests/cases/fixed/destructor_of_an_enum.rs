use sync_runtime::Pod;

#[derive(Pod)]
enum Job {
    Idle,
    Running(u32),
}

fn main() {}
