use zerocopy::{FromBytes, IntoBytes};

#[derive(FromBytes, IntoBytes)]
#[repr(C)]
struct Stats {
    requests: u64,
    name: String,
}

fn main() {}
