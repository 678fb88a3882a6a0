use bytemuck::{Pod, Zeroable};

#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Stats {
    requests: u64,
    peer: Endpoint,
}

struct Endpoint {
    port: u64,
}

fn main() {}
