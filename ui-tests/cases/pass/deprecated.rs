// What is deprecated is said where it is used, and not once more in what is derived.
#![deny(warnings)]

use sync_runtime::{Pod, Shared, SharedLocked};

#[deprecated(note = "use `Endpoint`")]
#[derive(Pod)]
pub struct Peer {
    pub port: u16,
}

#[derive(Pod)]
#[repr(u8)]
pub enum Mode {
    Idle,
    #[deprecated]
    Draining,
}

#[derive(SharedLocked)]
pub struct Stats {
    pub requests: u64,
    #[deprecated]
    pub hits: u64,
    #[allow(deprecated)]
    pub peer: Peer,
    pub mode: Mode,
}

#[allow(deprecated)]
fn main() {
    let stats = Stats { requests: 0, hits: 0, peer: Peer { port: 80 }, mode: Mode::Idle };
    let stats = Shared::anonymous(stats).unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
