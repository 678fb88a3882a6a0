use sync_runtime::Pod;

#[derive(Pod)]
#[shared(lock = recursive)] //~ lock => move this to the struct with `#[derive(SharedLocked)]`
struct Stats {
    requests: u64,
}

fn main() {}
