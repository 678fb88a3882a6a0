// A program that depends on a facade of the runtime, and does not name it.
#![deny(warnings)]

use facade::runtime::{Pod, Shared, SharedLocked, SyncError, Table};

#[derive(Pod)]
#[shared(crate = facade::runtime)]
struct Endpoint {
    port: u16,
}

#[derive(SharedLocked)]
#[shared(crate = facade::runtime, timeout_ms = 250)]
struct Stats {
    requests: u64,
    peer: Endpoint,
    part: facade::Part,
}

#[derive(SharedLocked)]
#[shared(crate = facade::runtime, in_place)]
struct Frame {
    number: u64,
    part: facade::Part,
    peer: Endpoint,
    pixels: [u8; 100_000],
}

facade::shared_struct!(Written { hits: u64, last: Option<u32> });

fn main() -> Result<(), SyncError> {
    let stats = Stats { requests: 0, peer: Endpoint { port: 80 }, part: facade::Part { count: 1 } };
    let stats = Shared::anonymous(stats)?;
    stats.with_lock(|stats| stats.requests += u64::from(stats.peer.port) + stats.part.count)?;
    let written = Shared::anonymous(Written { hits: 0, last: None })?;
    written.with_lock(|written| {
        written.hits += 1;
        written.last = Some(1);
    })?;
    let frame = Shared::<Frame>::anonymous_with(|frame| frame.number().add(1).map(drop))?;
    frame.with_lock(|frame| {
        frame.peer().port().set(80);
        frame.part().set(facade::Part { count: 1 });
        frame.pixels().at(99_999)?.add(7)
    })?;
    let table = Table::<Written>::anonymous(3, |_| Written { hits: 0, last: None })?;
    table.at(2)?.with_lock(|written| written.hits += 1)
}
