//! The runtime under another name, and re-exported by another crate's module.

// No `sync_runtime` of one's own is looked at.
mod sync_runtime {}

mod prelude {
    pub mod nested {
        pub use ::sync_runtime as renamed;
    }
}

use prelude::nested::renamed::{Pod, Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(crate = crate::prelude::nested::renamed, timeout_ms = 20)]
struct Stats {
    requests: u64,
    peer: Endpoint,
}

#[derive(Pod)]
#[shared(crate = prelude::nested::renamed)]
struct Endpoint {
    port: u16,
}

fn main() {
    let stats = Shared::anonymous(Stats { requests: 1, peer: Endpoint { port: 80 } }).unwrap();
    assert_eq!(stats.load().unwrap().requests + u64::from(stats.load().unwrap().peer.port), 81);
}
