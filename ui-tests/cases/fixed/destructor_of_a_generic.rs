use sync_runtime::Pod;

#[derive(Pod)]
struct Slot<T: Pod, const N: usize> {
    items: [T; N],
}


fn main() {}
