// known: rustc shows the types between the closure and the part of the guard that must stay, with their places
use std::thread;
use sync_runtime::Shared;

fn main() {
    let total = Shared::<u64>::anonymous(0).unwrap();
    let mut guard = total.get_lock().unwrap();
    thread::scope(|scope| {
        scope.spawn(move || *guard += 1); //~ move || *guard += 1 => MustBeReleasedByTheThreadThatLockedIt
    });
}
