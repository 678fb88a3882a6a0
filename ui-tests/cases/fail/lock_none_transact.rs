// A program: gauges without a lock, and a transaction.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Gauges {
    temperature: f64,
}

fn main() {
    let gauges = Shared::anonymous(Gauges { temperature: 20.0 }).unwrap();
    let _: Result<(), _> = gauges.transact(|gauges| { //~ transact => use `load` and `store`, or remove `lock = none`
        gauges.temperature += 0.5;
        Err("too hot")
    });
}
