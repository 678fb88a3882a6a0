// A program: a ring for any element.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Ring<T: sync_runtime::Pod, const N: usize> {
    head: usize,
    items: [T; N],
    len: usize,
}

fn main() -> Result<(), SyncError> {
    let ring = Shared::anonymous(Ring { head: 0, items: [0_u32; 8], len: 0 })?;
    ring.with_lock(|ring| {
        ring.items[ring.head] = 1;
        ring.len += 1;
    })
}
