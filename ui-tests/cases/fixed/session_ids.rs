// A program: sessions with ids of another crate.
use facade::Uuid;
use sync_runtime::{Pod, Shared, SharedLocked, SyncError};

#[derive(Pod)]
struct Session {
    #[shared(as = [u8; 16])]
    id: Uuid,
    hits: u32,
}

#[derive(SharedLocked)]
struct Sessions {
    last: Option<Session>,
}

fn main() -> Result<(), SyncError> {
    let sessions = Shared::anonymous(Sessions { last: None })?;
    sessions.with_lock(|sessions| sessions.last = Some(Session { id: Uuid::from_u128(7), hits: 0 }))
}
