use sync_runtime::Pod;

#[derive(Pod)]
enum Tree {
    Leaf,
    Branch([Option<u32>; 2]),
}

fn main() {}
