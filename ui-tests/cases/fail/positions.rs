// A program: positions of another crate.
use facade::Position;
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Fleet {
    count: u32,
    at: [Position; 8], //~ Position => let such a type be a struct
}

fn main() -> Result<(), SyncError> {
    let fleet = Shared::anonymous(Fleet { count: 0, at: [Position { x: 0.0, y: 0.0 }; 8] })?;
    fleet.with_lock(|fleet| fleet.count += 1)
}
