//! Fields, types, constants and parameters that are called like what the derive writes or uses.

#![allow(non_camel_case_types, non_snake_case)]

use sync_runtime::{Pod, Shared};

#[derive(Pod, Debug, PartialEq)]
struct Layout {
    cells: u8,
    write_cells: u8,
    read_cells: u8,
    number: u8,
}

#[derive(Pod, Debug, PartialEq)]
struct __Layout<__sync: Pod, const __CHECKED: usize> {
    __SIZE: __sync,
    field: [u8; __CHECKED],
}

#[derive(Pod, Debug, PartialEq)]
struct PlainData(Layout, __Layout<Layout, 2>);

#[derive(Pod, Debug, PartialEq)]
#[repr(u8)]
enum Variants {
    Layout,
    SCHEMA,
    Ok,
    Err,
    number,
    Self_,
}

const __SIZE: usize = 3;
const SIZE: usize = 2;

#[derive(sync_runtime::SharedLocked, Debug, PartialEq)]
struct Pair {
    sync: [u8; __SIZE],
    this: [PlainData; SIZE],
    name: Vec,
}

// Called like something that cannot be shared, and shareable.
#[derive(Pod, Debug, PartialEq)]
struct Vec {
    len: u8,
}

fn plain() -> PlainData {
    let layout = || Layout { cells: 1, write_cells: 2, read_cells: 3, number: 4 };
    PlainData(layout(), __Layout { __SIZE: layout(), field: [5, 6] })
}

fn main() {
    let pair = || Pair { sync: [1; 3], this: [plain(), plain()], name: Vec { len: 1 } };
    for variant in [Variants::Layout, Variants::SCHEMA, Variants::Ok, Variants::Err, Variants::number] {
        assert_ne!(Shared::anonymous((variant,)).unwrap().load().unwrap().0, Variants::Self_);
    }
    assert_eq!(Shared::anonymous(pair()).unwrap().load().unwrap(), pair());
}
