use sync_runtime::{Pod, Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(timeout_ms = 250)]
struct Server {
    mode: Mode,
}

#[derive(Pod)]
enum Mode {
    Idle,
    Serving,
}

fn main() {
    let server = Shared::anonymous(Server { mode: Mode::Idle }).unwrap();
    server.with_lock(|server| server.mode = Mode::Serving).unwrap();
}
