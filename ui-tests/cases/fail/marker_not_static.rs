use std::marker::PhantomData;
use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Length<Unit: Send> {
    value: f64,
    unit: PhantomData<Unit>, //~ PhantomData<Unit> =! consider adding an explicit lifetime bound
}

fn main() {}
