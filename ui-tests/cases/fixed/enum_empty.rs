use sync_runtime::Pod;

#[derive(Pod)]
#[repr(u8)]
enum Nothing { Idle = 0 }

fn main() {}
