use sync_runtime::Pod;

#[derive(Pod)]
struct Stats {
    requests: u64,
    limit: &'static u64,
}

fn main() {}
