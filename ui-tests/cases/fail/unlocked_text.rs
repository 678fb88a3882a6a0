use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats(u64, String); //~ String => or `[u8; N]` and a `usize` for its length

fn main() {}
