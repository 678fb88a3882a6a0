use sync_runtime::Pod;

#[derive(Pod)]
enum Job {
    Idle,
    Running { name: String }, //~ String => for text use `ArrayString<N>` (feature `arrayvec`)
}

fn main() {}
