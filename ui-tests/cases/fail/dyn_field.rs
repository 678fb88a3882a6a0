use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    shape: dyn Send, //~ dyn Send => use an enum with `#[derive(sync_runtime::Pod)]` that says which type is meant
}

fn main() {}
