// A program: a start signal.
use sync_runtime::{Event, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let event = Event::new();
    let ready = Shared::anonymous(event)?;
    ready.set()?;
    Ok(())
}
