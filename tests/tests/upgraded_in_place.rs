//! A segment whose value is changed in place becomes one of a new layout while others use it, or is
//! made of one that is copied: no update is lost or made twice, and no value is ever on a stack.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::any::type_name;
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::MetadataExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::time::Duration;
use std::{fs, mem, thread};
use sync_runtime::{InPlaceReader, Pod, Shared, SharedLocked, SyncError, Timeout};
use tests::values::{FormerCount, FormerSheet, NewSheet};
use tests::{Actor, Name, Stop, Traced, program};

const WORKERS: u64 = 8;
const PATIENCE: Duration = Duration::from_secs(10);

fn former(name: &Name, count: u64) -> Shared<FormerSheet> {
    let shared = Shared::<FormerSheet>::create_with(name.as_str(), |_| Ok(())).unwrap();
    for _ in 0..count {
        shared.with_lock(FormerSheet::raise).unwrap();
    }
    shared
}

fn upgrade(name: &Name) -> Result<Shared<NewSheet>, SyncError> {
    Shared::<NewSheet>::options()
        .upgrade_with::<FormerSheet>(|former, new| Ok(NewSheet::of(former, new)?))
        .open(name.as_str())
}

#[test]
fn the_sum_is_exact_whatever_the_moment() {
    let rounds = if std::env::var_os("SYNC_TESTS_FULL").is_some() { 100 } else { 3 };
    for round in 0..rounds {
        let name = Name::new("fire");
        let first = former(&name, 0);
        let worker = || Actor::spawn(program!("actor", "count-former", &name, "--in-place"));
        let mut old: Vec<Actor> = (0..WORKERS).map(|_| worker()).collect();
        for worker in &mut old {
            worker.expect("open");
        }
        let worker = || Actor::spawn(program!("actor", "count-new", &name, "100", "--wait", "--in-place"));
        let mut new: Vec<Actor> = (0..WORKERS).map(|_| worker()).collect();
        for worker in &mut new {
            worker.expect("ready");
        }
        for worker in &mut new {
            worker.tell("go");
        }
        for worker in new {
            worker.succeed();
        }
        let by_old: u64 = old.into_iter().map(|worker| worker.succeed().trim().parse::<u64>().unwrap()).sum();
        let by_new = WORKERS * 100;
        let last = Shared::<NewSheet>::open(name.as_str()).unwrap().load().unwrap();
        assert_eq!(last.counted(), Some((by_old + by_new, by_new)), "round {round}");
        assert_eq!(first.load().unwrap().counted(), Some(by_old), "what it was at the end is read");
        assert!(matches!(first.try_get_lock(), Err(SyncError::Superseded)));
    }
}

#[test]
fn whoever_waits_is_told_and_reads_on() {
    let name = Name::new("waits");
    let shared = former(&name, 1);
    let reader = InPlaceReader::<FormerSheet>::open(name.as_str()).unwrap();
    let seen = shared.version();
    thread::scope(|scope| {
        let held = shared.get_lock().unwrap();
        let (shared, reader) = (&shared, &reader);
        let told = [
            scope.spawn(move || shared.get_lock_within(Timeout::Never).map(drop)),
            scope.spawn(move || shared.get_lock_within(Timeout::Never.interruptible()).map(drop)),
            scope.spawn(move || shared.wait_until(Timeout::Never, |sheet| Ok(sheet.count().get() == 0)).map(drop)),
            scope.spawn(move || shared.view_newer(seen, PATIENCE, |sheet| sheet.count().get()).map(drop)),
            scope.spawn(move || reader.view_newer(seen, PATIENCE, |sheet| sheet.count().get()).map(drop)),
        ];
        let upgrader = scope.spawn(|| upgrade(&name).unwrap());
        drop(held);
        assert_eq!(upgrader.join().unwrap().load().unwrap().counted(), Some((1, 0)));
        for (index, waiter) in told.into_iter().enumerate() {
            let outcome = waiter.join().unwrap();
            // Those that wanted the lock may have had it before.
            assert!(
                matches!(outcome, Err(SyncError::Superseded)) || index < 2 && outcome.is_ok(),
                "{index}: {outcome:?}"
            );
        }
    });
    let last = shared.load().unwrap();
    assert!(matches!(shared.store(&last), Err(SyncError::Superseded)));
    assert!(shared.holder().is_none(), "{:?}", shared.holder());
    assert_eq!((last.counted(), reader.load().unwrap().counted()), (Some(1), Some(1)));
    assert_eq!((shared.view(|sheet| sheet.count().get()).unwrap(), shared.version()), (1, seen));
}

#[test]
fn a_guard_that_waits_and_a_descriptor_are_told() {
    let name = Name::new("guard");
    let shared = former(&name, 1);
    let commits = shared.commits().unwrap();
    thread::scope(|scope| {
        let (says, is_held) = mpsc::channel();
        let shared = &shared;
        let waiter = scope.spawn(move || {
            let mut guard = shared.get_lock().unwrap();
            says.send(()).unwrap();
            guard.wait(Timeout::Never).map(drop)
        });
        is_held.recv().unwrap();
        // It acquires the lock when the waiter sleeps.
        upgrade(&name).unwrap();
        assert!(matches!(waiter.join().unwrap(), Err(SyncError::Superseded)));
    });
    let mut poll = libc::pollfd { fd: commits.as_raw_fd(), events: libc::POLLIN, revents: 0 };
    // SAFETY: one entry.
    assert_eq!(unsafe { libc::poll(&raw mut poll, 1, 10_000) }, 1);
}

#[test]
fn what_its_owner_did_not_commit_is_not_upgraded() {
    let name = Name::new("died");
    let shared = former(&name, 3);
    thread::scope(|scope| {
        let owner = scope.spawn(|| {
            let guard = shared.get_lock().unwrap();
            guard.view().count().set(99);
            guard.view().cells().fill(99);
            mem::forget(guard);
        });
        owner.join().unwrap();
    });
    assert_eq!(upgrade(&name).unwrap().load().unwrap().counted(), Some((3, 0)));
    assert_eq!(shared.recoveries(), 1);
    assert_eq!(shared.load().unwrap().counted(), Some(3));
}

#[test]
fn what_a_writer_left_to_the_next_is_upgraded() {
    let name = Name::new("left");
    let shared = former(&name, 0);
    // So large a range stays in the log.
    shared
        .with_lock(|sheet| {
            sheet.cells().fill(2);
            sheet.count().set(20_000);
            sheet.again().set(20_000);
            Ok(())
        })
        .unwrap();
    assert_eq!(upgrade(&name).unwrap().load().unwrap().counted(), Some((20_000, 0)));
    assert_eq!(shared.load().unwrap().counted(), Some(20_000));
}

#[test]
fn a_panic_or_a_refusal_changes_nothing() {
    let name = Name::new("refusal");
    let shared = former(&name, 3);
    let inode = || fs::metadata(name.path()).unwrap().ino();
    let before = inode();
    let open = |enough: u64| {
        Shared::<NewSheet>::options()
            .upgrade_with::<FormerSheet>(move |former, new| {
                NewSheet::of(former, new)?;
                assert_ne!(enough, 0, "on purpose");
                if former.count().get() < enough {
                    return Err(format!("{} is too few", former.count().get()).into());
                }
                Ok(())
            })
            .open(name.as_str())
    };
    let error = open(4).map(drop).unwrap_err();
    assert!(matches!(&error, SyncError::NotUpgraded(refused) if refused.segment.name() == Some(name.as_str())));
    assert_eq!(
        error.to_string(),
        format!(
            "the segment `{name}` was not upgraded from `{}` to `{}`, and is in use as before: 3 is too few",
            type_name::<FormerSheet>(),
            type_name::<NewSheet>()
        )
    );
    assert!(catch_unwind(AssertUnwindSafe(|| open(0).map(drop))).is_err());
    let out_of_range = Shared::<NewSheet>::options()
        .upgrade_with::<FormerSheet>(|former, _| Ok(former.cells().at(10_000)?.try_get().map(drop)?))
        .open(name.as_str());
    let Err(SyncError::NotUpgraded(refused)) = out_of_range else { panic!("{out_of_range:?}") };
    assert!(matches!(refused.source.downcast_ref(), Some(SyncError::OutOfRange { index: 10_000, len: 10_000 })));
    assert_eq!(before, inode());
    shared.with_lock(FormerSheet::raise).unwrap();
    assert_eq!(open(4).unwrap().load().unwrap().counted(), Some((4, 0)));
    assert_ne!(before, inode());
    assert!(matches!(shared.get_lock(), Err(SyncError::Superseded)));
}

#[test]
fn a_thread_that_holds_the_lock_does_not_upgrade() {
    let name = Name::new("held");
    let shared = former(&name, 1);
    let guard = shared.get_lock().unwrap();
    assert!(matches!(upgrade(&name), Err(SyncError::Deadlock)));
    drop(guard);
    upgrade(&name).unwrap();
}

#[test]
fn several_former_layouts_copied_or_in_place() {
    let options = || {
        Shared::<NewSheet>::options()
            .upgrade_with::<FormerSheet>(|former, new| Ok(NewSheet::of(former, new)?))
            .upgrade_with::<FormerCount>(|former, new| {
                new.cells().at(0)?.set(former.again);
                new.count().set(former.count);
                Ok(())
            })
            .upgrade_with::<u64>(|former, new| {
                new.cells().at(1)?.set(former);
                new.count().set(former);
                Ok(())
            })
    };
    let name = Name::new("chain");
    assert!(matches!(options().open(name.as_str()), Err(SyncError::NotFound { .. })));
    let made = options().open_or_create_with(name.as_str(), NewSheet::raise).unwrap();
    assert!(made.is_creator());
    assert_eq!(made.load().unwrap().counted(), Some((1, 1)));
    assert!(!options().open(name.as_str()).unwrap().is_creator(), "it is new already");

    let name = Name::new("chain");
    drop(former(&name, 5));
    let upgraded = options().open_or_create_with(name.as_str(), NewSheet::raise).unwrap();
    assert_eq!(upgraded.load().unwrap().counted(), Some((5, 0)));

    let name = Name::new("chain");
    let copied = Shared::create(name.as_str(), FormerCount { count: 6, again: 6 }).unwrap();
    assert_eq!(options().open(name.as_str()).unwrap().load().unwrap().counted(), Some((6, 0)));
    assert!(matches!(copied.with_lock(|copied| copied.count += 1), Err(SyncError::Superseded)));
    assert_eq!(copied.load().unwrap().count, 6);

    let name = Name::new("chain");
    drop(Shared::<u64>::create(name.as_str(), 7).unwrap());
    assert_eq!(options().open(name.as_str()).unwrap().load().unwrap().counted(), Some((7, 0)));

    let name = Name::new("chain");
    drop(Shared::<[u8; 3]>::create(name.as_str(), [1; 3]).unwrap());
    let error = options().open(name.as_str()).map(drop).unwrap_err().to_string();
    let formers = format!("`{}`, `{}`, `u64`", type_name::<FormerSheet>(), type_name::<FormerCount>());
    assert!(error.contains(&formers), "{error}");
    let error = Shared::<NewSheet>::open(name.as_str()).map(drop).unwrap_err().to_string();
    assert!(error.contains("`options().upgrade_with(…)`"), "{error}");
}

/// Kills an upgrader at its so many-th stop at a system call, or when it is through; says how many
/// stops that were.
fn kill_at(stop: usize, name: &Name) -> usize {
    let mut upgrader = Traced::spawn(program!("actor", "count-new", name, "0", "--marked", "--in-place"));
    assert_eq!(upgrader.run_to_marker(), Stop::Marker);
    let stops = (0..stop).find(|_| upgrader.step_syscall() == Stop::Marker);
    upgrader.kill();
    stops.unwrap_or(stop)
}

#[test]
fn no_update_is_lost_if_the_upgrader_is_killed() {
    for stop in 0.. {
        let name = Name::new("killed");
        let shared = former(&name, 41);
        let done = kill_at(stop, &name) < stop;
        let expected = match shared.with_lock(FormerSheet::raise) {
            Ok(()) => 42,
            Err(SyncError::Superseded) => 41,
            Err(error) => panic!("{error}"),
        };
        assert_eq!(upgrade(&name).unwrap().load().unwrap().counted(), Some((expected, 0)), "stop {stop}");
        assert!(matches!(shared.get_lock(), Err(SyncError::Superseded)), "stop {stop}");
        drop(Shared::<u64>::replace(name.as_str(), 0));
        if done {
            return;
        }
    }
}

const MANY: usize = 1 << 20;

#[derive(Pod)]
struct Job {
    id: u64,
    done: bool,
}

#[derive(SharedLocked)]
#[shared(in_place)]
struct Jobs {
    jobs: [Job; MANY],
}

#[derive(SharedLocked)]
#[shared(in_place)]
struct MoreJobs {
    urgent: u32,
    jobs: [Job; MANY + 7],
}

/// 16 MiB, on a thread with 1/64 of that.
#[test]
fn no_value_is_ever_on_the_stack() {
    let name = Name::new("stack");
    let upgrade = move || {
        let former = Shared::<Jobs>::create_with(name.as_str(), |jobs| {
            for (id, job) in (0..).zip(jobs.jobs()) {
                job.id().set(id);
                job.done().set(id % 3 == 0);
            }
            Ok(())
        })
        .unwrap();
        let new = Shared::<MoreJobs>::options()
            .upgrade_with::<Jobs>(|former, new| Ok(new.jobs().range(7..)?.copy_from(former.jobs().as_slice())?))
            .open(name.as_str())
            .unwrap();
        drop(former);
        let value = new.load().unwrap();
        assert_eq!(value.urgent, 0);
        assert!(value.jobs[..7].iter().all(|job| (job.id, job.done) == (0, false)));
        assert!((0..).zip(&value.jobs[7..]).all(|(id, job)| (job.id, job.done) == (id, id % 3 == 0)));
    };
    thread::Builder::new().stack_size(256 << 10).spawn(upgrade).unwrap().join().unwrap();
}
