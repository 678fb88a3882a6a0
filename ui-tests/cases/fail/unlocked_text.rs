use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats(u64, String); //~ String => for text use `ArrayString<N>` (feature `arrayvec`)

fn main() {}
