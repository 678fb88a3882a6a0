// A program: an enum with the derive and without its representation.
use sync_runtime::{Pod, Shared, SharedLocked, SyncError};

#[derive(Pod, Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum State {
    Ready,
    Done,
}

#[derive(SharedLocked)]
struct Job {
    attempts: u32,
    state: State,
}

fn main() -> Result<(), SyncError> {
    let job = Shared::anonymous(Job { attempts: 0, state: State::Ready })?;
    job.with_lock(|job| job.state = State::Done)
}
