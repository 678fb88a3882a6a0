// A program: a request that borrows its text.
use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Request<'a> {
    method: u8,
    path: Option<&'a str>, //~ &'a str => for text use `ArrayString<N>` (feature `arrayvec`)
}

fn main() {}
