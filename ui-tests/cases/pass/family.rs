// Semaphores and the like, of the usual size, without a type; and of another size.
#![deny(warnings, clippy::pedantic)]

use std::time::Duration;
use sync_runtime::{Barrier, Event, RwLock, Semaphore, Shared, SharedLocked, SyncError, Table};

const SECOND: Duration = Duration::from_secs(1);

/// A semaphore in a struct is a value as any other.
#[derive(SharedLocked)]
struct Pool {
    size: u32,
    slots: Semaphore<4>,
}

fn main() -> Result<(), SyncError> {
    let slots = Shared::anonymous(Semaphore::new(2))?;
    drop(slots.permit(SECOND)?);
    let one = Shared::anonymous(Semaphore::bounded(1))?;
    assert!(one.add().is_err());
    let file = Shared::anonymous(RwLock::new())?;
    drop(file.read(SECOND)?);
    let alone = Shared::anonymous(Barrier::new(1))?;
    assert_eq!(alone.wait(SECOND)?, 0);
    let ready = Shared::anonymous(Event::new())?;
    ready.set()?;
    let few = Shared::anonymous(Semaphore::<8>::sized(2))?;
    drop(few.permit(SECOND)?);
    let one_of_few: Shared<Semaphore<8>> = Shared::anonymous(Semaphore::sized_and_bounded(1))?;
    drop(one_of_few.permit(SECOND)?);
    drop(Shared::anonymous(RwLock::<8>::sized())?.write(SECOND)?);
    assert_eq!(Shared::anonymous(Barrier::<8>::sized(1))?.wait(SECOND)?, 0);
    let table = Table::<Semaphore>::anonymous(2, |_| Semaphore::new(1))?;
    drop(table.at(1)?.permit(SECOND)?);
    let pool = Shared::anonymous(Pool { size: 4, slots: Semaphore::sized(4) })?;
    assert_eq!(pool.load()?.size, 4);
    pool.with_lock(|pool| pool.slots = Semaphore::sized(pool.size))
}
