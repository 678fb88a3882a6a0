//! How long a lock is waited for, by type and by handle; and priorities that are inherited.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use std::fs;
use std::io;
use std::mem;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::{Shared, SharedLocked, SyncError, Timeout};

#[derive(SharedLocked, Debug)]
#[shared(timeout_ms = 50)]
struct Hasty {
    number: u32,
}

#[derive(SharedLocked, Debug)]
#[shared(timeout = never)]
struct Patient {
    number: u32,
}

#[derive(SharedLocked, Debug)]
#[shared(priority_inherit, timeout = never)]
struct Inheriting {
    number: u32,
}

/// What the error says was waited, while another thread has the lock.
fn waited<T>(outcome: Result<T, SyncError>) -> Duration {
    match outcome {
        Err(SyncError::Timeout { waited, .. }) => waited,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("acquired twice"),
    }
}

#[test]
fn a_type_says_how_long_it_is_waited_for_and_a_handle_otherwise() {
    let name = tests::Name::new("hasty");
    let hasty = Shared::create(name.as_str(), Hasty { number: 0 }).unwrap();
    let slower = Shared::<Hasty>::options().timeout(Duration::from_millis(120)).open(name.as_str()).unwrap();
    let never_waits = Shared::<Hasty>::options().timeout(Timeout::Try).open(name.as_str()).unwrap();
    let guard = hasty.get_lock().unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            let own = Duration::from_millis(50);
            assert!(waited(hasty.get_lock()) >= own);
            assert!(waited(hasty.with_lock(|_| ())) >= own);
            assert!(waited(hasty.store(Hasty { number: 1 })) >= own);
            assert!(waited(hasty.clone().get_lock()) >= own, "a clone is the same handle");
            let handle = Duration::from_millis(120);
            assert!(waited(slower.get_lock()) >= handle);
            assert!(waited(slower.with_lock(|_| ())) >= handle);
            assert!(waited(slower.store(Hasty { number: 1 })) >= handle);
            assert!(waited(slower.get_lock_within(own)) < LONG);
            assert!(matches!(never_waits.get_lock(), Err(SyncError::WouldBlock { .. })));
            assert!(matches!(never_waits.store(Hasty { number: 1 }), Err(SyncError::WouldBlock { .. })));
        });
    });
    drop(guard);
    assert_eq!(never_waits.load().unwrap().number, 0);
}

/// Longer than any test lasts.
const LONG: Duration = Duration::from_secs(600);

#[test]
fn never_is_longer_than_the_default() {
    let patient = Shared::anonymous(Patient { number: 0 }).unwrap();
    let hurried = Shared::<Patient>::options().timeout(Duration::ZERO).anonymous(Patient { number: 0 }).unwrap();
    let (guard, other) = (patient.get_lock().unwrap(), hurried.get_lock().unwrap());
    thread::scope(|scope| {
        let waiting = scope.spawn(|| patient.with_lock(|patient| patient.number += 1));
        let giving_up = scope.spawn(|| waited(hurried.get_lock()));
        giving_up.join().unwrap();
        drop(other);
        // What this is about is that nothing happens for longer than a second.
        thread::sleep(Duration::from_millis(1300));
        assert!(!waiting.is_finished());
        drop(guard);
        waiting.join().unwrap().unwrap();
    });
    assert_eq!(patient.load().unwrap().number, 1);
}

#[test]
fn a_priority_inheriting_lock_does_all_that_others_do() {
    let shared = Shared::anonymous(Inheriting { number: 0 }).unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..2000).for_each(|_| shared.with_lock(|value| value.number += 1).unwrap()));
        }
        let all = shared.wait_until(LONG, |value| value.number == 8000).unwrap();
        assert!(!all.recovered());
    });
    let guard = shared.get_lock().unwrap();
    assert!(matches!(shared.try_get_lock(), Err(SyncError::Deadlock)));
    let limit = Duration::from_millis(30);
    thread::scope(|scope| {
        scope.spawn(|| assert!(waited(shared.get_lock_within(limit)) >= limit));
    });
    drop(guard);
}

#[test]
fn the_holder_runs_at_the_priority_of_the_highest_waiter() {
    const PRIORITY: i32 = 7;
    let shared = Shared::anonymous(Inheriting { number: 0 }).unwrap();
    let (holds, held) = mpsc::channel();
    let (allow, allowed) = mpsc::channel();
    let shared = &shared;
    thread::scope(|scope| {
        let holder = scope.spawn(move || {
            let guard = shared.get_lock().unwrap();
            // SAFETY: takes nothing.
            holds.send(unsafe { libc::gettid() }).unwrap();
            allowed.recv().unwrap();
            drop(guard);
        });
        let holder_id = held.recv().unwrap();
        let before = priority_of(holder_id);
        let waiter = scope.spawn(|| {
            if let Err(error) = become_real_time(PRIORITY) {
                println!("not tried, real-time priorities are not permitted: {error}");
                return false;
            }
            shared.with_lock(|value| value.number += 1).unwrap();
            true
        });
        let start = Instant::now();
        // As proc_pid_stat(5) has it: -1 - the real-time priority.
        while priority_of(holder_id) != -1 - i64::from(PRIORITY) && !waiter.is_finished() {
            assert!(start.elapsed() < Duration::from_secs(10), "it stayed at {before}");
            thread::yield_now();
        }
        allow.send(()).unwrap();
        holder.join().unwrap();
        let tried = waiter.join().unwrap();
        assert_eq!(shared.load().unwrap().number, u32::from(tried));
    });
}

/// The priority that a thread of this process has now.
fn priority_of(thread: libc::pid_t) -> i64 {
    let line = fs::read_to_string(format!("/proc/self/task/{thread}/stat")).unwrap();
    let behind_name = line.rsplit(')').next().unwrap();
    behind_name.split_whitespace().nth(15).unwrap().parse().unwrap()
}

fn become_real_time(priority: i32) -> io::Result<()> {
    // SAFETY: plain numbers, of which zeroes are some.
    let mut parameters: libc::sched_param = unsafe { mem::zeroed() };
    parameters.sched_priority = priority;
    // SAFETY: valid for reading; 0 is this thread.
    match unsafe { libc::sched_setscheduler(0, libc::SCHED_FIFO, &raw const parameters) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}
