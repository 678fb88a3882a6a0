//! Everything that the crate has is in scope: none of its traits takes a method's name from a value or a handle.

use sync_runtime::*;

#[derive(SharedLocked, Clone)]
struct Stats {
    requests: u64,
}

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    #[shared(as = u64)]
    id: Id,
}

#[derive(Clone)]
struct Id(u64);

impl From<Id> for u64 {
    fn from(Id(number): Id) -> Self {
        number
    }
}

impl From<u64> for Id {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::anonymous_with(|_| Ok(()))?;
    frame.store(&Frame { number: 7, id: Id(8) })?;
    let loaded = frame.load()?;
    assert_eq!((loaded.number, loaded.id.0), (7, 8));
    let stats = Shared::anonymous(Stats { requests: 1 })?;
    stats.store(Stats { requests: 2 })?;
    assert_eq!(stats.load()?.requests, 2);
    Ok(())
}
