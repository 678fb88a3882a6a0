// A program: text of an older crate, or without the feature.
use sync_runtime::{SharedLocked};

mod arrayvec_of_2019 {
    pub struct ArrayString<const N: usize>(pub [u8; N]);
}

#[derive(SharedLocked)]
struct User {
    name: arrayvec_of_2019::ArrayString<32>, //~ arrayvec_of_2019::ArrayString<32> => in Cargo.toml
}

fn main() {}
