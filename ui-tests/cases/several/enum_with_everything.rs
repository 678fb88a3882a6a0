use sync_runtime::Pod;

#[derive(Pod)]
#[shared(lock = none)] //~ lock => move this to the struct with `#[derive(SharedLocked)]`
#[repr(usize)] //~ usize => use `u8`
enum Job {
    Idle,
    Running(
        &'static str, //~ &'static str => for text use `ArrayString<N>` (feature `arrayvec`)
    ),
}

fn main() {}
