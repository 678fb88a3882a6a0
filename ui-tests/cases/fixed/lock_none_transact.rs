// A program: gauges without a lock, and a transaction.
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Gauges {
    temperature: f64,
}

fn main() {
    let gauges = Shared::anonymous(Gauges { temperature: 20.0 }).unwrap();
    let _: Result<(), _> = gauges.transact(|gauges| {
        gauges.temperature += 0.5;
        Err("too hot")
    });
}
