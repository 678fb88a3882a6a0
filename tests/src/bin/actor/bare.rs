//! What breaks locks: holding very many, locking crosswise, and other PID namespaces.

use clap::Args;
use std::io;
use std::path::PathBuf;
use std::sync::Barrier;
use std::thread;
use std::time::Duration;
use sync_runtime::{Mutex, Shared, SharedLocked, SyncError, Timeout};
use tests::Memory;
use tests::mutexes::SPACE;

#[derive(Args)]
pub(crate) struct HoldMany {
    /// The file that is full of mutexes.
    path: PathBuf,
    count: usize,
}

/// The mutex of that number.
fn mutex_at(memory: &Memory, index: usize) -> &Mutex {
    let place = memory.start().wrapping_add(index * SPACE);
    // SAFETY: the file has so many mutexes, which the test initialized.
    unsafe { Mutex::from_buffer(place, SPACE) }.unwrap()
}

impl HoldMany {
    /// Acquires one after the other until one is refused, says how many it holds, and keeps them.
    pub(crate) fn run(self) {
        let memory = Memory::open(&self.path);
        let mutex = |index| mutex_at(&memory, index);
        for index in 0..self.count {
            if let Err(error) = mutex(index).acquire(Timeout::Try) {
                assert_eq!(error.errno(), Some(libc::EAGAIN));
                // What it holds it can release and acquire, and a recursive one it acquires again.
                for _ in 0..1000 {
                    mutex(0).release().unwrap();
                    mutex(0).acquire(Timeout::Try).unwrap();
                    mutex(1).acquire(Timeout::Try).unwrap();
                }
                println!("{index}: {}", tests::told(&error));
                pause();
            }
        }
        println!("{}", self.count);
        pause();
    }
}

fn pause() {
    io::stdin().read_line(&mut String::new()).unwrap();
}

#[derive(Args)]
pub(crate) struct HoldAcrossForks {
    /// The file that is full of mutexes.
    path: PathBuf,
    count: usize,
}

impl HoldAcrossForks {
    /// Acquires every other one, each time forks a child that uses the next, and that keeps it if
    /// it is the last. Then releases them in another order.
    pub(crate) fn run(self) {
        let memory = Memory::open(&self.path);
        let held: Vec<&Mutex> = (0..self.count).step_by(2).map(|index| mutex_at(&memory, index)).collect();
        let others: Vec<&Mutex> = (1..self.count).step_by(2).map(|index| mutex_at(&memory, index)).collect();
        for (index, mutex) in held.iter().enumerate() {
            mutex.acquire(Timeout::Try).unwrap();
            // SAFETY: this process has one thread.
            let child = unsafe { libc::fork() };
            if child == 0 {
                // Where nothing is in the parent, so that it would notice if it were led there.
                let memory = Memory::open(&self.path);
                let others: Vec<&Mutex> = (1..self.count).step_by(2).map(|index| mutex_at(&memory, index)).collect();
                for other in &others[..=index] {
                    other.acquire(Timeout::Try).unwrap();
                }
                for other in &others[..index] {
                    other.release().unwrap();
                }
                let refused = held[..=index].iter().all(|mutex| mutex.release().is_err());
                // SAFETY: ends the process at once.
                unsafe { libc::_exit(i32::from(!refused)) };
            }
            let mut status = 0;
            // SAFETY: `status` is an integer to be written.
            unsafe { libc::waitpid(child, &raw mut status, 0) };
            assert_eq!(status, 0, "a child that is refused what its parent holds");
            // Before anything else comes before it on the list.
            mutex.release().unwrap();
            mutex.acquire(Timeout::Try).unwrap();
            let other = others[index];
            println!("{:?}", other.acquire(Timeout::Try).unwrap());
            other.release().unwrap();
        }
        for mutex in held.iter().step_by(2).chain(held.iter().skip(1).step_by(2).rev()) {
            mutex.release().unwrap();
            mutex.acquire(Timeout::Try).unwrap();
            mutex.release().unwrap();
        }
    }
}

#[derive(SharedLocked)]
#[shared(priority_inherit)]
struct Inheriting {
    number: u32,
}

/// Two threads lock two values crosswise, and say what came of it.
pub(crate) fn cross() {
    let values = [0, 1].map(|number| Shared::anonymous(Inheriting { number }).unwrap());
    let both_hold = Barrier::new(2);
    let outcomes = thread::scope(|scope| {
        [0, 1]
            .map(|own| {
                let (values, both_hold) = (&values, &both_hold);
                scope.spawn(move || {
                    let _guard = values[own].get_lock().unwrap();
                    both_hold.wait();
                    let outcome = values[1 - own].get_lock_within(Duration::from_millis(150 + 50 * own as u64));
                    let outcome = outcome.map(|_guard| ()).map_err(|error| error.errno());
                    both_hold.wait();
                    outcome
                })
            })
            .map(|thread| thread.join().unwrap())
    });
    println!("{outcomes:?}");
    for value in values {
        value.with_lock(|value| value.number += 1).unwrap();
    }
}

#[derive(Args)]
pub(crate) struct InheritIntoNewPidNamespace {
    /// A segment of this namespace.
    name: String,
    /// A name for one of the new namespace.
    other: String,
    /// Make the child by the system call, unknown to the C library.
    #[arg(long)]
    bare: bool,
}

impl InheritIntoNewPidNamespace {
    /// Locks a value, then says what a child in a new namespace can do.
    pub(crate) fn run(self) {
        let shared = Shared::<u64>::open(&self.name).unwrap();
        shared.with_lock(|number| *number += 1).unwrap();
        // SAFETY: takes no pointer; it is about the children that are made from now on.
        if unsafe { libc::unshare(libc::CLONE_NEWPID) } < 0 {
            println!("not permitted: {}", io::Error::last_os_error());
            return;
        }
        let child = if self.bare {
            let flags = u64::try_from(libc::SIGCHLD).unwrap();
            // SAFETY: the same as a fork, without the C library.
            unsafe { libc::syscall(libc::SYS_clone, flags, 0, 0, 0, 0) }
        } else {
            // SAFETY: this process has one thread.
            unsafe { libc::fork() }.into()
        };
        if child == 0 {
            if !self.bare {
                println!("inherited: {}", told(&shared.with_lock(|number| *number += 1)));
                println!("again: {}", told(&shared.with_lock(|number| *number += 1)));
                println!("read: {}", told(&shared.load()));
                let own = Shared::create(&self.other, 0_u64).unwrap();
                (0..1000).for_each(|_| own.with_lock(|number| *number += 1).unwrap());
                println!("own: {}", own.load().unwrap());
            }
            println!("opened: {}", told(&Shared::<u64>::open(&self.name)));
            // SAFETY: ends the process at once.
            unsafe { libc::_exit(0) };
        }
        let mut status = 0;
        // SAFETY: `status` is an integer to be written.
        unsafe { libc::waitpid(child.try_into().unwrap(), &raw mut status, 0) };
        assert_eq!(status, 0);
        shared.with_lock(|number| *number += 1).unwrap();
        println!("at the end: {}", shared.load().unwrap());
    }
}

/// The outcome in a word.
fn told<T>(outcome: &Result<T, SyncError>) -> &'static str {
    match outcome {
        Ok(_) => "Ok",
        Err(SyncError::PidNamespace { expected, found, .. }) if expected != found => "PidNamespace",
        Err(_) => "another error",
    }
}
