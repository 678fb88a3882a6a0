use sync_runtime::Pod;

#[derive(Pod)]
#[shared(lock = none)] //~ lock => move this to the struct with `#[derive(SharedLocked)]`
enum Job { //~ Job => add `#[repr(u8)]`
    Idle,
    Running,
}

fn main() {}
