// A program: a queue whose length is said nowhere.
// known: to the compiler each thing that follows from an unknown number is an error of its own (E0284); each says where the number is missing
use std::time::Duration;
use sync_runtime::{Channel, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let jobs = Shared::anonymous(Channel::new())?; //~ Channel::new =! cannot infer the value of the const parameter `CAPACITY`
    jobs.send(7_u64, Duration::from_secs(1))?;
    Ok(())
}
