// A program: an id of another crate.
use sync_runtime::{SharedLocked};

#[derive(Clone, Copy)]
struct Id(u64);

fn number(id: Id) -> u64 {
    id.0
}

#[derive(SharedLocked)]
struct User {
    #[shared(as = u64, into = number, from = Id)] //~ number => this has to be a `fn(&Id) -> u64`
    id: Id,
}

fn main() {}
