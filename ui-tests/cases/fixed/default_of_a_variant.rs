use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
enum Mode {
    Idle,
    Serving,
}

fn main() {
    let mode = Shared::anonymous(Mode::Idle).unwrap();
    mode.with_lock(|mode| *mode = Mode::Serving).unwrap();
}
