use sync_runtime::Shared;
use std::thread;

fn main() {
    let total = Shared::<u64>::anonymous(0).unwrap();
    let mut guard = total.get_lock().unwrap();
    thread::scope(|scope| {
        scope.spawn(move || *guard += 1); //~ move || *guard += 1 => MustBeReleasedByTheThreadThatLockedIt
    });
}
