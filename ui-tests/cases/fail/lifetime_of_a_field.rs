use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Stats<'a> {
    requests: u64,
    name: &'a str, //~ &'a str => for text use `ArrayString<N>` (feature `arrayvec`)
}

fn main() {}
