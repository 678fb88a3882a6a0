// A program: a request that borrows its text.
use sync_runtime::SharedLocked;
use arrayvec::ArrayString;

#[derive(SharedLocked)]
struct Request {
    method: u8,
    path: Option<ArrayString<128>>,
}

fn main() {}
