//! Structs as people write them, against bare arrays of the same size: a struct costs what its
//! bytes cost.

use crate::measure::{self, Effort, Turn};
use crate::report::{Demand, Table};
use crate::rivals::limits;
use crate::rivals::{C_ROBUST, CCounter, Entrant as _, Robustness};
use crate::shapes::{BUFFER, Bytes, COUNTER, Eight, Histogram, JOB, NUMBERS, QUEUE, SHEET};
use std::hint::black_box;
use std::time::{Duration, Instant};
use sync_runtime::__private::Exclusive;
use sync_runtime::{Shared, SharedLocked, SyncError};

const LOAD: &str = "sync-runtime load";
const BORROWED: &str = "sync-runtime load, borrowed";
const TRIED: &str = "sync-runtime load()?";
const WITH_LOCK: &str = "sync-runtime with_lock";
const BARE: &str = "the same of a bare array";

/// `load`.
pub fn reads(effort: Effort) -> Vec<Table> {
    vec![
        read::<_, 128>(effort, "struct { v: [u8; 1024] }", Bytes::ZERO, 2.0),
        read::<_, 129>(effort, "struct { n: u64, v: [f64; 128] }", NUMBERS, 2.0),
        read::<_, 66>(effort, "struct { n: u64, buckets: [u64; 64], errors: u32, ok: bool }", Histogram::ZERO, 2.0),
        read::<_, 8>(effort, "a struct of eight numbers", Eight::ZERO, 1.5),
        read::<_, 2>(effort, "the example counter's struct", COUNTER, 2.0),
        read::<_, 132>(effort, "the example producer_consumer's struct", QUEUE, 2.0),
        read::<_, 28>(effort, "the example device_buffer's struct", BUFFER, 2.0),
        read::<_, 137>(effort, "the example word_count's struct", JOB, 4.0),
        read::<_, 128>(effort, "[Option<u64>; 64]", [Some(7_u64); 64], 4.0),
        read::<_, 128>(effort, "[bool; 1024]", [true; 1024], 4.0),
        read::<_, 128>(effort, "[char; 256]", [' '; 256], 4.0),
        read::<_, 64>(effort, "[(f64, u32, bool); 32]", [(0.0_f64, 0_u32, true); 32], 4.0),
        read::<_, 81>(effort, "a struct of arrays of structs of arrays", SHEET, 4.0),
    ]
}

/// `with_lock`.
pub fn locks(effort: Effort) -> Vec<Table> {
    vec![
        lock::<_, 128>(effort, "struct { v: [u8; 1024] }", Bytes::ZERO, |bytes| bytes.v[0] += 1),
        lock::<_, 66>(effort, "struct { n: u64, buckets: [u64; 64], .. }", Histogram::ZERO, |it| it.n += 1),
        lock::<_, 8>(effort, "a struct of eight numbers", Eight::ZERO, |eight| eight.a += 1),
    ]
}

fn timed(times: u64, mut operation: impl FnMut()) -> Duration {
    let start = Instant::now();
    for _ in 0..times {
        operation();
    }
    start.elapsed()
}

/// A value of `N` words, give or take one.
fn read<T: SharedLocked + Copy, const N: usize>(effort: Effort, name: &str, value: T, memcpy: f64) -> Table {
    let shared = Shared::anonymous(value).expect("an anonymous segment");
    let bare = Shared::anonymous([0_u64; N]).expect("an anonymous segment");
    let plain = Box::new([0_u64; N]);
    let mut turns: [Turn<'_>; 5] = [
        Box::new(|times| timed(times, || load_once(&shared))),
        Box::new(|times| timed(times, || borrow_once(&shared))),
        Box::new(|times| timed(times, || try_once(&shared).expect("load"))),
        Box::new(|times| timed(times, || load_once(&bare))),
        Box::new(|times| timed(times, || limits::copy_once(&*plain))),
    ];
    let mut samples = measure::interleaved(effort, &mut turns).into_iter();
    let mut table = Table::new("read", format!("load of {name}, {} B", size_of::<T>()), "ns");
    let borrowed = (BORROWED, "and not moved out of the `Result`");
    let tried = (TRIED, "and moved once more by the `?`");
    for (name, remark) in [(LOAD, "without the lock"), borrowed, tried, (BARE, ""), ("memcpy", "the limit")] {
        table.add(name, remark, samples.next().unwrap());
    }
    table.demand(BARE, Demand::AtMost(1.3));
    table.demand("memcpy", Demand::AtMost(memcpy));
    table
}

#[inline(never)]
fn load_once<T: SharedLocked>(shared: &Shared<T>) {
    let copy = shared.load().expect("load");
    black_box(&copy);
}

/// What can be damaged has to be looked at before it is moved, so that moving it is a copy.
#[inline(never)]
fn borrow_once<T: SharedLocked>(shared: &Shared<T>) {
    let loaded = shared.load();
    black_box(loaded.as_ref().expect("load"));
}

/// As most programs load. The value goes through another enum, which the compiler takes apart.
#[inline(never)]
fn try_once<T: SharedLocked>(shared: &Shared<T>) -> Result<(), SyncError> {
    let copy = shared.load()?;
    black_box(&copy);
    Ok(())
}

/// A value of `N` words; 64 bytes are held against C, too.
fn lock<T, const N: usize>(effort: Effort, name: &str, value: T, change: impl Fn(&mut T)) -> Table
where
    T: SharedLocked<Lock = Exclusive> + Copy,
{
    let shared = Shared::anonymous(value).expect("an anonymous segment");
    let bare = Shared::anonymous([0_u64; N]).expect("an anonymous segment");
    let c = CCounter::<[u64; N]>::new(Robustness::Robust);
    let mut turns: [Turn<'_>; 3] = [
        Box::new(|times| timed(times, || shared.with_lock(&change).expect("with_lock"))),
        Box::new(|times| timed(times, || bare.with_lock(|words| words[0] += 1).expect("with_lock"))),
        Box::new(|times| c.time_add(times)),
    ];
    let mut samples = measure::interleaved(effort, &mut turns).into_iter();
    let mut table = Table::new("uncontended", format!("lock, change, unlock of {name}, {} B", size_of::<T>()), "ns");
    for (name, remark) in
        [(WITH_LOCK, "robust, timed"), (BARE, "robust, timed"), (C_ROBUST, "robust; 8 bytes are changed")]
    {
        table.add(name, remark, samples.next().unwrap());
    }
    table.demand(BARE, Demand::AtMost(1.3));
    if size_of::<T>() == 64 {
        table.demand(C_ROBUST, Demand::AtMost(1.05));
    }
    table
}
