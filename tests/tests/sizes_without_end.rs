//! Values of many GiB and tables of millions of records: nothing of them is ever on a stack, or
//! copied whole.
//!
//! Those that take several GiB of memory are ignored unless asked for:
//! `cargo test --release -p tests --test sizes_without_end -- --ignored --test-threads 1`.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::thread;
use std::time::Instant;
use sync_runtime::{InPlaceReader, Pod, Shared, SharedLocked, Table, TableReader};
use tests::name::Name;

/// What the thread has that works on the values.
const STACK: usize = 256 * 1024;

#[derive(SharedLocked)]
#[shared(in_place)]
struct Large<const RECORDS: usize> {
    number: u64,
    records: [Record; RECORDS],
}

#[derive(Pod, Debug, Clone, Copy, PartialEq)]
struct Record {
    id: u64,
    done: bool,
}

/// Makes a value and a reader of it, changes both ends of it, and lets an owner die.
fn both_ends_change<const RECORDS: usize>() {
    let name = Name::new("large");
    let last = RECORDS - 1;
    let start = Instant::now();
    let shared = Shared::<Large<RECORDS>>::create_with(name.as_str(), |value| {
        value.records().at(last)?.id().set(1);
        Ok(())
    })
    .unwrap();
    println!("{} MiB made in {:.1?}", size_of::<Large<RECORDS>>() >> 20, start.elapsed());
    let reader = InPlaceReader::<Large<RECORDS>>::open(name.as_str()).unwrap();
    let change = |id| {
        let guard = shared.get_lock().unwrap();
        guard.view().number().set(id);
        guard.view().records().at(0).unwrap().set(Record { id, done: true });
        guard.view().records().at(last).unwrap().set(Record { id, done: true });
        guard
    };
    let start = Instant::now();
    drop(change(7));
    println!("both ends changed in {:.1?}", start.elapsed());
    change(8).roll_back();
    // As a process that dies: the next owner undoes it.
    thread::scope(|scope| scope.spawn(|| std::mem::forget(change(9))).join().unwrap());
    assert!(shared.get_lock().unwrap().recovered());
    let seen = reader
        .view(|value| {
            let (first, last) = (value.records().at(0)?.get()?, value.records().at(last)?.get()?);
            Ok((value.number().get()?, first, last, value.records().at(RECORDS / 2)?.id().get()?))
        })
        .unwrap();
    let whole = Record { id: 7, done: true };
    assert_eq!(seen, (7, whole, whole, 0));
}

fn table_of<T: SharedLocked<Lock = sync_runtime::Exclusive>>(len: usize, make: fn(usize) -> T, id: fn(&T) -> usize) {
    let name = Name::new("table");
    let start = Instant::now();
    let table = Table::create(name.as_str(), len, make).unwrap();
    println!("{len} records of {} bytes made in {:.1?}", size_of::<T>(), start.elapsed());
    let reader = TableReader::<T>::open(name.as_str()).unwrap();
    for index in [0, len / 2, len - 1] {
        table.at(index).unwrap().with_lock(|value| assert_eq!(id(value), index)).unwrap();
        assert_eq!(id(&reader.load(index).unwrap()), index);
    }
    let (index, claimed) = table.claim(|value| id(value) == len - 3).unwrap().unwrap();
    assert_eq!((index, id(&claimed)), (len - 3, len - 3));
    assert_eq!(table.len(), len);
}

fn on_small_stack(work: fn()) {
    thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap();
}

#[test]
fn a_value_of_64_mib_needs_no_stack() {
    on_small_stack(both_ends_change::<{ 4 << 20 }>);
}

#[test]
fn a_table_of_100_000_records_needs_no_stack() {
    on_small_stack(|| table_of(100_000, |index| index, |value| *value));
}

/// How many page faults this thread has had. See `getrusage(2)`.
fn page_faults() -> i64 {
    // SAFETY: plain numbers, of which zeroes are a value.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: a struct to be written.
    assert_eq!(unsafe { libc::getrusage(libc::RUSAGE_THREAD, &raw mut usage) }, 0);
    usage.ru_minflt
}

#[test]
fn what_is_prefaulted_has_no_page_faults_later() {
    let faults_of = |prefault| {
        let options = Shared::<Large<{ 1 << 20 }>>::options().prefault(prefault);
        let shared = options.anonymous_with(|_| Ok(())).unwrap();
        let before = page_faults();
        // A record of each page, in both slots.
        let change = |value: sync_runtime::View<'_, Large<{ 1 << 20 }>, sync_runtime::Writing<'_>>| {
            (0..1 << 20).step_by(256).try_for_each(|index| value.records().at(index)?.id().add(1).map(drop))
        };
        shared.with_lock(change).unwrap();
        page_faults() - before
    };
    let (without, with) = (faults_of(false), faults_of(true));
    assert!(without > 1000 && with < 100, "{without} without, {with} with");
}

#[test]
#[ignore = "takes 8 GiB of memory"]
fn a_value_of_4_gib() {
    on_small_stack(both_ends_change::<{ 256 << 20 }>);
}

#[test]
#[ignore = "takes 3 GiB of memory"]
fn a_table_of_10_000_000_records() {
    on_small_stack(|| table_of(10_000_000, |index| [index; 8], |value| value[0]));
    on_small_stack(|| table_of(10_000_000, |index| index, |value| *value));
}

#[test]
fn a_value_that_finds_no_room_is_an_error_and_leaves_nothing() {
    let name = Name::new("no-room");
    // Twice 128 GiB.
    let error = Shared::<Large<{ 8 << 30 }>>::create_with(name.as_str(), |_| Ok(())).unwrap_err();
    assert!(error.to_string().contains("fallocate failed"), "{error}");
    assert!(!name.exists());
}
