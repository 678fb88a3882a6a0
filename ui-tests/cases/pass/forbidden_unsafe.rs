//! A crate that forbids `unsafe`, and so that anything allows it again.

#![forbid(unsafe_code, warnings)]

use sync_runtime::{Pod, Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    slot: Slot<u8>,
    mode: Mode,
}

#[derive(Pod)]
struct Slot<T: Pod>(T);

#[derive(Pod)]
#[repr(u8)]
enum Mode {
    Idle,
}

fn main() {
    let stats = Shared::anonymous(Stats { requests: 1, slot: Slot(2), mode: Mode::Idle }).unwrap().load().unwrap();
    assert!(stats.requests == 1 && stats.slot.0 == 2 && matches!(stats.mode, Mode::Idle));
}
