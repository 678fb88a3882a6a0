// A program: who holds a ticket, by an id of another crate.
use facade::Uuid;
use sync_runtime::{Pod, SharedLocked};

#[derive(sync_runtime::Pod)] struct Part(#[shared(as = [u8; 16])] Uuid);

#[derive(Pod)]
enum Holder {
    Nobody,
    User(Part),
}

#[derive(SharedLocked)]
struct Ticket {
    holder: Holder,
}

fn main() {}
