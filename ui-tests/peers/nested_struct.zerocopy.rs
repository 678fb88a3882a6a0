use zerocopy::{FromBytes, IntoBytes};

#[derive(FromBytes, IntoBytes)]
#[repr(C)]
struct Stats {
    requests: u64,
    peer: Endpoint,
}

struct Endpoint {
    port: u64,
}

fn main() {}
