use sync_runtime::Pod;

#[derive(Pod)]
enum Nothing {} //~ Nothing => give it one, such as `Idle = 0`

fn main() {}
