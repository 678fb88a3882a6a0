use std::marker::PhantomData;
use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    borrows: PhantomData<u8>,
}

fn main() {}
