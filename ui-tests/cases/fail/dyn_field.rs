use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    shape: dyn Send, //~ dyn Send => use an enum without data that says which type is meant
}

fn main() {}
