// A program: a macro of another crate writes the struct.
use facade::runtime::{Shared, SyncError};
use arrayvec::ArrayVec;

facade::shared_struct!(Stats { requests: u64, samples: ArrayVec<f32, 8> });

fn main() -> Result<(), SyncError> {
    let stats = Shared::<Stats>::open("stats")?;
    stats.with_lock(|stats| stats.requests += 1)
}
