use std::thread;
use sync_runtime::Shared;

fn main() {
    let total = Shared::<u64>::anonymous(0).unwrap();
    let mut guard = total.get_lock().unwrap();
    thread::scope(|scope| {
        scope.spawn(move || *guard += 1); //~ move || *guard += 1 => use the handle in the other thread, and acquire the lock there
    });
}
