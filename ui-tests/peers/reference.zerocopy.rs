use zerocopy::{FromBytes, IntoBytes};

#[derive(FromBytes, IntoBytes)]
#[repr(C)]
struct Stats {
    requests: u64,
    limit: &'static u64,
}

fn main() {}
