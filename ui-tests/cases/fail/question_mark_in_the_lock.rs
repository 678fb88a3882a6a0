// A program: `?` in a closure that returns nothing.
use sync_runtime::{Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let from = Shared::<u64>::anonymous(1)?;
    let to = Shared::<u64>::anonymous(2)?;
    to.with_lock(|to| *to += from.load()?) //~ ? =! the `?` operator can only be used in a closure that returns `Result`
}
