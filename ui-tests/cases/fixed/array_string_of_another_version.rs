// A program: text of an older crate, or without the feature.
use sync_runtime::{SharedLocked};

// `arrayvec = "0.7"` in Cargo.toml, with the feature.
#[derive(SharedLocked)]
struct User {
    name: arrayvec::ArrayString<32>,
}

fn main() {}
