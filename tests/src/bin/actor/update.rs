//! Many updates, and a process that watches them.

use clap::Args;
use rand::{SeedableRng as _, rngs::SmallRng};
use std::io;
use std::thread;
use sync_runtime::Shared;
use tests::mixed::{Both, Mixed};
use tests::processors;
use tests::values::{Counters, Gate, Halves, Queue};

#[derive(Args)]
pub(crate) struct Count {
    times: u32,
}

impl Count {
    pub(crate) fn run(self) {
        let (gate, counters) = (arrive(), Shared::<Counters>::inherit("COUNTERS").unwrap());
        while !gate.load().unwrap().open {
            thread::yield_now();
        }
        for time in 0..self.times {
            // First against each other, wherever; then also beside the watcher, who may otherwise
            // have preempted the holder of the lock and see nothing move.
            if time == self.times / 2 {
                processors::leave_the_first();
            }
            counters.with_lock(Counters::raise).unwrap();
        }
    }
}

#[derive(Args)]
pub(crate) struct CountAlone {
    name: String,
    times: u64,
    #[arg(long)]
    right: bool,
}

impl CountAlone {
    pub(crate) fn run(self) {
        let halves = Shared::<Halves>::open(&self.name).unwrap();
        let cells = halves.cells();
        let mine = if self.right { cells.right() } else { cells.left() };
        println!("ready");
        io::stdin().read_line(&mut String::new()).unwrap();
        for _ in 0..self.times {
            mine.fetch_add(1);
        }
    }
}

#[derive(Args)]
pub(crate) struct Watch {
    total: u64,
}

impl Watch {
    /// Says how many values it loaded, how many it saw between the first and the last, and how many
    /// of all had fields that differ.
    pub(crate) fn run(self) {
        let (_gate, counters) = (arrive(), Shared::<Counters>::inherit("COUNTERS").unwrap());
        processors::stay_on_the_first();
        let (mut loads, mut between, mut torn, mut last) = (0_u64, 0_u64, 0_u64, 0);
        while last < self.total {
            let now = counters.load().unwrap();
            loads += 1;
            torn += u64::from(!now.agree());
            assert!(now.first >= last, "the count went back from {last} to {}", now.first);
            between += u64::from(now.first != last && now.first != self.total);
            last = now.first;
        }
        println!("{loads} {between} {torn}");
    }
}

fn arrive() -> Shared<Gate> {
    let gate = Shared::<Gate>::inherit("GATE").unwrap();
    gate.with_lock(|gate| gate.arrived += 1).unwrap();
    gate
}

#[derive(Args)]
pub(crate) struct Push {
    name: String,
}

impl Push {
    /// Adds a job for each line that it is told, and notifies one.
    pub(crate) fn run(self) {
        let queue = Shared::<Queue>::open(&self.name).unwrap();
        for line in io::stdin().lines() {
            let job = line.unwrap().parse().unwrap();
            queue.with_lock(|queue| queue.push(job)).unwrap();
            queue.notify_one();
        }
    }
}

#[derive(Args)]
pub(crate) struct ChangeMixed {
    name: String,
    seed: u64,
}

impl ChangeMixed {
    /// Changes a value in place, in sections that follow from the seed, until killed.
    pub(crate) fn run(self) {
        let shared = Shared::<Mixed>::open(&self.name).unwrap();
        let (mut both, mut random) = (Both::new(&shared), SmallRng::seed_from_u64(self.seed));
        println!("open");
        loop {
            both.section(&mut random, &mut |_, _| {});
        }
    }
}
