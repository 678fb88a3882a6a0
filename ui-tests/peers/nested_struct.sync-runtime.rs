use sync_runtime::Pod;

#[derive(Pod)]
struct Stats {
    requests: u64,
    peer: Endpoint,
}

struct Endpoint {
    port: u64,
}

fn main() {}
