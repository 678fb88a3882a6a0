use zerocopy::{FromBytes, IntoBytes};

#[derive(FromBytes, IntoBytes)]
#[repr(C)]
struct Slot<T> {
    value: T,
}

fn main() {}
