// A program: a start signal.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Event, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let ready = Event::new();
    ready.set()?; //~ set => put it into a segment of its own first, with `Shared::anonymous(…)`
    Ok(())
}
