// A program: a guard is sent to a worker.
use std::thread;
use sync_runtime::Shared;

fn main() {
    let total = Shared::<u64>::anonymous(0).unwrap();
    let guard = total.get_lock().unwrap();
    thread::scope(|scope| {
        scope.spawn(|| println!("{}", *guard)); //~ || println!("{}", *guard) => use the handle in the other thread, and acquire the lock there
    });
}
