//! A consistent copy: by `load` here, under the lock elsewhere.

use super::structs;
use super::uncontended::remark;
use crate::measure::{self, Effort, Turn};
use crate::processes::{Pinned, Signal, Worker};
use crate::report::{Demand, Table};
use crate::rivals::limits::{self, Unguarded};
use crate::rivals::{self, Entrant, Guarded, Ours, Rival, Words};
use std::hint::black_box;
use std::time::Instant;
use sync_runtime::{Shared, SharedLocked};

const LOAD: &str = "sync-runtime load";
const UNGUARDED: &str = "unguarded copy";

pub fn run(effort: Effort) -> Vec<Table> {
    let mut tables = Vec::new();
    {
        let _pinned = Pinned::here();
        tables.push(quiet::<u64>(effort, "8 B", Some(1.5)));
        tables.push(quiet::<[u64; 8]>(effort, "64 B", Some(1.5)));
        tables.push(quiet::<[u64; 128]>(effort, "1 KiB", Some(2.0)));
        tables.push(quiet::<[u64; 2048]>(effort, "16 KiB", None));
        tables.push(arrays::<u8, 1024>(effort, "[u8; 1024]", [0; 1024]));
        tables.push(arrays::<u32, 256>(effort, "[u32; 256]", [0; 256]));
        tables.push(arrays::<f64, 128>(effort, "[f64; 128]", [0.0; 128]));
        tables.push(arrays::<[f32; 4], 64>(effort, "[[f32; 4]; 64]", [[0.0; 4]; 64]));
        tables.extend(structs::reads(effort));
    }
    tables.push(busy::<u64>(effort, "8 B"));
    tables.push(busy::<[u64; 8]>(effort, "64 B"));
    tables.push(busy::<[u64; 128]>(effort, "1 KiB"));
    tables.push(busy::<[u64; 2048]>(effort, "16 KiB"));
    tables
}

/// Nobody writes.
fn quiet<V: Words>(effort: Effort, size: &str, limit: Option<f64>) -> Table
where
    Ours<V>: Guarded,
{
    let rivals = rivals::all::<V>();
    let unguarded = Unguarded::<V>::new();
    let mut turns: Vec<Turn<'_>> =
        rivals.iter().map(|Rival { entrant, .. }| Box::new(|times| entrant.time_read(times)) as Turn<'_>).collect();
    turns.push(Box::new(|times| unguarded.time_read(times)));
    let samples = measure::interleaved(effort, &mut turns);
    let mut table = named(format!("a consistent copy, {size}"), &rivals, samples);
    table.at("read", size_of::<V>() as f64);
    if let Some(limit) = limit {
        table.demand(UNGUARDED, Demand::AtMost(limit));
    }
    table
}

/// Types of 1 KiB, against `memcpy` of as much.
fn arrays<T, const N: usize>(effort: Effort, name: &str, value: [T; N]) -> Table
where
    [T; N]: SharedLocked + Copy,
{
    let shared = Shared::anonymous(value).expect("an anonymous segment");
    let plain = Box::new(value);
    let load = |times| {
        let start = Instant::now();
        for _ in 0..times {
            load_once(&shared);
        }
        start.elapsed()
    };
    let copy = |times| {
        let start = Instant::now();
        for _ in 0..times {
            limits::copy_once(&*plain);
        }
        start.elapsed()
    };
    let mut samples = measure::interleaved(effort, &mut [Box::new(load), Box::new(copy)]).into_iter();
    let mut table = Table::new("read", format!("load of {name}"), "ns");
    table.add(LOAD, "", samples.next().unwrap());
    table.add("memcpy", "the limit", samples.next().unwrap());
    table.demand("memcpy", Demand::AtMost(2.0));
    table
}

#[inline(never)]
fn load_once<T: SharedLocked>(shared: &Shared<T>) {
    let copy = shared.load().expect("load");
    black_box(&copy);
}

/// Another process writes all the time.
fn busy<V: Words>(effort: Effort, size: &str) -> Table
where
    Ours<V>: Guarded,
{
    // Those in other languages have their writer elsewhere, and are left out.
    let rivals: Vec<_> = rivals::all::<V>().into_iter().filter(Rival::can_fork).collect();
    let effort = Effort { rounds: effort.repeats, slice: effort.slice * 20, ..effort };
    let mut turns: Vec<Turn<'_>> = rivals
        .iter()
        .map(|Rival { entrant, .. }| {
            Box::new(|times| {
                let signal = Signal::new();
                let writer = Worker::fork(|| {
                    signal.await_start();
                    while signal.running() {
                        entrant.add(1);
                    }
                });
                signal.start(1);
                let taken = entrant.time_read(times);
                signal.stop();
                assert!(writer.wait(), "the writer failed");
                taken
            }) as Turn<'_>
        })
        .collect();
    let samples = measure::interleaved(effort, &mut turns);
    named(format!("a consistent copy while another process writes, {size}"), &rivals, samples)
}

fn named(title: String, rivals: &[Rival], samples: Vec<Vec<f64>>) -> Table {
    let mut table = Table::new("read", title, "ns");
    let names = rivals.iter().map(|rival| match rival.name {
        rivals::OURS => (LOAD, "without the lock".to_owned()),
        name => (name, remark(rival.traits)),
    });
    for ((name, remark), samples) in names.chain([(UNGUARDED, "the limit".to_owned())]).zip(samples) {
        table.add(name, remark, samples);
    }
    table
}
