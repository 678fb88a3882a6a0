// A program: how many at once.
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
enum Limit {
    Off,
    #[shared(validate = is_small)] //~ validate => put the variant's data into a struct with `#[derive(sync_runtime::Pod)]`
    At(u32),
}

fn is_small(limit: &u32) -> bool {
    *limit < 100
}

fn main() {
    let limit = Shared::anonymous(Limit::At(3)).unwrap();
    limit.with_lock(|limit| *limit = Limit::Off).unwrap();
    drop(is_small(&3));
}
