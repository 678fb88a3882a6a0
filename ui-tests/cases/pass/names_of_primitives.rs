// Types of one's own that are called as the primitive ones.
#![allow(non_camel_case_types)]

use sync_runtime::{Pod, Shared, SharedLocked, Table};

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

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    flag: bool,
    size: [usize; 20_000],
    number: u64,
    wide: Option<i128>,
    mode: Mode,
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
    let frame = Shared::<Frame>::anonymous_with(|frame| Ok(frame.mode().set(Mode::Serving))).unwrap();
    let changed = frame.with_lock(|frame| {
        frame.number().set(u64(3));
        frame.size().at(19_999)?.value().add(2)
    });
    assert_eq!(changed.unwrap(), 2);
    let table = Table::<Slot<u64>>::anonymous(3, |_| Slot { value: u64(1), flag: bool { value: 0 } }).unwrap();
    table.at(2).unwrap().with_lock(|slot| slot.flag.value = 1).unwrap();
}
