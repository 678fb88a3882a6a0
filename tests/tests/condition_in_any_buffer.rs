//! `Condvar` and `Mutex`, side by side in bare memory.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::{Acquired, Condvar, Mutex, MutexOptions, OwnedMutex, SyncError, Timeout};
use tests::{Actor, Memory, Name, program};

/// Longer than any test lasts.
const LONG: Duration = Duration::from_secs(600);

/// Where the condition variable is in the memory, behind the mutex.
const CONDVAR: usize = 64;

fn mutex_in(memory: &Memory) -> &Mutex {
    // SAFETY: mapped as long as it is borrowed, and a mutex's alone; each test initializes it
    // first.
    unsafe { Mutex::from_buffer(memory.start(), CONDVAR) }.unwrap()
}

fn condvar_in(memory: &Memory) -> &Condvar {
    let start = memory.start().wrapping_add(CONDVAR);
    // SAFETY: mapped as long as it is borrowed, a condition variable's alone, and zero at first.
    unsafe { Condvar::from_buffer(start, Condvar::SIZE) }.unwrap()
}

#[test]
fn buffers_are_checked() {
    let mut buffer = [0_u32; 8];
    let start = buffer.as_mut_ptr().cast::<u8>();
    // SAFETY: nothing else uses the buffer.
    let small = unsafe { Condvar::from_buffer(start, Condvar::SIZE - 1) };
    assert!(matches!(small, Err(SyncError::BufferTooSmall { needed: Condvar::SIZE, .. })), "{small:?}");
    // SAFETY: as above.
    let odd = unsafe { Condvar::from_buffer(start.wrapping_add(1), Condvar::SIZE) };
    assert!(matches!(odd, Err(SyncError::Misaligned { needed: Condvar::ALIGN })), "{odd:?}");
}

#[test]
fn any_bytes_are_a_condition_variable() {
    let mut buffer = [u32::MAX; Condvar::SIZE / 4];
    // SAFETY: nothing else uses the buffer.
    let condvar = unsafe { Condvar::from_buffer(buffer.as_mut_ptr().cast(), size_of_val(&buffer)) }.unwrap();
    condvar.notify_all();
    let mutex = OwnedMutex::new(MutexOptions::default()).unwrap();
    let guard = mutex.lock().unwrap();
    assert!(!condvar.wait(&mutex, Duration::from_millis(1)).unwrap().notified);
    drop(guard);
}

#[test]
fn only_who_holds_the_mutex_may_wait() {
    let (mutex, condvar) = (OwnedMutex::new(MutexOptions::default()).unwrap(), Condvar::new());
    let start = Instant::now();
    assert!(matches!(condvar.wait(&mutex, LONG), Err(SyncError::NotOwner)));
    assert!(start.elapsed() < LONG);
}

#[test]
fn a_recursive_mutex_is_released_as_often_as_it_was_acquired() {
    const LEVELS: u32 = 3;
    for robust in [true, false] {
        let options = MutexOptions { recursive: true, robust, ..Default::default() };
        let (mutex, condvar, number) = (OwnedMutex::new(options).unwrap(), Condvar::new(), AtomicU32::new(0));
        thread::scope(|scope| {
            for _ in 0..LEVELS {
                mutex.acquire(Timeout::Never).unwrap();
            }
            scope.spawn(|| {
                // It cannot be acquired before all levels are released.
                mutex.acquire(Timeout::Never).unwrap();
                number.store(1, Relaxed);
                mutex.release().unwrap();
                condvar.notify_one();
            });
            while number.load(Relaxed) == 0 {
                assert!(condvar.wait(&mutex, LONG).unwrap().notified);
            }
        });
        for level in 0..LEVELS {
            let other = thread::scope(|scope| scope.spawn(|| mutex.acquire(Timeout::Try)).join().unwrap());
            assert!(matches!(other, Err(SyncError::WouldBlock { .. })), "level {level}: {other:?}");
            mutex.release().unwrap();
        }
        assert!(matches!(mutex.release(), Err(SyncError::NotOwner)), "acquired again just as often");
    }
}

#[test]
fn a_wait_tells_that_the_owner_died() {
    let name = Name::new("dead-owner");
    let memory = Memory::create(&name);
    let (mutex, condvar) = (mutex_in(&memory), condvar_in(&memory));
    // SAFETY: nobody else uses it yet.
    unsafe { mutex.initialize(MutexOptions { recursive: false, ..Default::default() }) }.unwrap();
    mutex.acquire(Timeout::Try).unwrap();
    let mut owner = Actor::spawn(program!("actor", "hold-mutex", name.path()));
    thread::scope(|scope| {
        scope.spawn(|| {
            owner.expect("Clean");
            owner.kill();
            condvar.notify_all();
        });
        let waited = condvar.wait(mutex, LONG).unwrap();
        assert_eq!((waited.notified, waited.acquired), (true, Acquired::OwnerDied));
    });
    mutex.release().unwrap();
    assert_eq!(mutex.acquire(Timeout::Try).unwrap(), Acquired::Clean, "consistent again");
    mutex.release().unwrap();
}
