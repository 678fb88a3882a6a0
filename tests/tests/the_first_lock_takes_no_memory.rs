//! A thread's first lock asks for no memory, nor does a forked child's: another thread of the parent
//! may have been in the midst of the allocator.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::thread;
use sync_runtime::{MutexOptions, OwnedMutex, Shared};

/// Counts how often a thread asks for memory.
struct Counting;

thread_local! {
    static ASKED: Cell<u64> = const { Cell::new(0) };
}

// SAFETY: the system's allocator does it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED.set(ASKED.get() + 1);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often the calling thread asks for memory while it does something.
fn asked_by(action: impl FnOnce()) -> u64 {
    let before = ASKED.get();
    action();
    ASKED.get() - before
}

/// How often a child of `fork` asks, at most 255 times.
fn asked_in_child(action: impl FnOnce()) -> u64 {
    // SAFETY: the child does what a child of a process with several threads may do.
    let child = unsafe { libc::fork() };
    if child == 0 {
        let asked = asked_by(action);
        // SAFETY: ends the process at once.
        unsafe { libc::_exit(i32::try_from(asked.min(255)).unwrap_or(255)) };
    }
    let mut status = 0;
    // SAFETY: `status` is an integer to be written.
    assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
    assert!(libc::WIFEXITED(status), "{status:#x}");
    libc::WEXITSTATUS(status).try_into().unwrap()
}

#[test]
fn of_a_thread_and_of_a_forked_child() {
    let mutex = OwnedMutex::new(MutexOptions { recursive: false, ..MutexOptions::default() }).unwrap();
    let value = Shared::anonymous(0_u64).unwrap();
    let lock = || {
        drop(mutex.lock());
        let _ = value.with_lock(|value| *value += 1);
    };
    // What is looked up once in a process.
    lock();
    let in_thread = thread::scope(|scope| scope.spawn(|| asked_by(lock)).join().unwrap());
    assert_eq!((in_thread, asked_in_child(lock)), (0, 0));
    assert_eq!(value.load().unwrap(), 3);
}
