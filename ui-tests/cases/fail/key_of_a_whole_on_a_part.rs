use sync_runtime::Pod;

#[derive(Pod)]
#[shared(lock = recursive)] //~ lock => move this to the struct with `#[derive(SharedLocked)]`
struct Endpoint {
    port: u16,
}

fn main() {}
