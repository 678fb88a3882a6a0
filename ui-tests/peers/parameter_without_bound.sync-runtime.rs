use sync_runtime::Pod;

#[derive(Pod)]
struct Slot<T> {
    value: T,
}

fn main() {}
