//! The runtime under another name, and re-exported by another crate's module.

// No `sync_runtime` of one's own is looked at.
mod sync_runtime {}

mod prelude {
    pub mod nested {
        pub use ::sync_runtime as renamed;
    }
}

use prelude::nested::renamed::{Pod, Shared, SharedLocked, Table};

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

#[derive(SharedLocked)]
#[shared(in_place, crate = crate::prelude::nested::renamed)]
struct Frame {
    peer: Endpoint,
    pixels: [u8; 100_000],
}

fn main() {
    let stats = Shared::anonymous(Stats { requests: 1, peer: Endpoint { port: 80 } }).unwrap();
    let frame = Shared::<Frame>::anonymous_with(|frame| frame.peer().port().add(80).map(drop)).unwrap();
    assert_eq!(frame.with_lock(|frame| frame.pixels().at(7)?.add(1)).unwrap(), 1);
    let table = Table::anonymous(3, |_| Stats { requests: 1, peer: Endpoint { port: 80 } }).unwrap();
    table.at(2).unwrap().with_lock(|stats| stats.requests += 1).unwrap();
    assert_eq!(stats.load().unwrap().requests + u64::from(stats.load().unwrap().peer.port), 81);
}
