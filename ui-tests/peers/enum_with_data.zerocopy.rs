use zerocopy::{FromBytes, IntoBytes};

#[derive(FromBytes, IntoBytes)]
#[repr(u8)]
enum Job {
    Idle,
    Running(u32),
}

fn main() {}
