//! The design's first program, word for word. It needs a program called `worker` in the path.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::unwrap_used, dead_code, reason = "the program stands as the design has it")]

use std::{process::Command, time::Duration};
use sync_runtime::{Pod, Shared, SharedLocked, SyncError, Timeout};

#[derive(SharedLocked, Debug, PartialEq)]        // nothing else is asked of the struct:
struct Stats {                                   // no repr(C), no Copy, no Clone
    requests: u64,
    errors: u32,
    busy: bool,
    latency: [f64; 4],
    longest: Option<Duration>,
    peer: Endpoint,
    mode: Mode,
}

#[derive(Pod, Debug, PartialEq)]                 // a part of a shared struct, without a lock of its own
struct Endpoint { address: [u8; 4], port: u16 }

#[derive(Pod, Debug, PartialEq)]
#[repr(u8)]
enum Mode { Idle = 0, Serving = 1 }

fn work(initial: Stats) -> Result<(), SyncError> {
    // where it lives
    let stats = Shared::<Stats>::create("web-stats", initial)?;     // AlreadyExists if it does
    let same = Shared::<Stats>::open("web-stats")?;                 // NotFound if it does not
    // Shared::<Stats>::open_or_create("web-stats", initial)?       // race-free
    // Shared::<Stats>::options().mode(0o640).timeout(Timeout::Never).create(...)/.open(...)

    // atomic read-modify-write
    let n = stats.with_lock(|s| { s.requests += 1; s.requests })?;  // commits; a panic rolls back
    let mut guard = stats.get_lock()?;                              // default: gives up after 1 s
    guard.errors += 1;                                              // commits on drop
    drop(guard);
    let _ = stats.try_get_lock();                                   // WouldBlock, or
    let _ = stats.get_lock_within(Duration::from_millis(20));       // Timeout, both naming the holder
    let _: Result<(), _> = stats.transact(|s| {                     // Err rolls back
        s.requests -= 1;
        Err("changed my mind")
    });

    // without the lock
    let now: Stats = same.load()?;
    assert_eq!(now.requests, n);
    same.store(now)?;                                               // takes the lock for the write

    // hand it to a child process, with no name and nothing to clean up
    let total = Shared::<u64>::anonymous(0)?;                       // numbers and arrays need no derive
    let mut child = Command::new("worker");
    total.pass_to(&mut child, "TOTAL")?;                            // there: Shared::<u64>::inherit("TOTAL")?
    child.spawn().unwrap().wait().unwrap();

    Shared::<Stats>::unlink("web-stats")                            // explicit; never done on drop
}

// What the program uses, and what stands in its comments.

fn main() -> Result<(), SyncError> {
    work(initial())?;
    comments(initial())?;
    println!("worked");
    Ok(())
}

fn initial() -> Stats {
    Stats {
        requests: 0,
        errors: 0,
        busy: true,
        latency: [0.25, 0.5, 1.0, 2.0],
        longest: Some(Duration::from_millis(1500)),
        peer: Endpoint { address: [127, 0, 0, 1], port: 8080 },
        mode: Mode::Serving,
    }
}

fn comments(initial: Stats) -> Result<(), SyncError> {
    assert!(matches!(Shared::<Stats>::open("web-stats"), Err(SyncError::NotFound { .. })));
    let stats = Shared::<Stats>::open_or_create("web-stats", initial)?;
    let again = Shared::<Stats>::create("web-stats", self::initial());
    assert!(matches!(again, Err(SyncError::AlreadyExists { .. })));
    assert_eq!(stats.load()?, self::initial());
    Shared::<Stats>::unlink("web-stats")?;

    let stats = Shared::<Stats>::options().mode(0o640).timeout(Timeout::Never).create("web-stats", self::initial())?;
    let same = Shared::<Stats>::options().mode(0o640).timeout(Timeout::Never).open("web-stats")?;
    stats.with_lock(|s| s.mode = Mode::Idle)?;
    assert_eq!(same.load()?, Stats { mode: Mode::Idle, ..self::initial() });
    Shared::<Stats>::unlink("web-stats")
}
