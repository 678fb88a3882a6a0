// known: rustc shows where the bound that refuses it is written, in the source of the runtime
use sync_runtime::Pod;

#[derive(Pod)]
struct Slot<T: Pod, const N: usize> { //~ Slot => a type of one process, which holds the
    items: [T; N],
}

impl<T: Pod, const N: usize> Drop for Slot<T, N> {
    fn drop(&mut self) {}
}

fn main() {}
