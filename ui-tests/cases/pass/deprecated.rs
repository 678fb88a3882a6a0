// What is deprecated is said where it is used, and not once more in what is derived.
#![deny(warnings)]

use sync_runtime::{Pod, Shared, SharedLocked, Table};

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

#[deprecated]
#[derive(SharedLocked)]
#[shared(in_place)]
pub struct Frame {
    pub number: u64,
    #[deprecated(since = "1.0.0", note = "see `pixels`")]
    pub bytes: [u8; 100_000],
    pub pixels: [u8; 100_000],
    #[allow(deprecated)]
    pub peer: Peer,
}

#[allow(deprecated)]
fn main() {
    let stats = Stats { requests: 0, hits: 0, peer: Peer { port: 80 }, mode: Mode::Idle };
    let stats = Shared::anonymous(stats).unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
    let frame = Shared::<Frame>::anonymous_with(|frame| frame.number().add(1).map(drop)).unwrap();
    let filled = frame.with_lock(|frame| {
        frame.bytes().fill(7);
        Ok(())
    });
    filled.unwrap();
    let record = |_| Stats { requests: 0, hits: 0, peer: Peer { port: 80 }, mode: Mode::Idle };
    let table = Table::<Stats>::anonymous(3, record).unwrap();
    table.at(2).unwrap().with_lock(|stats| stats.hits += 1).unwrap();
}
