use std::marker::PhantomData;
use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Stats<'a> { //~ 'a => remove `'a`
    requests: u64,
    borrows: PhantomData<&'a u8>,
}

fn main() {}
