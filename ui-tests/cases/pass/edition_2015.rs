// edition 2015
extern crate sync_runtime;

use sync_runtime::{Pod, Shared, SharedLocked, Table};

#[derive(Pod, Debug, PartialEq)]
struct Endpoint {
    address: [u8; 4],
    port: u16,
    // No keywords yet.
    async: bool,
    await: Option<u8>,
    dyn: (u16, f32),
    try: [u8; 2],
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

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    async: bool,
    #[shared(as = u64, into = to_micros, from = std::time::Duration::from_micros)]
    dyn: std::time::Duration,
    pixels: [u8; 100_000],
}

#[derive(SharedLocked)]
struct Gauge {
    peer: Endpoint,
}

fn peer(async: bool) -> Endpoint {
    Endpoint { address: [0; 4], port: 80, async: async, await: None, dyn: (1, 0.5), try: [2; 2] }
}

fn to_micros(duration: &std::time::Duration) -> u64 {
    duration.as_micros() as u64
}

fn main() {
    let stats = Shared::anonymous(Stats { hits: 0, peer: None, mode: Mode::Idle }).unwrap();
    stats.with_lock(|stats| stats.hits += 1).unwrap();
    assert_eq!(stats.load().unwrap().hits, 1);
    assert_ne!(stats.load().unwrap().mode, Mode::Serving);
    stats.with_lock(|stats| stats.peer = Some(peer(true))).unwrap();
    assert!(stats.load().unwrap().peer.unwrap().async);

    let frame = Shared::<Frame>::anonymous_with(|frame| frame.number().add(1).map(drop)).unwrap();
    let changed = frame.with_lock(|frame| {
        frame.async().set(true);
        frame.dyn().set(std::time::Duration::from_millis(1));
        Ok(frame.pixels().fill(7))
    });
    changed.unwrap();
    assert!(frame.view(|frame| frame.async().get()).unwrap());

    let peers = Table::<Gauge>::anonymous(3, |_| Gauge { peer: peer(false) }).unwrap();
    peers.at(2).unwrap().with_lock(|gauge| gauge.peer.async = true).unwrap();
    assert_eq!(peers.iter().filter(|gauge| gauge.load().unwrap().peer.async).count(), 1);
}
