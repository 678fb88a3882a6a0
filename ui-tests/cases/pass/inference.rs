// Types that need not be written out: of the handle, and of the value.
#![deny(warnings)]

use sync_runtime::{Exclusive, Shared, SharedLocked, SyncError, Timeout, TransactError};
use std::time::Duration;

#[derive(SharedLocked, Default)]
struct Stats {
    requests: u64,
}

fn make<T: SharedLocked>(name: &str, first: T) -> Result<Shared<T>, SyncError> {
    Shared::create(name, first)
}

fn reset<T: SharedLocked<Lock = Exclusive> + Default>(shared: &Shared<T>) -> Result<(), SyncError> {
    shared.with_lock(|value| *value = T::default())?;
    drop(shared.get_lock()?);
    shared.store(T::default())
}

fn transfer(from: &Shared<u64>, to: &Shared<u64>) -> Result<(), SyncError> {
    to.transact(|to| {
        *to += from.load()?;
        Ok::<(), SyncError>(())
    })?;
    Ok(())
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 1 })?;
    stats.with_lock(|stats| stats.requests += 1)?;
    let defaults = Shared::<Stats>::anonymous(Default::default())?;
    reset(&defaults)?;
    let known: Shared<Stats> = Shared::anonymous(Default::default())?;
    assert_eq!(known.load()?.requests, 0);
    let total = Shared::<u64>::anonymous(0)?;
    let list = Shared::anonymous([0_u8; 4])?;
    list.with_lock(|list| list[0] += 1)?;
    let pair: Shared<(u32, f32)> = Shared::anonymous((1, 0.5))?;
    assert_eq!(pair.load()?.0, 1);
    transfer(&total, &Shared::anonymous(1_u64)?)?;
    *total.get_lock_within(Timeout::Try)? += 1;
    *total.get_lock_within(Duration::from_secs(5))? += 1;
    let aborted: Result<(), TransactError<&str>> = total.transact(|_| Err("changed my mind"));
    assert!(aborted.is_err());
    let name = format!("ui-tests-inference-{}", std::process::id());
    make(&name, 7_u32)?;
    Shared::<u32>::unlink(&name)
}
