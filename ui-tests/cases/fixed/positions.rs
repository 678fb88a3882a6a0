// A program: positions of another crate.
use facade::Position;
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(sync_runtime::Pod, Clone, Copy)]
struct Part(#[shared(as = [f64; 2])] Position);

#[derive(SharedLocked)]
struct Fleet {
    count: u32,
    at: [Part; 8],
}

fn main() -> Result<(), SyncError> {
    let fleet = Shared::anonymous(Fleet { count: 0, at: [Part(Position { x: 0.0, y: 0.0 }); 8] })?;
    fleet.with_lock(|fleet| fleet.count += 1)
}
