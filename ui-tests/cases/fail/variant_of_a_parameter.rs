use sync_runtime::Pod;

#[derive(Pod)]
enum Slot<T> {
    Empty,
    Full(T), //~ T => add the bound `Pod`
}

fn main() {}
