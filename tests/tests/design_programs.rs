//! The programs of the design stand here word for word, completed only by what they use.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::undocumented_unsafe_blocks,
    reason = "the programs stand as the design has them; a test fails by a panic"
)]

use std::env;
use std::fs::File;
use std::os::fd::AsRawFd as _;
use std::path::Path;
use std::thread;
use std::time::Duration;
use sync_runtime::{Acquired, Locked, Mutex, MutexOptions, OwnedMutex, Pod, Shared, SharedLocked, SyncError, Timeout};
use tests::actor::until_it_waits;
use tests::mutexes::this_thread;
use tests::name::DIRECTORY;
use tests::values::Queue;
use tests::{Actor, Memory, Name, program};

/// The segments' directory, locked: the program's name for its segment is not this test's own, so
/// one of all test runs at a time has it.
struct OneAtATime(File);

impl OneAtATime {
    fn begin() -> Self {
        let directory = File::open(DIRECTORY).unwrap();
        assert_eq!(unsafe { libc::flock(directory.as_raw_fd(), libc::LOCK_EX) }, 0);
        let taken = Path::new(DIRECTORY).join("web-stats").exists();
        assert!(!taken, "there is a segment called `web-stats`, which this test needs: remove it if it may go");
        Self(directory)
    }
}

impl Drop for OneAtATime {
    fn drop(&mut self) {
        let _ = Shared::<u8>::unlink("web-stats");
        let _ = unsafe { libc::flock(self.0.as_raw_fd(), libc::LOCK_UN) };
    }
}

#[test]
fn stats() {
    let _one = OneAtATime::begin();
    let worker = Path::new(env!("CARGO_BIN_EXE_worker")).parent().unwrap();
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([worker.to_owned()].into_iter().chain(env::split_paths(&path))).unwrap();
    let mut command = program!("design_stats");
    command.env("PATH", path);
    assert_eq!(Actor::spawn(command).succeed(), "the total is 1\nworked\n");
}

fn condition_program(shared: &Shared<Queue>, seen_version: u64) -> Result<u64, SyncError> {
    let mut queue = shared.get_lock()?;
    while queue.len == 0 { queue.wait(Duration::from_secs(5))?; }       // Ok(true) woken, Ok(false) timed out
    let job = queue.pop();
    drop(queue);
    shared.notify_one(); shared.notify_all();
    let guard = shared.wait_until(Duration::from_secs(5), |q| q.len > 0)?;   // one overall deadline
    let newer = shared.load_newer(seen_version, Duration::from_secs(5))?;    // watch for commits, lock-free
    // That is all of the program. What it made of it:
    assert_eq!((guard.len, guard.jobs[0]), (1, 8));
    let newer = newer.expect("the queue was changed");
    assert!(newer.version > seen_version);
    Ok(job)
}

#[test]
fn condition() {
    let name = Name::new("queue");
    let shared = Shared::create(name.as_str(), Queue { len: 0, jobs: [0; 4] }).unwrap();
    let mut pusher = Actor::spawn(program!("actor", "push", &name));
    let main = this_thread();
    thread::scope(|scope| {
        scope.spawn(move || {
            until_it_waits(main);
            pusher.tell("7");
            pusher.tell("8");
            pusher.succeed();
        });
        assert_eq!(condition_program(&shared, shared.version()).unwrap(), 7);
    });
}

#[derive(SharedLocked, Debug, PartialEq)]
struct Stats {
    requests: u64,
    peer: Endpoint,
}

#[derive(Pod, Debug, PartialEq)]
struct Endpoint { address: [u8; 4], port: u16 }

fn in_memory_program(ptr: *mut u8, len: usize, initial: Stats) -> Result<(), SyncError> {
    let stats = unsafe { Locked::<Stats>::initialize_at(ptr, len, initial)? };   // &Locked<Stats>; size and alignment checked
    let again = unsafe { Locked::<Stats>::attach(ptr, len)? };                   // NotInitialized, LayoutMismatch, ...
    unsafe { stats.destroy()? };                                                 // later attaches: NotInitialized
    let _ = again;
    Ok(())
}

#[test]
fn in_memory_of_your_own() {
    let stats = || Stats { requests: 3, peer: Endpoint { address: [10, 0, 0, 1], port: 80 } };
    let name = Name::new("own-memory");
    let memory = Memory::create(&name);
    let (ptr, len) = (memory.start(), Memory::LEN);
    assert!(matches!(unsafe { Locked::<Stats>::attach(ptr, len) }, Err(SyncError::NotInitialized)));
    in_memory_program(ptr, len, stats()).unwrap();
    assert!(matches!(unsafe { Locked::<Stats>::attach(ptr, len) }, Err(SyncError::NotInitialized)));

    // What its comments say.
    let first = unsafe { Locked::<Stats>::initialize_at(ptr, len, stats()) }.unwrap();
    let second = Memory::open(&name.path());
    let again = unsafe { Locked::<Stats>::attach(second.start(), len) }.unwrap();
    first.with_lock(|stats| stats.requests += 1).unwrap();
    assert_eq!(again.load().unwrap(), Stats { requests: 4, ..stats() });
    let mismatch = unsafe { Locked::<u64>::attach(ptr, len) };
    assert!(matches!(mismatch, Err(SyncError::LayoutMismatch(_))), "{mismatch:?}");
    let (needed, align) = (Locked::<Stats>::SIZE, Locked::<Stats>::ALIGN);
    for outcome in [
        unsafe { Locked::<Stats>::initialize_at(ptr, needed - 1, stats()) },
        unsafe { Locked::<Stats>::attach(ptr, needed - 1) },
    ] {
        assert!(
            matches!(outcome, Err(SyncError::BufferTooSmall { needed: n, got }) if n == needed && got == needed - 1)
        );
    }
    let odd = ptr.wrapping_add(8);
    for outcome in
        [unsafe { Locked::<Stats>::initialize_at(odd, len - 8, stats()) }, unsafe { Locked::<Stats>::attach(odd, len - 8) }]
    {
        assert!(matches!(outcome, Err(SyncError::Misaligned { needed: n }) if n == align));
    }
    let guard = again.get_lock().unwrap();
    assert!(matches!(unsafe { first.destroy() }, Err(SyncError::WouldBlock { .. })));
    drop(guard);
    assert_eq!(first.load().unwrap().requests, 4);
    unsafe { first.destroy() }.unwrap();
}

fn mutex_program(ptr: *mut u8, len: usize) -> Result<(), SyncError> {
    let mutex = unsafe { Mutex::from_buffer(ptr, len)? };   // SIZE, ALIGN checked; extra bytes unused
    unsafe { mutex.initialize(MutexOptions::default())? };  // shared: true, recursive: true, robust: true
    mutex.acquire(Timeout::default())?;                     // Never | Try | After(Duration); default 1 s
    mutex.release()?;
    let guard = mutex.lock()?;                              // acquire + release by scope, timed
    drop(guard);
    unsafe { mutex.destroy()? };                            // unusable until initialize()
    let private = OwnedMutex::new(MutexOptions { recursive: false, ..Default::default() })?; // no buffer
    let _ = private.lock()?;
    Ok(())
}

#[test]
fn mutex() {
    let name = Name::new("bare-mutex");
    let memory = Memory::create(&name);
    mutex_program(memory.start(), Memory::LEN).unwrap();

    // What its comments say.
    let mutex = unsafe { Mutex::from_buffer(memory.start(), Memory::LEN) }.unwrap();
    assert!(matches!(mutex.acquire(Timeout::Never), Err(SyncError::NotInitialized)), "it was destroyed");
    unsafe { mutex.initialize(MutexOptions::default()) }.unwrap();
    for timeout in [Timeout::Never, Timeout::Try, Timeout::After(Duration::from_millis(5))] {
        assert_eq!(mutex.acquire(timeout).unwrap(), Acquired::Clean);
    }
}
