// A program: a state machine in an enum.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Ready,
    Claimed,
    Done,
}

#[derive(SharedLocked)]
struct Job {
    attempts: u32,
    state: State, //~ State => and `#[repr(u8)]` if its variants have numbers
}

fn main() -> Result<(), SyncError> {
    let job = Shared::anonymous(Job { attempts: 0, state: State::Ready })?;
    job.with_lock(|job| {
        job.attempts += 1;
        job.state = State::Claimed;
    })
}
