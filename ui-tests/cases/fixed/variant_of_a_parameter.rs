use sync_runtime::Pod;

#[derive(Pod)]
enum Slot<T: sync_runtime::Pod> {
    Empty,
    Full(T),
}

fn main() {}
