//! The lints of a strict crate.

#![deny(warnings, unsafe_code, missing_docs, unreachable_pub, missing_debug_implementations, missing_copy_implementations)]
#![deny(trivial_casts, trivial_numeric_casts, unused_qualifications, unused_results, single_use_lifetimes)]
#![deny(clippy::all, clippy::pedantic)]
#![deny(non_local_definitions, private_bounds, private_interfaces, let_underscore_drop, unused_lifetimes)]

use sync_runtime::{Pod, Shared, SharedLocked, SyncError};

/// The whole.
#[derive(SharedLocked, Debug, Clone, Copy)]
#[shared(lock = mutex, timeout_ms = 250)]
pub struct Stats {
    /// How many.
    pub requests: u64,
    peer: Endpoint,
    mode: Mode,
}

#[derive(Pod, Debug, Clone, Copy)]
struct Endpoint([u8; 4], u16);

#[derive(Pod, Debug, Clone, Copy)]
#[repr(u64)]
enum Mode {
    Serving = 3,
}

/// With a parameter.
#[derive(SharedLocked, Debug, Clone, Copy)]
pub struct Slot<T: Pod> {
    value: T,
    peer: Endpoint,
}

fn main() -> Result<(), SyncError> {
    let peer = Endpoint([0; 4], 80);
    let stats = Shared::anonymous(Stats { requests: 0, peer, mode: Mode::Serving })?;
    stats.with_lock(|stats| stats.requests += u64::from(stats.peer.1) + u64::from(stats.peer.0[0]))?;
    let stats = stats.load()?;
    assert!(stats.requests == 80 && matches!(stats.mode, Mode::Serving));
    let slot = Shared::anonymous(Slot { value: 1u8, peer })?.load()?;
    assert!(slot.value == 1 && slot.peer.1 == 80);
    Ok(())
}
