// A program: the name `Pod` is another crate's trait.
use facade::bytemuck::Pod;
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(Clone, Copy)]
#[repr(C)]
struct Sample {
    value: f32,
}

unsafe impl Pod for Sample {}

#[derive(SharedLocked)]
struct Samples {
    count: u32,
    samples: [Sample; 16], //~ Sample => add `#[derive(sync_runtime::Pod)]`
}

fn main() -> Result<(), SyncError> {
    let samples = Shared::anonymous(Samples { count: 0, samples: [Sample { value: 0.0 }; 16] })?;
    samples.with_lock(|samples| samples.count += 1)
}
