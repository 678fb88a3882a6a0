//! From SIGKILL of the one who holds the lock to the next success.

use crate::measure::{Effort, nanoseconds};
use crate::processes::{Signal, Worker};
use crate::report::{Demand, Table};
use crate::rivals::{C_ROBUST, CCounter, OURS, Ours, Robustness};
use std::mem;
use std::time::Instant;

pub fn run(effort: Effort) -> Vec<Table> {
    let (ours, c) = (Ours::<u64>::new(), CCounter::<u64>::new(Robustness::Robust));
    let (mut of_ours, mut of_c) = (Vec::new(), Vec::new());
    for round in 0..effort.rounds {
        let mut one = || {
            let hold = || mem::forget(ours.0.get_lock().expect("the lock"));
            of_ours.push(kill_and_lock(hold, || ours.0.with_lock(|value| *value += 1).expect("with_lock")));
        };
        let mut other = || {
            of_c.push(kill_and_lock(
                || c.lock(),
                || {
                    c.lock();
                    c.unlock();
                },
            ));
        };
        if round % 2 == 0 {
            one();
            other();
        } else {
            other();
            one();
        }
    }
    assert_eq!(ours.0.recoveries() as usize, effort.rounds, "every death was noticed");
    let mut table = Table::new("recovery", "SIGKILL of the holder to the next success", "µs");
    table.add(OURS, "", of_ours);
    table.add(C_ROBUST, "", of_c);
    table.demand(C_ROBUST, Demand::AtMost(1.1));
    vec![table]
}

/// Microseconds from killing a process that took the lock by `hold` until `lock` is done.
fn kill_and_lock(hold: impl FnOnce(), lock: impl FnOnce()) -> f64 {
    let signal = Signal::new();
    let holder = Worker::fork(|| {
        hold();
        signal.await_end();
    });
    signal.await_ready(1);
    let start = Instant::now();
    holder.kill();
    lock();
    let taken = start.elapsed();
    assert!(!holder.wait(), "the holder was killed");
    nanoseconds(taken) / 1e3
}
