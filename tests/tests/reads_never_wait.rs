//! A writer stays inside the lock, is stopped there, is killed there: readers get the last
//! committed value at once, and writers are told which process owns the lock, or go on after its
//! death.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use arrayvec::ArrayString;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::{Shared, SharedLocked, SyncError, zeroed};
use tests::values::Counters;
use tests::{Actor, Name, program};

const BEFORE: Counters = Counters { first: 10, second: 10, third: 10.0 };

/// The type waits without end; here that would hide a lock that is never had.
fn shared(name: &Name) -> Shared<Counters> {
    Shared::options().timeout(Duration::from_secs(10)).create(name.as_str(), BEFORE).unwrap()
}

/// A process that is inside `with_lock`, with a field changed already.
fn writer_inside(name: &Name) -> Actor {
    let mut writer = Actor::spawn(program!("actor", "hold-value", name));
    writer.expect("inside");
    writer
}

#[test]
fn while_a_writer_is_inside_stopped_or_dead() {
    let name = Name::new("reads");
    let shared = shared(&name);
    for deaths in 1..=10 {
        let mut writer = writer_inside(&name);
        assert_eq!(shared.load().unwrap(), BEFORE, "inside");
        writer.stop();
        assert_eq!(shared.load().unwrap(), BEFORE, "stopped");
        assert_eq!(Shared::<Counters>::open(name.as_str()).unwrap().load().unwrap(), BEFORE);

        let who = |error| match error {
            SyncError::WouldBlock { holder } | SyncError::Timeout { holder, .. } => holder.pid(),
            other => panic!("{other:?}"),
        };
        assert_eq!(who(shared.try_get_lock().unwrap_err()), Some(writer.pid()));
        assert_eq!(who(shared.get_lock_within(Duration::from_millis(1)).unwrap_err()), Some(writer.pid()));
        assert_eq!(who(shared.store_within(Duration::from_millis(1), BEFORE).unwrap_err()), Some(writer.pid()));
        let text = shared.try_get_lock().unwrap_err().to_string();
        assert!(text.contains(&format!("process {} (actor)", writer.pid())), "{text}");

        writer.kill();
        assert_eq!(shared.load().unwrap(), BEFORE, "dead");
        assert_eq!(shared.recoveries(), deaths - 1);
        let guard = shared.get_lock().unwrap();
        assert!(guard.recovered());
        assert_eq!(*guard, BEFORE);
        drop(guard);
        assert_eq!(shared.recoveries(), deaths);
        assert!(!shared.get_lock().unwrap().recovered());
        assert_eq!((shared.load().unwrap(), shared.version()), (BEFORE, 0));
    }
}

#[test]
fn a_writer_that_is_continued_commits() {
    let name = Name::new("continued");
    let shared = shared(&name);
    let mut writer = writer_inside(&name);
    writer.stop();
    assert_eq!(shared.load().unwrap(), BEFORE);
    writer.tell("go on");
    assert_eq!(shared.load().unwrap(), BEFORE, "it is stopped");
    writer.signal(libc::SIGCONT);
    writer.expect("done");
    assert_eq!(shared.load().unwrap(), Counters { first: 11, second: 11, third: 11.0 });
    assert_eq!((shared.version(), shared.recoveries()), (1, 0));
}

#[test]
fn every_way_in_recovers() {
    type Enter = fn(&Shared<Counters>);
    let ways: [(&str, Enter); 5] = [
        ("with_lock", |shared| shared.with_lock(|_| ()).unwrap()),
        ("get_lock", |shared| drop(shared.get_lock().unwrap())),
        ("try_get_lock", |shared| drop(shared.try_get_lock().unwrap())),
        ("store", |shared| shared.store(BEFORE).unwrap()),
        ("transact", |shared| shared.transact(|_| Ok::<_, ()>(())).unwrap()),
    ];
    for (way, enter) in ways {
        let name = Name::new(way);
        let shared = shared(&name);
        writer_inside(&name).kill();
        enter(&shared);
        assert_eq!(shared.recoveries(), 1, "{way}");
        assert_eq!(shared.load().unwrap(), BEFORE, "{way}");
        assert!(!shared.try_get_lock().unwrap().recovered(), "{way}");
    }
}

/// Texts, which are checked when they are read: that takes longer than to write them.
#[derive(SharedLocked)]
struct Texts {
    texts: [ArrayString<28>; 1500],
}

/// A copy of the bytes is all that has to be faster than the writer.
#[test]
fn while_a_writer_commits_faster_than_a_value_is_read() {
    const LOADS: u32 = 50;
    let (shared, done) = (Shared::<Texts>::anonymous(zeroed().unwrap()).unwrap(), AtomicBool::new(false));
    shared.with_lock(|value| value.texts.fill(ArrayString::from("abcdefghijklmnopqrstuvwxyz").unwrap())).unwrap();
    let until = Instant::now() + Duration::from_secs(4);
    let loads = thread::scope(|scope| {
        scope.spawn(|| {
            let mut guard = shared.get_lock().unwrap();
            while !done.load(Relaxed) && Instant::now() < until {
                guard.texts[0].clear();
                guard.commit().unwrap();
            }
        });
        let begun = shared.load_newer(1, Duration::from_secs(4)).unwrap();
        assert!(begun.is_some(), "the writer commits");
        let mut loads = 0;
        while loads < LOADS && Instant::now() < until {
            assert_eq!(shared.load().unwrap().texts[1].len(), 26);
            loads += 1;
        }
        done.store(true, Relaxed);
        loads
    });
    println!("{loads} loads during {} commits", shared.version());
    assert_eq!(loads, LOADS);
}
