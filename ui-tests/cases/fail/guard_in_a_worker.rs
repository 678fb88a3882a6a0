// A program: a guard is sent to a worker.
// known: rustc shows all types between the closure and the part of the guard that must stay, with their places
use std::thread;
use sync_runtime::Shared;

fn main() {
    let total = Shared::<u64>::anonymous(0).unwrap();
    let guard = total.get_lock().unwrap();
    thread::scope(|scope| {
        scope.spawn(|| println!("{}", *guard)); //~ || println!("{}", *guard) =! cannot be shared between threads safely
    });
}
