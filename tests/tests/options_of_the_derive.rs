//! Each option of the derive does what the design says: `lock`, `priority_inherit`, `crate`. How
//! long a lock is waited for has a file of its own, `each_waits_as_long_as_it_was_told.rs`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

extern crate sync_runtime as renamed;

use renamed::{Shared, SharedLocked, SyncError, Timeout};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use tests::actor::until_it_waits;
use tests::mutexes::this_thread;
use tests::values::Account;
use tests::{Actor, Name, program};

#[derive(SharedLocked, Debug, PartialEq)]
#[shared(lock = mutex, crate = renamed)]
struct Plain {
    count: u64,
}

#[derive(SharedLocked, Debug, PartialEq)]
#[shared(priority_inherit, crate = ::sync_runtime)]
struct Inheriting {
    count: u64,
}

#[derive(SharedLocked, Debug, PartialEq)]
#[shared(lock = none)]
struct Bare {
    count: u64,
    half: u32,
}

fn account() -> Shared<Account> {
    Shared::anonymous(Account { balance: 100, moves: 0 }).unwrap()
}

fn add(account: &mut Account) {
    account.balance += 10;
    account.moves += 1;
}

#[test]
fn lock_mutex_and_crate() {
    let shared = Shared::anonymous(Plain { count: 1 }).unwrap();
    let guard = shared.get_lock().unwrap();
    assert!(matches!(shared.get_lock(), Err(SyncError::Deadlock)));
    drop(guard);
    shared.with_lock(|plain| plain.count += 1).unwrap();
    assert_eq!(shared.load().unwrap(), Plain { count: 2 });
}

#[test]
fn lock_recursive_commits_when_the_outermost_ends() {
    let shared = account();
    let outer = shared.get_lock().unwrap();
    outer.update(add).unwrap();
    {
        let inner = shared.get_lock().unwrap();
        assert_eq!(inner.get().unwrap(), Account { balance: 110, moves: 1 }, "inner ones see what outer ones set");
        inner.set(Account { balance: 200, moves: 7 }).unwrap();
        shared.with_lock(add).unwrap();
        drop(shared.try_get_lock().unwrap());
        drop(shared.get_lock_within(Timeout::Never).unwrap());
    }
    assert_eq!(outer.get().unwrap(), Account { balance: 210, moves: 8 }, "outer ones see what inner ones set");
    assert_eq!((shared.load().unwrap(), shared.version()), (Account { balance: 100, moves: 0 }, 0));
    thread::scope(|scope| {
        let other = scope.spawn(|| shared.try_get_lock().map(drop));
        assert!(matches!(other.join().unwrap(), Err(SyncError::WouldBlock { .. })), "it is still held");
    });
    drop(outer);
    assert_eq!((shared.load().unwrap(), shared.version()), (Account { balance: 210, moves: 8 }, 1));
    thread::scope(|scope| scope.spawn(|| drop(shared.try_get_lock().unwrap())).join().unwrap());
}

#[test]
fn lock_recursive_rolls_the_whole_nest_back() {
    let shared = account();
    catch_unwind(AssertUnwindSafe(|| {
        let outer = shared.get_lock().unwrap();
        outer.update(add).unwrap();
        let inner = shared.get_lock().unwrap();
        inner.update(add).unwrap();
        resume_unwind(Box::new("no"));
    }))
    .unwrap_err();
    assert_eq!((shared.load().unwrap(), shared.version()), (Account { balance: 100, moves: 0 }, 0));
    assert_eq!(shared.get_lock().unwrap().depth(), 1, "nothing of it is left");

    let outcome = shared.transact(|account| {
        add(account);
        Err::<(), _>("no")
    });
    assert!(outcome.is_err());
    assert_eq!((shared.load().unwrap(), shared.version()), (Account { balance: 100, moves: 0 }, 0));
}

#[test]
fn lock_recursive_is_rolled_back_by_a_kill_in_the_nest() {
    let name = Name::new("nest");
    let shared = Shared::create(name.as_str(), Account { balance: 100, moves: 0 }).unwrap();
    let mut holder = Actor::spawn(program!("actor", "nest", &name));
    holder.expect("inside");
    assert_eq!(shared.load().unwrap(), Account { balance: 100, moves: 0 });
    holder.kill();
    let guard = shared.get_lock().unwrap();
    assert!(guard.recovered());
    assert_eq!((guard.depth(), guard.get().unwrap()), (1, Account { balance: 100, moves: 0 }));
    drop(guard);
    assert_eq!((shared.version(), shared.recoveries()), (0, 1));

    let mut holder = Actor::spawn(program!("actor", "nest", &name));
    holder.expect("inside");
    holder.tell("go on");
    holder.succeed();
    assert_eq!((shared.load().unwrap(), shared.version()), (Account { balance: 120, moves: 2 }, 1));
}

#[test]
fn lock_recursive_gives_up_every_level_while_it_waits() {
    let shared = account();
    let (tell, hear) = mpsc::channel();
    thread::scope(|scope| {
        let shared = &shared;
        scope.spawn(move || {
            let (outer, inner) = (shared.get_lock().unwrap(), shared.get_lock().unwrap());
            inner.update(add).unwrap();
            tell.send(this_thread()).unwrap();
            while inner.get().unwrap().balance < 1000 {
                inner.wait(Duration::from_secs(30)).unwrap();
            }
            assert_eq!((inner.depth(), outer.depth()), (2, 2), "it has every level again");
        });
        until_it_waits(hear.recv().unwrap());
        assert_eq!(shared.load().unwrap().balance, 110, "what was set before is committed");
        shared.with_lock_within(Duration::from_secs(30), |account| account.balance = 1000).unwrap();
        shared.notify_one();
    });
    assert!(shared.try_get_lock().is_ok());
}

#[test]
fn lock_none_loads_and_stores() {
    let name = Name::new("bare");
    let shared = Shared::create(name.as_str(), Bare { count: 1, half: 2 }).unwrap();
    let other = Shared::<Bare>::open(name.as_str()).unwrap();
    other.store(Bare { count: 3, half: 4 }).unwrap();
    assert_eq!(shared.load().unwrap(), Bare { count: 3, half: 4 });
    // Each field is whole by itself: no reader sees a mixture of its bytes.
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for _ in 0..20_000 {
                shared.store(Bare { count: 0, half: 0 }).unwrap();
                shared.store(Bare { count: u64::MAX, half: u32::MAX }).unwrap();
            }
        });
        // Whatever comes first: the value from above may be seen at the beginning.
        while !writer.is_finished() {
            let now = other.load().unwrap();
            assert!([0, 3, u64::MAX].contains(&now.count) && [0, 4, u32::MAX].contains(&now.half), "{now:?}");
        }
    });
}

/// What a waiting thread asks of the kernel: see `proc_pid_syscall(5)`.
#[test]
fn priority_inherit_waits_in_a_queue_by_priority() {
    fn operation_while_waiting(wait: impl FnOnce() + Send, begun: impl FnOnce(u32) -> i32) -> i32 {
        let (tell, hear) = mpsc::channel();
        thread::scope(|scope| {
            scope.spawn(move || {
                tell.send(this_thread()).unwrap();
                wait();
            });
            begun(hear.recv().unwrap())
        })
    }
    fn futex_operation(tid: u32) -> i32 {
        until_it_waits(tid);
        let text = fs::read_to_string(format!("/proc/{tid}/syscall")).unwrap();
        let word = text.split_whitespace().nth(2).unwrap().trim_start_matches("0x");
        i32::from_str_radix(word, 16).unwrap() & libc::FUTEX_CMD_MASK
    }
    let shared = Shared::anonymous(Inheriting { count: 0 }).unwrap();
    let guard = shared.get_lock().unwrap();
    let wait = || drop(shared.get_lock_within(Duration::from_secs(30)).unwrap());
    let operation = operation_while_waiting(wait, |tid| {
        let operation = futex_operation(tid);
        drop(guard);
        operation
    });
    assert!([libc::FUTEX_LOCK_PI, libc::FUTEX_LOCK_PI2].contains(&operation), "{operation}");

    let plain = Shared::anonymous(Plain { count: 0 }).unwrap();
    let guard = plain.get_lock().unwrap();
    let wait = || drop(plain.get_lock_within(Duration::from_secs(30)).unwrap());
    let operation = operation_while_waiting(wait, |tid| {
        let operation = futex_operation(tid);
        drop(guard);
        operation
    });
    assert_eq!(operation, libc::FUTEX_WAIT_BITSET);
}
