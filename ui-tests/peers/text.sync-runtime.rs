use sync_runtime::Pod;

#[derive(Pod)]
struct Stats {
    requests: u64,
    name: String,
}

fn main() {}
