use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Stats { //~ Stats => share it as several structs
    received: [u64; 5_000],
    sent: [u64; 5_000],
}

fn main() {}
