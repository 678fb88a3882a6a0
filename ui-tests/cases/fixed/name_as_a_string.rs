// A program: the name of the segment is a `String`.
use sync_runtime::{Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let name = format!("ui-tests-{}", std::process::id());
    let total = Shared::<u64>::create(&name, 0)?;
    total.with_lock(|total| *total += 1)?;
    Shared::<u64>::unlink(&format!("ui-tests-{}", std::process::id()))
}
