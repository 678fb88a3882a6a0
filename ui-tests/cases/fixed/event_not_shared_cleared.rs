// A program: a start signal, taken back.
use sync_runtime::{Event, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let value = Event::new();
    let ready = Shared::anonymous(value)?;
    ready.clear()?;
    Ok(())
}
