use sync_runtime::{Pod, Shared, SharedLocked};

#[derive(SharedLocked)]
struct Server {
    mode: Mode,
}

#[derive(Pod)]
enum Mode {
    Idle,
    #[shared(timeout_ms = 250)] //~ timeout_ms => move this to the struct with `#[derive(SharedLocked)]`
    Serving,
}

fn main() {
    let server = Shared::anonymous(Server { mode: Mode::Idle }).unwrap();
    server.with_lock(|server| server.mode = Mode::Serving).unwrap();
}
