//! A segment of a former layout becomes one of a new layout while others use it: no update is lost
//! or made twice.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::any::type_name;
use std::os::unix::fs::MetadataExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};
use std::{fs, thread};
use sync_runtime::{Semaphore, Shared, SharedLocked, SharedReader, SyncError, Timeout};
use tests::values::{FormerCount, NewCount};
use tests::{Actor, Name, program};

const WORKERS: u64 = 8;
const PATIENCE: Duration = Duration::from_secs(10);

fn former(name: &Name, count: u64) -> Shared<FormerCount> {
    Shared::create(name.as_str(), FormerCount { count, again: count }).unwrap()
}

fn upgrade(name: &Name) -> Result<Shared<NewCount>, SyncError> {
    Shared::<NewCount>::options().upgrade_from::<FormerCount>(NewCount::from).open(name.as_str())
}

#[test]
fn the_sum_is_exact_whatever_the_moment() {
    let rounds = if std::env::var_os("SYNC_TESTS_FULL").is_some() { 100 } else { 3 };
    let mut superseded = 0;
    for round in 0..rounds {
        let name = Name::new("fire");
        let first = former(&name, 0);
        let mut old: Vec<Actor> =
            (0..WORKERS).map(|_| Actor::spawn(program!("actor", "count-former", &name))).collect();
        for worker in &mut old {
            worker.expect("open");
        }
        let mut new: Vec<Actor> =
            (0..WORKERS).map(|_| Actor::spawn(program!("actor", "count-new", &name, "100", "--wait"))).collect();
        for worker in &mut new {
            worker.expect("ready");
        }
        for worker in &mut new {
            worker.tell("go");
        }
        for worker in new {
            worker.succeed();
        }
        let counted: Vec<u64> = old.into_iter().map(|worker| worker.succeed().trim().parse().unwrap()).collect();
        superseded += counted.len();

        let by_old: u64 = counted.iter().sum();
        let last = Shared::<NewCount>::open(name.as_str()).unwrap().load().unwrap();
        let by_new = WORKERS * 100;
        let expected = NewCount { count: by_old + by_new, by_new: by_new.try_into().unwrap(), again: by_old + by_new };
        assert_eq!(last, expected, "round {round}");
        assert_eq!(first.load().unwrap().count, by_old, "what it was at the end is read");
        assert!(matches!(first.try_get_lock(), Err(SyncError::Superseded)));
    }
    println!("{rounds} rounds, {superseded} workers superseded, every sum exact");
}

#[test]
fn whoever_waits_is_told() {
    let name = Name::new("waits");
    let shared = former(&name, 1);
    let started = Instant::now();
    thread::scope(|scope| {
        let held = shared.get_lock().unwrap();
        let reader = SharedReader::<FormerCount>::open(name.as_str()).unwrap();
        let seen = shared.version();
        let shared = &shared;
        let told = [
            scope.spawn(move || shared.get_lock_within(Timeout::Never).map(drop)),
            scope.spawn(move || shared.get_lock_within(Timeout::Never.interruptible()).map(drop)),
            scope.spawn(move || shared.wait_until(Timeout::Never, |former| former.count == 0).map(drop)),
            scope.spawn(move || shared.load_newer(seen, PATIENCE).map(drop)),
            scope.spawn(move || reader.load_newer(seen, PATIENCE).map(drop)),
        ];
        let upgrader = scope.spawn(|| upgrade(&name).unwrap());
        drop(held);
        assert_eq!(upgrader.join().unwrap().load().unwrap().count, 1);
        for (index, waiter) in told.into_iter().enumerate() {
            let outcome = waiter.join().unwrap();
            // Those that wanted the lock may have had it before.
            assert!(
                matches!(outcome, Err(SyncError::Superseded)) || index < 2 && outcome.is_ok(),
                "{index}: {outcome:?}"
            );
        }
    });
    assert!(started.elapsed() < PATIENCE);
}

#[test]
fn nobody_holds_what_was_superseded() {
    let name = Name::new("holder");
    let shared = former(&name, 1);
    let new = upgrade(&name).unwrap();
    assert_eq!((shared.holder(), new.holder()), (None, None));
}

#[test]
fn what_waits_for_a_permit_is_told() {
    let name = Name::new("permit");
    let semaphore = Shared::<Semaphore>::create(name.as_str(), Semaphore::new(0)).unwrap();
    thread::scope(|scope| {
        let waiter = scope.spawn(|| semaphore.permit(PATIENCE).map(drop));
        let new = Shared::<u64>::options().upgrade_from(|_: Semaphore| 7).open(name.as_str()).unwrap();
        assert_eq!(new.load().unwrap(), 7);
        assert!(matches!(waiter.join().unwrap(), Err(SyncError::Superseded)));
    });
}

#[test]
fn a_panic_changes_nothing() {
    let name = Name::new("panic");
    let shared = former(&name, 3);
    let before = fs::metadata(name.path()).unwrap().ino();
    let upgraded = catch_unwind(AssertUnwindSafe(|| {
        let fails = |_: FormerCount| -> NewCount { panic!("on purpose") };
        Shared::<NewCount>::options().upgrade_from(fails).open(name.as_str()).map(drop)
    }));
    assert!(upgraded.is_err());
    assert_eq!(before, fs::metadata(name.path()).unwrap().ino());
    shared.with_lock(|former| former.count += 1).unwrap();
    assert_eq!(shared.load().unwrap(), FormerCount { count: 4, again: 3 });
}

#[test]
fn a_refusal_changes_nothing_and_names_both_structs() {
    let name = Name::new("refusal");
    let shared = former(&name, 3);
    let before = fs::metadata(name.path()).unwrap().ino();
    let open = || {
        let enough = |former: FormerCount| match former.count {
            4.. => Ok(NewCount::from(former)),
            few => Err(format!("{few} is too few")),
        };
        Shared::<NewCount>::options().try_upgrade_from(enough).open(name.as_str())
    };
    let error = open().map(drop).unwrap_err();
    assert!(matches!(&error, SyncError::NotUpgraded(refused) if refused.segment.name() == Some(name.as_str())));
    assert_eq!(
        error.to_string(),
        format!(
            "the segment `{name}` was not upgraded from `{}` to `{}`, and is in use as before: 3 is too few",
            type_name::<FormerCount>(),
            type_name::<NewCount>()
        )
    );
    assert_eq!(before, fs::metadata(name.path()).unwrap().ino());
    shared.with_lock(|former| former.count += 1).unwrap();
    assert_eq!(open().unwrap().load().unwrap(), NewCount { count: 4, by_new: 0, again: 3 });
    assert!(matches!(shared.get_lock(), Err(SyncError::Superseded)));
}

#[derive(SharedLocked)]
#[shared(lock = recursive)]
struct Nested {
    depth: u32,
}

#[test]
fn several_former_layouts_and_other_kinds_of_lock() {
    let chain = |name: &Name| {
        let options = Shared::<NewCount>::options().upgrade_from::<FormerCount>(NewCount::from);
        let options = options.upgrade_from(|count: u64| NewCount { count, by_new: 0, again: count });
        let options =
            options.upgrade_from(|nested: Nested| NewCount { count: nested.depth.into(), by_new: 1, again: 0 });
        options.open(name.as_str())
    };
    let name = Name::new("chain");
    drop(former(&name, 1));
    assert_eq!(chain(&name).unwrap().load().unwrap(), NewCount { count: 1, by_new: 0, again: 1 });
    assert!(!chain(&name).unwrap().is_creator(), "it is new already");

    let name = Name::new("chain");
    drop(Shared::<u64>::create(name.as_str(), 2).unwrap());
    assert_eq!(chain(&name).unwrap().load().unwrap(), NewCount { count: 2, by_new: 0, again: 2 });

    let name = Name::new("chain");
    let nested = Shared::create(name.as_str(), Nested { depth: 5 }).unwrap();
    let guard = nested.get_lock().unwrap();
    assert!(matches!(chain(&name), Err(SyncError::Deadlock)), "this thread holds it");
    drop(guard);
    assert_eq!(chain(&name).unwrap().load().unwrap(), NewCount { count: 5, by_new: 1, again: 0 });
    assert!(matches!(nested.get_lock(), Err(SyncError::Superseded)));

    let name = Name::new("chain");
    assert!(matches!(chain(&name), Err(SyncError::NotFound { .. })));
    drop(Shared::<[u8; 3]>::create(name.as_str(), [1; 3]).unwrap());
    let error = chain(&name).map(drop).unwrap_err();
    assert!(matches!(error, SyncError::LayoutMismatch(_)), "it is none of them: {error}");
    let text = error.to_string();
    for named in ["`[u8; 3]`", "`u64` at byte 0", &format!("`{}`, `u64`, ", type_name::<FormerCount>()), "::Nested`"] {
        assert!(text.contains(named), "{named}: {text}");
    }
}

#[test]
fn many_handles_and_upgrades_of_one_thread_go_on() {
    // The list of what this thread holds runs through all of them.
    for number in 0..50 {
        let name = Name::new("many");
        let shared = former(&name, number);
        let other = Shared::<u64>::anonymous(0).unwrap();
        let held = other.get_lock().unwrap();
        let new = upgrade(&name).unwrap();
        drop(held);
        drop(shared);
        new.with_lock(|new| new.by_new += 1).unwrap();
        assert_eq!(new.load().unwrap(), NewCount { count: number, by_new: 1, again: number });
        drop(new);
    }
}

#[test]
fn one_that_inherits_the_former_segment_is_told() {
    let name = Name::new("inherited");
    let former = Shared::<u64>::create(name.as_str(), 4).unwrap();
    let mut command = program!("actor", "inherit", "TOTAL");
    former.pass_to(&mut command, "TOTAL").unwrap();
    let options = Shared::<NewCount>::options();
    let options = options.upgrade_from::<u64>(|count| NewCount { count, by_new: 0, again: count });
    assert_eq!(options.open(name.as_str()).unwrap().load().unwrap().count, 4);
    let told = Actor::spawn(command).succeed();
    assert!(told.starts_with("Superseded: "), "{told}");
}

#[test]
fn owner_and_permissions_stay() {
    let name = Name::new("mode");
    let value = FormerCount { count: 1, again: 1 };
    drop(Shared::<FormerCount>::options().mode(0o640).create(name.as_str(), value).unwrap());
    let before = fs::metadata(name.path()).unwrap();
    upgrade(&name).unwrap();
    let after = fs::metadata(name.path()).unwrap();
    assert_eq!((before.mode(), before.uid(), before.gid()), (after.mode(), after.uid(), after.gid()));
    assert_ne!(before.ino(), after.ino());
}
