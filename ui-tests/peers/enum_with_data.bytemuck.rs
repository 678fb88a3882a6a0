use bytemuck::{Pod, Zeroable};

#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(u8)]
enum Job {
    Idle,
    Running(u32),
}

fn main() {}
