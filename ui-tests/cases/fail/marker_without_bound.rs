// known: `PhantomData` is `Pod` if its argument is `Send`, which the compiler tells with the place of that impl
use std::marker::PhantomData;
use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Length<Unit> {
    value: f64,
    unit: PhantomData<Unit>, //~ PhantomData<Unit> =! consider restricting type parameter `Unit`
}

fn main() {}
