use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0, errors: 0 })?;
    let requests = stats.view(|stats| stats.requests().get())?; //~ view =! no method named `view` found for struct `Shared<Stats>`
    println!("{requests}");
    Ok(())
}
