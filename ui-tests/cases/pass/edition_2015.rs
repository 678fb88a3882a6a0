// edition 2015
extern crate sync_runtime;

use sync_runtime::{Pod, Shared, SharedLocked};

#[derive(Pod, Debug, PartialEq)]
struct Endpoint {
    address: [u8; 4],
    port: u16,
}

#[derive(Pod, Debug, PartialEq)]
#[repr(u8)]
enum Mode {
    Idle,
    Serving,
}

#[derive(SharedLocked, Debug, PartialEq)]
#[shared(timeout_ms = 250)]
struct Stats {
    hits: u64,
    peer: Option<Endpoint>,
    mode: Mode,
}

fn main() {
    let stats = Shared::anonymous(Stats { hits: 0, peer: None, mode: Mode::Idle }).unwrap();
    stats.with_lock(|stats| stats.hits += 1).unwrap();
    assert_eq!(stats.load().unwrap().hits, 1);
    assert_ne!(stats.load().unwrap().mode, Mode::Serving);
}
