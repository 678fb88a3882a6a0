use bytemuck::{Pod, Zeroable};

#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Stats {
    requests: u64,
    limit: &'static u64,
}

fn main() {}
