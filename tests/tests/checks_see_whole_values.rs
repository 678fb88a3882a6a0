//! A program's own conversions and checks are never handed parts of two values, however often
//! others commit meanwhile.

#![allow(
    clippy::large_enum_variant,
    clippy::large_stack_arrays,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by a panic"
)]

use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::__private::Exclusive;
use sync_runtime::{Pod, Shared, SharedLocked};

/// How many torn values the functions of each test saw.
static BY_CHECKS: AtomicU64 = AtomicU64::new(0);
static BY_CONVERSIONS: AtomicU64 = AtomicU64::new(0);
static BY_CHECKS_OF_LARGE_VALUES: AtomicU64 = AtomicU64::new(0);
static BY_CHECKS_IN_LISTS: AtomicU64 = AtomicU64::new(0);

const SUM: u64 = 1000;

/// Counts a torn value, and panics as a program might that relies on what it has stored.
fn judge(a: u64, b: u64, torn: &AtomicU64) -> bool {
    if a + b != SUM {
        torn.fetch_add(1, Relaxed);
        panic!("{a} + {b} is not {SUM}");
    }
    true
}

/// What is between the two numbers makes it likely that a commit comes between them.
#[derive(SharedLocked, Clone, Copy)]
#[shared(validate = is_whole)]
struct Checked {
    a: u64,
    between: [u8; 500],
    b: u64,
}

fn is_whole(value: &Checked) -> bool {
    judge(value.a, value.b, &BY_CHECKS)
}

#[derive(Pod, Clone, Copy)]
struct Stored {
    a: u64,
    between: [u8; 500],
    b: u64,
}

/// A type of another crate, as far as the derive is concerned.
#[derive(Clone, Copy)]
struct Foreign(Stored);

impl From<Foreign> for Stored {
    fn from(foreign: Foreign) -> Self {
        foreign.0
    }
}

impl TryFrom<Stored> for Foreign {
    type Error = ();

    fn try_from(stored: Stored) -> Result<Self, ()> {
        if judge(stored.a, stored.b, &BY_CONVERSIONS) { Ok(Self(stored)) } else { Err(()) }
    }
}

#[derive(SharedLocked, Clone, Copy)]
struct Converted {
    #[shared(as = Stored)]
    foreign: Foreign,
}

/// Too large for the stack.
#[derive(SharedLocked, Clone, Copy)]
#[shared(validate = is_whole_though_large)]
struct Large {
    a: u64,
    between: [u8; 20_000],
    b: u64,
}

fn is_whole_though_large(value: &Large) -> bool {
    judge(value.a, value.b, &BY_CHECKS_OF_LARGE_VALUES)
}

#[derive(Pod, Clone, Copy)]
#[shared(validate = is_whole_part)]
struct Part {
    a: u64,
    between: [u8; 200],
    b: u64,
}

fn is_whole_part(part: &Part) -> bool {
    judge(part.a, part.b, &BY_CHECKS_IN_LISTS)
}

#[derive(Pod, Clone, Copy)]
enum Slot {
    Free,
    Used(Part),
}

/// The check is that of a part of a part.
#[derive(SharedLocked, Clone, Copy)]
struct Nested {
    slots: [Option<(Slot, u8)>; 2],
}

/// Commits values as fast as it can, and reads as fast as it can; returns how many torn ones the
/// functions saw.
fn torn<T>(make: fn(u64, u64) -> T, torn: &'static AtomicU64) -> u64
where
    T: SharedLocked<Lock = Exclusive> + Sync + Copy,
{
    let shared = Shared::anonymous(make(0, SUM)).unwrap();
    let stop = AtomicBool::new(false);
    let until = Instant::now() + Duration::from_millis(400);
    let (mut reads, hook) = (0_u64, panic::take_hook());
    panic::set_hook(Box::new(|_| ()));
    thread::scope(|scope| {
        scope.spawn(|| {
            for a in (0..=SUM).cycle() {
                shared.store(make(a, SUM - a)).unwrap();
                if stop.load(Relaxed) {
                    break;
                }
            }
        });
        while Instant::now() < until {
            // What it panics with was counted.
            if let Ok(outcome) = panic::catch_unwind(AssertUnwindSafe(|| shared.load())) {
                outcome.unwrap();
            }
            reads += 1;
        }
        stop.store(true, Relaxed);
    });
    panic::set_hook(hook);
    let (torn, commits) = (torn.load(Relaxed), shared.version());
    println!("{torn} torn values seen in {reads} reads during {commits} commits");
    assert!(reads > 10 && commits > 10, "{reads} reads, {commits} commits");
    torn
}

/// In one test, for the hook is the process's.
#[test]
fn no_function_of_the_program_sees_parts_of_two_values() {
    let seen = [
        torn(|a, b| Checked { a, between: [0; 500], b }, &BY_CHECKS),
        torn(|a, b| Converted { foreign: Foreign(Stored { a, between: [0; 500], b }) }, &BY_CONVERSIONS),
        torn(|a, b| Large { a, between: [0; 20_000], b }, &BY_CHECKS_OF_LARGE_VALUES),
        torn(
            |a, b| {
                let part = Part { a, between: [0; 200], b };
                Nested { slots: [Some((Slot::Free, 0)), Some((Slot::Used(part), 1))] }
            },
            &BY_CHECKS_IN_LISTS,
        ),
    ];
    assert_eq!(seen, [0; 4], "torn values handed to the program's functions");
}
