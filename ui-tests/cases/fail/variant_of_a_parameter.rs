use sync_runtime::Pod;

#[derive(Pod)]
enum Slot<T> {
    Empty,
    Full(T), //~ T => add the bound `sync_runtime::Pod`
}

fn main() {}
