//! `Shared::commits`: a descriptor that is readable when the value was committed, in whatever
//! process. With tokio it is in the documentation of [`Commits`](sync_runtime::Commits).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use std::fs;
use std::os::fd::AsRawFd as _;
use std::time::{Duration, Instant};
use sync_runtime::{Commits, Shared, SharedLocked, SyncError, Timeout};
use tests::values::Queue;
use tests::{Actor, Name, program};

/// Longer than any test lasts.
const LONG: Duration = Duration::from_secs(60);

/// Whether it becomes readable in time. See `poll(2)`.
fn is_readable(commits: &Commits, within: Duration) -> bool {
    let mut poll = libc::pollfd { fd: commits.as_raw_fd(), events: libc::POLLIN, revents: 0 };
    // SAFETY: one entry, valid for writing.
    match unsafe { libc::poll(&raw mut poll, 1, i32::try_from(within.as_millis()).unwrap()) } {
        0 => false,
        1 => true,
        error => panic!("poll: {error}"),
    }
}

#[test]
fn readable_after_a_commit_and_until_it_is_cleared() {
    let shared = Shared::<u32>::anonymous(0).unwrap();
    let commits = shared.commits().unwrap();
    assert!(!is_readable(&commits, Duration::ZERO) && !commits.clear());
    for expected in 1..=100 {
        shared.with_lock(|value| *value += 1).unwrap();
        assert!(is_readable(&commits, LONG) && is_readable(&commits, Duration::ZERO));
        assert!(commits.clear());
        assert_eq!(shared.load().unwrap(), expected);
    }
    assert!(!is_readable(&commits, Duration::from_millis(20)), "nothing was committed since");
}

#[test]
fn commits_of_another_process_and_of_values_in_place() {
    #[derive(SharedLocked)]
    #[shared(in_place)]
    struct Large {
        number: u32,
    }
    let name = Name::new("commits");
    let queue = Shared::create(name.as_str(), Queue { len: 0, jobs: [0; 4] }).unwrap();
    let commits = queue.commits().unwrap();
    let mut pusher = Actor::spawn(program!("actor", "push", name.as_str()));
    for job in [7, 8] {
        pusher.tell(&job.to_string());
        assert!(is_readable(&commits, LONG) && commits.clear());
        assert_eq!(queue.with_lock(Queue::pop).unwrap(), job);
        assert!(is_readable(&commits, LONG) && commits.clear(), "one's own commits count, too");
    }

    let large = Shared::<Large>::anonymous_with(|_| Ok(())).unwrap();
    let commits = large.commits().unwrap();
    large
        .with_lock(|large| {
            large.number().set(1);
            Ok(())
        })
        .unwrap();
    assert!(is_readable(&commits, LONG));
}

#[test]
fn the_end_of_a_value_makes_it_readable() {
    #[derive(SharedLocked)]
    struct Old {
        number: u32,
    }
    #[derive(SharedLocked)]
    struct New {
        number: u64,
    }
    let name = Name::new("commits-upgraded");
    let old = Shared::create(name.as_str(), Old { number: 1 }).unwrap();
    let (commits, seen) = (old.commits().unwrap(), old.version());
    let options = Shared::<New>::options().timeout(Timeout::Never);
    let new = options.upgrade_from::<Old>(|old| New { number: old.number.into() }).open(name.as_str()).unwrap();
    assert!(is_readable(&commits, LONG) && commits.clear());
    // To `load` is not to know of it, as long as one asks.
    new.with_lock(|new| new.number = 2).unwrap();
    assert_eq!((old.load().unwrap().number, new.load().unwrap().number), (1, 2));
    assert!(matches!(old.load_newer(seen, Timeout::Try), Err(SyncError::Superseded)));
    assert!(!is_readable(&commits, Duration::from_millis(20)), "once");
}

#[test]
fn another_segment_of_the_name_is_another_value() {
    let name = Name::new("commits-replaced");
    let old = Shared::create(name.as_str(), 1_u32).unwrap();
    let commits = old.commits().unwrap();
    let new = Shared::replace(name.as_str(), 2_u32).unwrap();
    new.store(3).unwrap();
    assert!(!is_readable(&commits, Duration::from_millis(20)));
    assert!(old.is_unlinked().unwrap());
}

#[test]
fn nothing_is_left_of_it() {
    let shared = Shared::<u32>::anonymous(0).unwrap();
    let commits: Vec<_> = (0..10).map(|_| shared.commits().unwrap()).collect();
    let threads = || {
        let tasks = fs::read_dir("/proc/self/task").unwrap();
        let names = tasks.filter_map(|task| fs::read_to_string(task.ok()?.path().join("comm")).ok());
        names.filter(|name| name.trim() == "sync-runtime").count()
    };
    let until = |what: &dyn Fn() -> bool| {
        let start = Instant::now();
        while !what() {
            assert!(start.elapsed() < LONG, "{} threads", threads());
            std::thread::yield_now();
        }
    };
    until(&|| threads() >= 10);
    drop((commits, shared));
    // Those of the other tests end, too.
    until(&|| threads() == 0);
}
