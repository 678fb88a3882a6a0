//! What becomes of the lock when something happens to its holder.

use super::Played;
use crate::proof::fork::Fork;
use crate::proof::sample::{Mixed, Sample as _};
use crate::ptrace::{Stop, marker};
use std::io::{Read as _, pipe};
use std::os::unix::process::CommandExt as _;
use std::panic::{self, AssertUnwindSafe};
use std::process::{self, Command};
use std::time::{Duration, Instant};
use std::{mem, thread};
use sync_runtime::{Shared, SyncError};

/// Longer than any process waits here, unless it waits for ever.
const LONG: Duration = Duration::from_secs(30);

/// The next one to lock finds the owner dead, and the value that was committed last.
fn is_recovered(shared: &Shared<Mixed>, number: u64) {
    assert_eq!(shared.load().unwrap().whole(), Some(number), "the last commit counts");
    let before = shared.recoveries();
    let guard = shared.get_lock_within(LONG).unwrap();
    assert!(guard.recovered());
    assert_eq!(guard.whole(), Some(number));
    drop(guard);
    assert_eq!(shared.recoveries(), before + 1);
    assert!(!shared.get_lock_within(LONG).unwrap().recovered(), "it is told once");
}

pub(super) fn stopped() -> Played {
    let shared = Shared::anonymous(Mixed::of(1)).unwrap();
    let mut holder = Fork::free(|| {
        let mut guard = shared.get_lock().unwrap();
        guard.advance();
        marker();
        drop(guard);
    });
    holder.wait_until_stopped();

    assert_eq!(shared.load().unwrap().whole(), Some(1), "a reader does not wait");
    let limit = Duration::from_millis(20);
    let Err(SyncError::Timeout { waited, holder: named, .. }) = shared.get_lock_within(limit).map(drop) else {
        panic!("the lock is held")
    };
    assert!(waited >= limit);
    assert_eq!((named.pid(), named.tid()), (Some(holder.pid()), Some(holder.pid())));
    let message = shared.get_lock_within(limit).unwrap_err().to_string();
    assert!(message.contains(&format!("process {} (proof)", holder.pid())), "{message}");
    let Err(SyncError::WouldBlock { holder: named }) = shared.try_get_lock().map(drop) else {
        panic!("the lock is held")
    };
    assert_eq!(named.pid(), Some(holder.pid()));

    holder.signal(libc::SIGCONT);
    assert_eq!(shared.with_lock_within(LONG, |value| value.whole()).unwrap(), Some(2), "it went on, and committed");
    assert_eq!(holder.join(), Stop::Exited(0));
    assert_eq!(shared.recoveries(), 0, "nobody died");
    Ok(())
}

pub(super) fn exec() -> Played {
    let shared = Shared::anonymous(Mixed::of(1)).unwrap();
    // The pipe is closed by `exec`.
    let (mut until_exec, closed_by_exec) = pipe()?;
    let holder = Fork::free(|| {
        shared.get_lock().unwrap().advance();
        let mut guard = shared.get_lock().unwrap();
        guard.advance();
        let error = Command::new("sleep").arg("1000").exec();
        panic!("{error}");
    });
    drop(closed_by_exec);
    until_exec.read_to_end(&mut Vec::new())?;
    is_recovered(&shared, 2);
    let mut holder = holder;
    assert_eq!(holder.has_ended(), None, "the process lives on as another program");
    holder.kill();
    Ok(())
}

pub(super) fn thread_exit() -> Played {
    let shared = Shared::anonymous(Mixed::of(1)).unwrap();
    let leak = || {
        let mut guard = shared.get_lock().unwrap();
        guard.advance();
        mem::forget(guard);
    };
    thread::scope(|scope| scope.spawn(leak).join().unwrap());
    // The C library's thread is joined when the kernel's has ended.
    is_recovered(&shared, 1);
    Ok(())
}

pub(super) fn process_exit() -> Played {
    let shared = Shared::anonymous(Mixed::of(1)).unwrap();
    let holder = Fork::free(|| {
        let mut guard = shared.get_lock().unwrap();
        guard.advance();
        process::exit(3);
    });
    assert_eq!(holder.join(), Stop::Exited(3));
    is_recovered(&shared, 1);
    Ok(())
}

pub(super) fn panic() -> Played {
    let shared = Shared::anonymous(Mixed::of(1)).unwrap();
    let change = |value: &mut Mixed| {
        value.advance();
        panic!("on purpose");
    };
    panic::set_hook(Box::new(|_| {}));
    let ways: [&dyn Fn(); 3] =
        [&|| shared.with_lock(change).unwrap(), &|| change(&mut shared.get_lock().unwrap()), &|| {
            let _ = shared.transact(|value| {
                change(value);
                Ok::<(), ()>(())
            });
        }];
    for way in ways {
        assert!(panic::catch_unwind(AssertUnwindSafe(way)).is_err());
        let _ = panic::take_hook();
        let guard = shared.try_get_lock().expect("the lock was released");
        assert!(!guard.recovered(), "nobody died");
        assert_eq!(guard.whole(), Some(1), "nothing was committed");
        panic::set_hook(Box::new(|_| {}));
    }
    let _ = panic::take_hook();
    Ok(())
}

pub(super) fn forked_child() -> Played {
    let shared = Shared::anonymous(Mixed::of(1)).unwrap();
    let mut guard = Some(shared.get_lock().unwrap());
    guard.as_mut().unwrap().advance();
    let parent = process::id();
    let child = Fork::free(|| {
        // It has a copy of the guard, and no lock.
        drop(guard.take());
        let Err(SyncError::WouldBlock { holder }) = shared.try_get_lock().map(drop) else {
            panic!("the parent holds it")
        };
        assert_eq!(holder.pid(), Some(parent));
        let start = Instant::now();
        let timeout = shared.with_lock_within(Duration::from_millis(20), |_| ());
        assert!(matches!(timeout, Err(SyncError::Timeout { .. })));
        assert!(start.elapsed() >= Duration::from_millis(20));
        assert_eq!(shared.load().unwrap().whole(), Some(1), "nor did it commit");
    });
    assert_eq!(child.join(), Stop::Exited(0));
    assert_eq!(shared.load().unwrap().whole(), Some(1));
    drop(guard.take());
    assert_eq!(shared.load().unwrap().whole(), Some(2), "the parent's change is the parent's to commit");
    assert!(!shared.try_get_lock().unwrap().recovered());
    Ok(())
}
