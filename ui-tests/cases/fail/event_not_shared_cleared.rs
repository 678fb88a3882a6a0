// A program: a start signal, taken back.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Event, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let ready = Event::new();
    ready.clear()?; //~ clear => put it into a segment of its own first, with `Shared::anonymous(…)`
    Ok(())
}
