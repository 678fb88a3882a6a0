use std::marker::PhantomData;
use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Length<Unit> {
    value: f64,
    unit: PhantomData<Unit>, //~ PhantomData<Unit> => consider restricting type parameter `Unit`
}

fn main() {}
