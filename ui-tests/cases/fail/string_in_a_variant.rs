use sync_runtime::Pod;

#[derive(Pod)]
enum Job {
    Idle,
    Running { name: String }, //~ String => for text use `[u8; N]`
}

fn main() {}
