//! Not at all, so long, or for ever; measured on the monotonic clock, and the error names the
//! holder.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::process;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::{Acquired, MutexOptions, OwnedMutex, SyncError, Timeout};
use tests::actor::until_it_waits;
use tests::mutexes::{FileMutex, every_kind, this_thread};

/// Calls `attempt` while another thread, whose id it is given, holds a mutex.
fn while_held(options: MutexOptions, attempt: impl FnOnce(&OwnedMutex, u32)) {
    let mutex = OwnedMutex::new(options).unwrap();
    let ((tell, hear), (finish, finished)) = (mpsc::channel(), mpsc::channel::<()>());
    thread::scope(|scope| {
        scope.spawn(|| {
            let guard = mutex.lock().unwrap();
            tell.send(this_thread()).unwrap();
            // Until the other end is dropped, be it by a panic.
            let _ = { finished }.recv();
            drop(guard);
        });
        let holder = hear.recv().unwrap();
        let finish = finish;
        attempt(&mutex, holder);
        drop(finish);
    });
}

#[test]
fn try_does_not_wait() {
    for kind in every_kind() {
        while_held(kind, |mutex, tid| {
            let error = mutex.acquire(Timeout::Try).unwrap_err();
            assert_eq!(error.errno(), Some(libc::EBUSY), "{kind:?}");
            let SyncError::WouldBlock { holder } = error else { panic!("{kind:?}: {error:?}") };
            assert_eq!((holder.tid(), holder.pid()), (Some(tid), Some(process::id())), "{kind:?}");
            assert!(matches!(mutex.lock_within(Timeout::Try), Err(SyncError::WouldBlock { .. })), "{kind:?}");
        });
    }
}

#[test]
fn after_so_long_it_gives_up() {
    for kind in every_kind() {
        while_held(kind, |mutex, tid| {
            let limit = Duration::from_millis(5);
            let start = Instant::now();
            let error = mutex.acquire(Timeout::After(limit)).unwrap_err();
            assert!(start.elapsed() >= limit, "{kind:?}");
            assert_eq!(error.errno(), Some(libc::ETIMEDOUT), "{kind:?}");
            let text = error.to_string();
            let SyncError::Timeout { waited, holder, .. } = error else { panic!("{kind:?}: {error:?}") };
            assert!(waited >= limit && waited <= start.elapsed(), "{kind:?}: {waited:?}");
            assert_eq!((holder.tid(), holder.pid()), (Some(tid), Some(process::id())), "{kind:?}");
            assert!(text.contains(&format!("process {}", process::id())), "{text}");
        });
    }
}

#[test]
fn fractions_of_a_second_are_carried() {
    // Whatever the clock's own fraction is at the moment, the sum with some of these passes a whole
    // second.
    let limits = [1, 200, 500, 700, 999, 1000, 1001].map(Duration::from_millis);
    while_held(MutexOptions::default(), |mutex, _| {
        thread::scope(|scope| {
            for limit in limits {
                scope.spawn(move || {
                    let start = Instant::now();
                    let error = mutex.acquire(limit.into()).unwrap_err();
                    assert!(matches!(error, SyncError::Timeout { .. }), "{limit:?}: {error:?}");
                    assert!(start.elapsed() >= limit, "{limit:?}: {:?}", start.elapsed());
                });
            }
        });
    });
}

#[test]
fn no_time_at_all_and_time_without_end() {
    while_held(MutexOptions::default(), |mutex, _| {
        let error = mutex.acquire(Timeout::After(Duration::ZERO)).unwrap_err();
        assert!(matches!(error, SyncError::Timeout { .. }), "{error:?}");
    });
    // Longer than the clock can say is for ever: it waits until the lock is free.
    for timeout in [Timeout::Never, Timeout::After(Duration::MAX), Timeout::After(Duration::from_secs(u64::MAX / 2))] {
        let mutex = FileMutex::new(MutexOptions::default());
        let guard = mutex.lock().unwrap();
        let (tell, hear) = mpsc::channel();
        thread::scope(|scope| {
            let waiter = scope.spawn(|| {
                tell.send(this_thread()).unwrap();
                let acquired = mutex.acquire(timeout).unwrap();
                mutex.release().unwrap();
                acquired
            });
            until_it_waits(hear.recv().unwrap());
            assert!(!waiter.is_finished(), "{timeout:?}");
            drop(guard);
            assert_eq!(waiter.join().unwrap(), Acquired::Clean, "{timeout:?}");
        });
    }
}

#[test]
fn seconds_are_zero_or_more() {
    for seconds in [-1.0, -1e-9, f64::NAN, f64::NEG_INFINITY] {
        let error = Timeout::try_from(seconds).unwrap_err();
        let SyncError::InvalidTimeout { seconds: told } = error else { panic!("{seconds}: {error:?}") };
        assert_eq!(told.to_bits(), seconds.to_bits());
    }
    assert_eq!(Timeout::try_from(0.0).unwrap(), Timeout::After(Duration::ZERO));
    assert_eq!(Timeout::try_from(-0.0).unwrap(), Timeout::After(Duration::ZERO));
    assert_eq!(Timeout::try_from(1.5).unwrap(), Timeout::After(Duration::from_millis(1500)));
    assert_eq!(Timeout::try_from(f64::INFINITY).unwrap(), Timeout::Never);
    assert_eq!(Timeout::try_from(f64::MAX).unwrap(), Timeout::Never);
    assert_eq!(Timeout::default(), Timeout::After(Duration::from_secs(1)));
}

/// What the waiting process asks of the kernel: see `proc_pid_syscall(5)`.
#[test]
#[cfg(target_env = "gnu")]
fn it_waits_by_the_monotonic_clock() {
    use std::fs;
    use tests::{Actor, program};
    for robust in [true, false] {
        let mutex = FileMutex::new(MutexOptions { robust, ..MutexOptions::default() });
        let guard = mutex.lock().unwrap();
        let mut waiter = Actor::spawn(program!("actor", "await-mutex", mutex.path(), "60"));
        waiter.expect("ready");
        let address = loop {
            let text = fs::read_to_string(format!("/proc/{}/syscall", waiter.pid())).unwrap();
            let mut words = text.split_whitespace();
            if words.next() == Some(&libc::SYS_futex.to_string()) {
                let numbers: Vec<_> =
                    words.map(|word| u64::from_str_radix(word.trim_start_matches("0x"), 16).unwrap()).collect();
                let operation = i32::try_from(numbers[1]).unwrap();
                assert_eq!(operation & libc::FUTEX_CLOCK_REALTIME, 0, "{text}");
                assert_eq!(operation & libc::FUTEX_CMD_MASK, libc::FUTEX_WAIT_BITSET, "{text}");
                break numbers[3];
            }
            thread::yield_now();
        };
        assert_ne!(address, 0, "it waits with a deadline");
        drop(guard);
        assert_eq!(waiter.succeed(), "Clean\n");
    }
}
