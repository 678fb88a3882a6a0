// A program: counters that are claimed.
use sync_runtime::{Shared, SharedLocked, SyncError, Table};

#[derive(SharedLocked)]
#[shared(lock = mutex)]
struct Hits {
    number: u64,
}

fn main() -> Result<(), SyncError> {
    let hits = Table::<Hits>::anonymous(4, |_| Hits { number: 0 })?;
    let claimed = hits.claim(|hits| hits.number == 0)?;
    println!("{}", claimed.is_some());
    Ok(())
}
