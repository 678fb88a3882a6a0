// Types of one's own that are called as the primitive ones.
#![allow(non_camel_case_types)]

use sync_runtime::{Pod, Shared, SharedLocked};

#[derive(Pod, Clone, Copy)]
struct bool {
    value: core::primitive::u8,
}

#[derive(Pod, Clone, Copy)]
struct usize {
    value: u32,
}

#[derive(Pod, Clone, Copy)]
struct u64(u32);

#[derive(Pod, Clone, Copy)]
struct i128(u16);

#[derive(Pod, Clone, Copy)]
#[repr(u8)]
enum Mode {
    Idle,
    Serving,
}

#[derive(SharedLocked)]
#[shared(timeout_ms = 250)]
struct Stats {
    flag: bool,
    size: usize,
    number: u64,
    wide: i128,
    mode: Mode,
    list: [Option<bool>; 2],
}

#[derive(SharedLocked)]
struct Slot<T: Pod> {
    value: T,
    flag: bool,
}

fn main() {
    let stats = Stats {
        flag: bool { value: 1 },
        size: usize { value: 2 },
        number: u64(3),
        wide: i128(4),
        mode: Mode::Idle,
        list: [None; 2],
    };
    let stats = Shared::anonymous(stats).unwrap();
    stats.with_lock(|stats| stats.mode = Mode::Serving).unwrap();
    let slot = Shared::anonymous(Slot { value: 1_u32, flag: bool { value: 0 } }).unwrap();
    assert_eq!(slot.load().unwrap().value, 1);
}
