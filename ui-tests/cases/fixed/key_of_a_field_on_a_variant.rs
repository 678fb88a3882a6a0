// A program: how many at once.
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
enum Limit {
    Off,
    At(Most),
}

#[derive(sync_runtime::Pod)]
struct Most(#[shared(validate = is_small)] u32);

fn is_small(limit: &u32) -> bool {
    *limit < 100
}

fn main() {
    let limit = Shared::anonymous(Limit::At(Most(3))).unwrap();
    limit.with_lock(|limit| *limit = Limit::Off).unwrap();
    drop(is_small(&3));
}
