// A program: a macro of another crate writes the struct.
use facade::runtime::{Shared, SyncError};

facade::shared_struct!(Stats { requests: u64, samples: Vec<f32> }); //~ Vec<f32> => use `ArrayVec<f32, N>` (feature `arrayvec`)

fn main() -> Result<(), SyncError> {
    let stats = Shared::<Stats>::open("stats")?;
    stats.with_lock(|stats| stats.requests += 1)
}
