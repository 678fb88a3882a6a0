//! The records of a table are locked, recovered, damaged and claimed one by one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::collections::HashSet;
use std::os::unix::fs::MetadataExt as _;
use std::sync::Barrier;
use std::thread;
use std::time::Duration;
use std::{fs, mem};
use sync_runtime::{Exclusive, Locked, Shared, SharedLocked, SyncError, Table, TableReader};
use tests::proof::sample::Mixed;
use tests::values::Counters;
use tests::{Actor, At, Forged, Name, program};

const ZERO: fn(usize) -> Counters = |_| Counters { first: 0, second: 0, third: 0.0 };

#[test]
fn no_update_of_any_record_is_lost() {
    const TIMES: usize = 7000;
    let name = Name::new("updates");
    let table = Table::<Counters>::create(name.as_str(), 7, ZERO).unwrap();
    let count = || Actor::spawn(program!("actor", "count-in-table", &name, TIMES.to_string()));
    let workers: Vec<Actor> = (0..3).map(|_| count()).collect();
    for worker in workers {
        worker.succeed();
    }
    for record in &table {
        let counters = record.load().unwrap();
        assert!(counters.agree());
        assert_eq!(counters.first, 3 * TIMES as u64 / 7);
        assert_eq!(record.version(), counters.first);
    }
}

#[test]
fn a_record_that_is_held_or_whose_owner_died_keeps_nobody_from_the_others() {
    let name = Name::new("held");
    let table = Table::<Counters>::create(name.as_str(), 3, ZERO).unwrap();
    let mut holder = Actor::spawn(program!("actor", "hold-record", &name, "1"));
    holder.expect("inside");
    let held = table.at(1).unwrap();
    match held.try_get_lock().unwrap_err() {
        SyncError::WouldBlock { holder } => assert!(holder.to_string().contains("actor"), "{holder}"),
        error => panic!("{error}"),
    }
    assert_eq!(held.load().unwrap().first, 0, "reads do not wait");
    for free in [0, 2] {
        table.at(free).unwrap().with_lock(|counters| counters.first += 10).unwrap();
    }
    // A claim passes over it, wherever it begins.
    let claims = [(); 2].map(|()| table.claim(|_| true).unwrap().unwrap());
    assert_eq!(claims.each_ref().map(|(index, _)| *index).iter().collect::<HashSet<_>>(), HashSet::from([&0, &2]));
    assert!(table.claim(|_| true).unwrap().is_none(), "all three are held");

    holder.kill();
    let (index, guard) = table.claim(|_| true).unwrap().expect("the owner of one died");
    assert_eq!((index, guard.recovered(), guard.first), (1, true, 0), "the last commit counts");
}

#[test]
fn it_is_opened_with_any_length_and_created_with_one() {
    let name = Name::new("length");
    let name = name.as_str();
    assert!(matches!(Table::<u64>::open(name), Err(SyncError::NotFound { .. })));
    let made = Table::<u64>::open_or_create(name, 5, |index| index as u64 * 10).unwrap();
    assert!(made.is_creator() && made.len() == 5);
    let found = Table::<u64>::open(name).unwrap();
    assert!(!found.is_creator() && found.len() == 5);
    assert_eq!(found.iter().map(|record| record.load().unwrap()).collect::<Vec<_>>(), [0, 10, 20, 30, 40]);
    assert_eq!(found.iter().rev().nth(1).unwrap().load().unwrap(), 30);
    assert_eq!((found.iter().len(), found.iter().nth(4).is_some(), found.iter().nth(5).is_some()), (5, true, false));
    assert!(!Table::<u64>::open_or_create(name, 5, |_| panic!("it is there")).unwrap().is_creator());
    assert!(matches!(Table::<u64>::create(name, 5, |_| 0), Err(SyncError::AlreadyExists { .. })));

    let message = |error: SyncError| {
        assert!(matches!(error, SyncError::LayoutMismatch(_)), "{error}");
        error.to_string()
    };
    let other = message(Table::<u64>::open_or_create(name, 6, |_| 0).unwrap_err());
    assert!(other.contains("table of 6 records") && other.contains("table of 5 records"), "{other}");
    let single = message(Shared::<u64>::open(name).unwrap_err());
    assert!(single.contains("one value, the segment a table of 5 records"), "{single}");
    let signed = message(Table::<i64>::open(name).unwrap_err());
    assert!(signed.contains("`i64` at byte 0") && signed.contains("`u64` at byte 0"), "{signed}");
    let value = Name::new("value");
    drop(Shared::<u64>::create(value.as_str(), 1).unwrap());
    let value = message(Table::<u64>::open(value.as_str()).unwrap_err());
    assert!(value.contains("a table, the segment one value"), "{value}");

    // And once more under the same name.
    let new = Table::<u64>::replace(name, 2, |_| 1).unwrap();
    assert!(made.is_unlinked().unwrap() && !new.is_unlinked().unwrap());
    assert_eq!((Table::<u64>::open(name).unwrap().len(), made.len()), (2, 5));
    Table::<u64>::unlink(name).unwrap();
    assert!(new.is_unlinked().unwrap());
}

#[test]
fn there_is_no_table_of_none_or_of_more_than_can_be_counted() {
    let name = Name::new("none");
    for len in [0, usize::MAX, usize::MAX / Locked::<u64>::SIZE, isize::MAX as usize / Locked::<u64>::SIZE + 1] {
        let error = Table::<u64>::create(name.as_str(), len, |_| panic!("nothing is made")).unwrap_err();
        assert!(matches!(error, SyncError::InvalidLength { len: told, .. } if told == len), "{error}");
        assert!(error.to_string().contains(&len.to_string()) && error.errno() == Some(libc::EINVAL), "{error}");
        assert!(matches!(Table::<u64>::anonymous(len, |_| 0), Err(SyncError::InvalidLength { .. })));
        assert!(matches!(
            Table::<u64>::open_or_create(name.as_str(), len, |_| 0),
            Err(SyncError::InvalidLength { .. })
        ));
    }
    // Fewer can be counted, but no disk has room.
    let error = Table::<u64>::create(name.as_str(), 1 << 50, |_| panic!("nothing is made")).unwrap_err();
    assert!(matches!(error, SyncError::System { .. }) && error.to_string().contains(name.as_str()), "{error}");
    assert!(!name.exists());
    assert!(matches!(
        Table::<u64>::anonymous(1, |_| 0).unwrap().at(1),
        Err(SyncError::OutOfRange { index: 1, len: 1 })
    ));
}

#[test]
fn a_full_disk_is_an_error_and_leaves_nothing() {
    let said = Actor::spawn(program!("actor", "fill-directory", "100000")).succeed();
    if said.starts_with("not permitted") {
        println!("SKIPPED: {said}");
        return;
    }
    let (error, rest) = said.split_once('\n').unwrap();
    assert!(error.starts_with("System: fallocate") && error.contains("too-large") && error.contains("df"), "{said}");
    assert_eq!(rest, "then 7\n");
}

#[test]
fn a_panic_while_it_is_made_leaves_nothing() {
    let name = Name::new("panic");
    let make = |index| if index < 3 { 0 } else { panic!("no more") };
    std::panic::catch_unwind(|| Table::<u64>::create(name.as_str(), 5, make)).unwrap_err();
    assert!(!name.exists());
}

#[test]
fn one_damaged_record_is_told_and_the_others_are_used() {
    let name = Name::new("damaged");
    let table = Table::<u64>::create(name.as_str(), 3, |_| 0).unwrap();
    let forged = Forged::open(&name);
    forged.write(forged.word(At::LockedAt) + Locked::<u64>::SIZE as u64, &0_u64.to_ne_bytes());
    let error = table.at(1).unwrap_err();
    assert!(matches!(error, SyncError::Damaged { .. }), "{error:?}");
    assert!(error.to_string().contains(name.as_str()) && error.to_string().contains("one of its records"), "{error}");
    for index in [0, 2] {
        table.at(index).unwrap().with_lock(|number| *number += 1).unwrap();
    }
    let reader = TableReader::<u64>::open(name.as_str()).unwrap();
    assert_eq!((reader.load(0).unwrap(), reader.load(2).unwrap()), (1, 1));
    assert!(matches!(reader.load(1), Err(SyncError::Damaged { .. })));
    assert!(matches!(reader.load(3), Err(SyncError::OutOfRange { index: 3, len: 3 })));
    // Others are claimed first; it is told when there is no other.
    let mut guards = Vec::new();
    for _ in 0..2 {
        guards.push(table.claim(|_| true).unwrap().unwrap());
    }
    assert!(matches!(table.claim(|_| true), Err(SyncError::Damaged { .. })));
    drop(guards);
    // As every other: it is opened, for each record is checked when it is used.
    assert_eq!(Table::<u64>::open(name.as_str()).unwrap().len(), 3);
}

#[test]
fn a_claim_tells_which_record_holds_no_value() {
    #[derive(SharedLocked)]
    struct Job {
        done: bool,
        parts: [bool; 2],
    }
    fn told<T: SharedLocked<Lock = Exclusive>>(offset: usize, first: impl FnMut(usize) -> T) -> String {
        let name = Name::new("no-value");
        let table = Table::create(name.as_str(), 3, first).unwrap();
        let forged = Forged::open(&name);
        forged.write(forged.word(At::LockedAt) + (2 * Locked::<T>::SIZE + 64 + offset) as u64, &[7]);
        let mut claimed = Vec::new();
        claimed.extend((0..2).map(|_| table.claim(|_| true).unwrap().unwrap()));
        let error = table.claim(|_| true).map(drop).unwrap_err();
        assert!(matches!(error, SyncError::Corrupt { found: 7, .. }), "{error}");
        error.to_string()
    }
    let job = |_| Job { done: false, parts: [false; 2] };
    for (text, path) in [(told(0, job), "[2].done"), (told(2, job), "[2].parts[1]"), (told(0, |_| false), "[2]")] {
        assert!(text.contains(&format!("damaged: `{path}` holds 7")), "{text}");
    }
    assert!(told(1, |_| [false; 2]).contains("`[2][1]`"));
}

#[test]
fn each_is_claimed_once_by_processes_that_claim_at_the_same_time() {
    const RECORDS: usize = 5000;
    let name = Name::new("claims");
    let table = Table::<u64>::create(name.as_str(), RECORDS, |_| 0).unwrap();
    let workers: Vec<Actor> = (0..3).map(|_| Actor::spawn(program!("actor", "claim-all", &name))).collect();
    let claims = workers.into_iter().map(|worker| worker.succeed().trim().parse::<usize>().unwrap());
    assert_eq!(claims.sum::<usize>(), RECORDS);
    assert!(table.iter().all(|record| record.load().unwrap() == 1 && record.version() == 1));
    assert!(table.claim(|number| *number == 0).unwrap().is_none());
    assert_eq!(
        table.iter().map(Locked::version).sum::<u64>(),
        RECORDS as u64,
        "a claim that finds none commits nothing"
    );
}

#[test]
fn threads_begin_to_look_at_different_records() {
    const THREADS: usize = 4;
    let table = Table::<u64>::anonymous(10_000, |_| 0).unwrap();
    let all_have_one = Barrier::new(THREADS);
    let claimed: Vec<usize> = thread::scope(|scope| {
        let claim = || {
            let (index, guard) = table.claim(|_| true).unwrap().unwrap();
            all_have_one.wait();
            drop(guard);
            index
        };
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(claim)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let near = |one: &usize| claimed.iter().filter(|other| one.abs_diff(**other) < 100).count();
    assert!(claimed.iter().all(|one| near(one) == 1), "{claimed:?}");
    // And each goes on behind its last.
    let (first, _) = table.claim(|_| true).unwrap().unwrap();
    let (second, _) = table.claim(|_| true).unwrap().unwrap();
    assert_eq!(second, (first + 1) % 10_000);
}

#[test]
fn a_claim_waits_as_long_as_it_is_told() {
    let table = Table::<u64>::anonymous(4, |_| 0).unwrap();
    assert!(table.claim_within(Duration::from_millis(5), |number| *number == 1).unwrap().is_none());
    thread::scope(|scope| {
        let waits = scope.spawn(|| {
            let (index, number) = table.claim_within(Duration::from_secs(60), |number| *number == 1).unwrap().unwrap();
            (index, *number)
        });
        table.at(2).unwrap().store(1).unwrap();
        assert_eq!(waits.join().unwrap(), (2, 1));
    });
}

#[test]
fn it_is_passed_to_a_child() {
    let table = Table::<u64>::anonymous(3, |_| 40).unwrap();
    let mut command = program!("actor", "inherit-table");
    table.pass_to(&mut command, "TABLE").unwrap();
    assert_eq!(Actor::spawn(command).succeed(), "3 records\n");
    assert_eq!(table.at(2).unwrap().load().unwrap(), 41);
    let same = Table::<u64>::from_fd(table.descriptor().unwrap().try_clone_to_owned().unwrap()).unwrap();
    assert_eq!(same.at(2).unwrap().load().unwrap(), 41);
    assert!(Table::<u64>::options().keep_descriptor(false).anonymous(1, |_| 0).unwrap().descriptor().is_none());
}

/// A thread holds fewer locks than the kernel releases.
#[test]
fn a_thread_is_told_when_it_holds_too_many_records() {
    let table = Table::<u64>::anonymous(2000, |_| 0).unwrap();
    let mut guards = Vec::new();
    let error = loop {
        match table.claim(|_| true) {
            Ok(claimed) => guards.push(claimed.expect("there are more")),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, SyncError::TooManyHeld { limit: 1536 }), "{error}");
    assert_eq!(guards.len(), 1536);
}

/// Whether this process has the file with this number mapped. See `proc_pid_maps(5)`.
fn is_mapped(inode: u64) -> bool {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    maps.lines().any(|line| line.split_whitespace().nth(4) == Some(&inode.to_string()))
}

/// The kernel's list of a thread's locks runs through the records: one that is held must not be
/// unmapped.
#[test]
fn a_table_with_a_record_that_is_held_stays_mapped_and_no_other() {
    const RECORDS: usize = 5000;
    for held in [None, Some(0), Some(1023), Some(1024), Some(RECORDS - 1)] {
        let name = Name::new("mapped");
        let table = Table::<u64>::create(name.as_str(), RECORDS, |_| 0).unwrap();
        let inode = name.path().metadata().unwrap().ino();
        drop(table.at(RECORDS / 2).unwrap().get_lock().unwrap());
        if let Some(index) = held {
            mem::forget(table.at(index).unwrap().get_lock().unwrap());
        }
        drop(table);
        assert_eq!(is_mapped(inode), held.is_some(), "{held:?}");
        // The same mapping is found again, and with it the lock.
        let again = Table::<u64>::open(name.as_str()).unwrap();
        if let Some(index) = held {
            let record = again.iter().nth(index).unwrap();
            assert!(matches!(record.try_get_lock(), Err(SyncError::Deadlock)));
            // SAFETY: the guard that was forgotten is the only one.
            unsafe { record.release().unwrap() };
        }
        drop(again);
        assert!(!is_mapped(inode), "{held:?}");
    }
}

#[test]
fn a_record_of_any_type_is_as_large_as_documented() {
    assert_eq!((Locked::<u64>::SIZE, Locked::<[u8; 64]>::SIZE), (128, 256));
    assert_eq!((Locked::<[u8; 20]>::SIZE, Locked::<[u8; 21]>::SIZE), (128, 192));
    assert_eq!((Locked::<[u8; 52]>::SIZE, Locked::<[u8; 53]>::SIZE), (192, 256));
    assert_eq!((Locked::<[u8; 84]>::SIZE, Locked::<[u8; 85]>::SIZE), (256, 320));
    let name = Name::new("size");
    let table = Table::<Mixed>::create(name.as_str(), 10, |_| tests::proof::sample::Sample::of(3)).unwrap();
    let bytes = name.path().metadata().unwrap().len();
    assert_eq!(bytes, Forged::open(&name).word(At::LockedAt) + 10 * Locked::<Mixed>::SIZE as u64);
    assert!(format!("{table:?}").contains("len: 10"));
}
