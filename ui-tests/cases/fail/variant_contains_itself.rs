use sync_runtime::Pod;

#[derive(Pod)]
enum Tree {
    Leaf,
    Branch([Box<Tree>; 2]), //~ Box<Tree> => here an index into that
}

fn main() {}
