// A program: who holds a ticket, by an id of another crate.
use facade::Uuid;
use sync_runtime::{Pod, SharedLocked};

#[derive(Pod)]
enum Holder {
    Nobody,
    User(Uuid), //~ Uuid => use a struct `#[derive(sync_runtime::Pod)] struct Part(#[shared(as = [u8; 16])] Uuid);` here
}

#[derive(SharedLocked)]
struct Ticket {
    holder: Holder,
}

fn main() {}
