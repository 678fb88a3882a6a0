// A program: a guard is sent to a worker.
use std::thread;
use sync_runtime::Shared;

fn main() {
    let total = Shared::<u64>::anonymous(0).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| println!("{}", *total.get_lock().unwrap()));
    });
}
