// A program: one process prepares.
// known: the compiler tells of the number of arguments, too (E0061), and shows the function, with its place
use sync_runtime::{Once, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let once = Shared::anonymous(Once::new())?;
    once.call_once(|| println!("prepared"))?; //~ || println!("prepared") or call_once => write a `Duration`, such as `std::time::Duration::from_secs(5)`
    Ok(())
}
