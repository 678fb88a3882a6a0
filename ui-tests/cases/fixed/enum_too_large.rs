use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
enum Frame {
    Nothing,
    Pixels { bytes: [u8; 7_000] },
}

fn main() {}
