use std::marker::PhantomData;
use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Length<Unit: std::marker::Send + 'static> {
    value: f64,
    unit: PhantomData<Unit>,
}

fn main() {}
