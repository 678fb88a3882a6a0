use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
enum Frame { //~ Frame => make its arrays shorter
    Nothing,
    Pixels { bytes: [u8; 70_000] },
}

fn main() {}
