//! Values of exactly 64 KiB, of every shape, on threads with a small stack: 1 MiB without
//! optimization, 256 KiB with it.
//!
//! Each shape has a process of its own, because a stack that overflows ends the process.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::large_stack_arrays,
    clippy::large_types_passed_by_value,
    reason = "a test fails by a panic, and its values are large on purpose"
)]

use std::env;
use std::fmt::Debug;
use std::process::Command;
use std::thread;
use sync_runtime::{Pod, Shared, SharedLocked};

const LIMIT: usize = 64 * 1024;

/// What the thread has that works on the values.
const STACK: usize = if cfg!(debug_assertions) { 1 << 20 } else { 256 << 10 };

/// Says to the child which shape it is to try.
const SHAPE: &str = "TESTS_SHAPE";

/// Fields of which not all are plain.
#[derive(Pod, Debug, Clone, Copy, PartialEq)]
struct Record {
    id: u64,
    amount: u32,
    open: bool,
    mode: Mode,
    code: u16,
}

#[derive(Pod, Debug, Clone, Copy, PartialEq)]
#[repr(u8)]
enum Mode {
    Idle = 0,
    Serving = 1,
}

const RECORD: Record = Record { id: 1, amount: 2, open: true, mode: Mode::Serving, code: 3 };

#[derive(SharedLocked, Debug, Clone, Copy, PartialEq)]
struct ArrayOfStructs {
    records: [Record; LIMIT / 16],
}

/// What issue 10 names: an array of structs, far below the limit.
#[derive(SharedLocked, Debug, Clone, Copy, PartialEq)]
struct Smaller {
    len: u64,
    records: [Record; 44 * 1024 / 16],
}

#[derive(Pod, Debug, Clone, Copy, PartialEq)]
struct Third {
    numbers: [u64; 4096],
    flags: [bool; 8192],
}

#[derive(Pod, Debug, Clone, Copy, PartialEq)]
struct Second {
    third: Third,
    records: [Record; 1024],
}

#[derive(SharedLocked, Debug, Clone, Copy, PartialEq)]
struct NestedStructs {
    second: Second,
    letters: [char; 2046],
    last: u64,
}

#[derive(SharedLocked, Debug, Clone, Copy, PartialEq)]
struct Plain {
    first: u64,
    numbers: [f64; 8191],
}

const THIRD: Third = Third { numbers: [3; 4096], flags: [true; 8192] };
const SECOND: Second = Second { third: THIRD, records: [RECORD; 1024] };

/// Does everything that copies a value, each in a function of its own, as a user would.
fn everything<T: SharedLocked<Lock = sync_runtime::__private::Exclusive> + Debug + PartialEq + Copy>(initial: T) {
    assert!(size_of::<T::Layout>() == LIMIT || size_of::<T::Layout>() == 44 * 1024 + 8, "{}", size_of::<T::Layout>());
    let shared = Shared::anonymous(initial).unwrap();
    let small = thread::Builder::new().stack_size(STACK);
    let worker = small.spawn(move || {
        with_lock(&shared);
        get_lock(&shared);
        load(&shared);
        store(&shared);
        debug(&shared);
        assert_eq!(shared.version(), 3);
    });
    worker.unwrap().join().unwrap();
}

#[inline(never)]
fn with_lock<T: SharedLocked<Lock = sync_runtime::__private::Exclusive>>(shared: &Shared<T>) {
    shared.with_lock(|value| std::hint::black_box(std::ptr::from_mut(value))).unwrap();
}

#[inline(never)]
fn get_lock<T: SharedLocked<Lock = sync_runtime::__private::Exclusive>>(shared: &Shared<T>) {
    let mut guard = shared.get_lock().unwrap();
    std::hint::black_box(&mut *guard);
}

#[inline(never)]
fn load<T: SharedLocked>(shared: &Shared<T>) {
    let value = shared.load().unwrap();
    std::hint::black_box(&value);
}

#[inline(never)]
fn store<T: SharedLocked<Lock = sync_runtime::__private::Exclusive>>(shared: &Shared<T>) {
    shared.store(shared.load().unwrap()).unwrap();
}

#[inline(never)]
fn debug<T: SharedLocked + Debug>(shared: &Shared<T>) {
    assert!(format!("{shared:?}").len() > 1000);
}

macro_rules! shapes {
    ($($name:literal: $value:expr;)*) => {
        const SHAPES: &[&str] = &[$($name),*];

        fn try_shape(shape: &str) {
            match shape {
                $($name => {
                    #[inline(never)]
                    fn shape() {
                        everything($value);
                    }
                    shape();
                })*
                other => panic!("{other} is no shape"),
            }
        }
    };
}

shapes! {
    "bytes": [7_u8; LIMIT];
    "plain struct": Plain { first: 1, numbers: [1.5; 8191] };
    "array of structs of 44 KiB": Smaller { len: 1, records: [RECORD; 44 * 64] };
    "array of structs": ArrayOfStructs { records: [RECORD; LIMIT / 16] };
    "nested structs": NestedStructs { second: SECOND, letters: ['x'; 2046], last: 9 };
    "booleans": [[true; 256]; 256];
    "enums": [Mode::Serving; LIMIT];
    "option": Some([7_u8; LIMIT - 1]);
    "option of an option": Some(Some([[7_u8; 32767]; 2]));
    "array of options": [Some(5_u64); LIMIT / 16];
    "tuple": ([1_u64; 4096], [true; 16384], [Some(1_u8); 8192]);
    "option of a tuple": Some(([true; 65512], Some(1_u64)));
}

/// The child's part.
#[test]
#[ignore = "run by the test below, in a process of its own"]
fn one_shape() {
    if let Ok(shape) = env::var(SHAPE) {
        let large = thread::Builder::new().stack_size(64 << 20).spawn(move || try_shape(&shape));
        large.unwrap().join().unwrap();
    }
}

#[test]
fn every_shape_fits() {
    let failed = SHAPES.iter().filter_map(|shape| {
        let mut child = Command::new(env::current_exe().unwrap());
        let output = child.args(["--exact", "one_shape", "--ignored"]).env(SHAPE, shape).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        let reason =
            said.lines().find(|line| line.contains("overflow") || line.contains("panicked")).map(str::to_owned);
        (!output.status.success()).then(|| format!("{shape}: {}", reason.unwrap_or(said)))
    });
    let failed: Vec<_> = failed.collect();
    assert!(failed.is_empty(), "{} of {} on {} KiB\n{}", failed.len(), SHAPES.len(), STACK >> 10, failed.join("\n"));
}
