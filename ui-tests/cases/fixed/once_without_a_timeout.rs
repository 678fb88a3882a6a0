// A program: one process prepares.
use sync_runtime::{Once, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let once = Shared::anonymous(Once::new())?;
    once.call_once(std::time::Duration::from_secs(5), || println!("prepared"))?;
    Ok(())
}
