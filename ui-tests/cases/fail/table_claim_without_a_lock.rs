// A program: counters that are claimed.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Shared, SharedLocked, SyncError, Table};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Hits {
    number: u64,
}

fn main() -> Result<(), SyncError> {
    let hits = Table::<Hits>::anonymous(4, |_| Hits { number: 0 })?;
    let claimed = hits.claim(|hits| hits.number == 0)?; //~ claim => remove that: `lock = mutex` is the default
    println!("{}", claimed.is_some());
    Ok(())
}
