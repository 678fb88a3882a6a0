//! A value that is changed in place is read by those who may not write it: without its lock, and
//! never half changed.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::Duration;
use sync_runtime::{InPlaceReader, Shared, SharedLocked, SyncError, Timeout};
use tests::name::Name;

#[derive(SharedLocked, Debug)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 1 << 16],
}

fn paint(frame: &Shared<Frame>, number: u64) {
    let number_of = |number: u64| u8::try_from(number % 256).unwrap();
    frame
        .with_lock(|view| {
            view.number().set(number);
            view.pixels().fill(number_of(number));
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_reader_sees_what_was_committed() {
    let name = Name::new("in-place-reader");
    let frame = Shared::<Frame>::create_with(name.as_str(), |_| Ok(())).unwrap();
    let reader = InPlaceReader::<Frame>::open(name.as_str()).unwrap();
    let guard = frame.get_lock().unwrap();
    guard.view().number().set(1);
    assert_eq!(reader.view(|view| view.number().get()).unwrap(), 0, "not committed, and not waited for");
    drop(guard);
    let snapshot = reader.snapshot().unwrap();
    assert_eq!((snapshot.value.number, snapshot.version, reader.version()), (1, 1, 1));
    assert_eq!(frame.snapshot().unwrap().version, 1);
    assert!(reader.load_newer(1, Timeout::Try).unwrap().is_none());
    paint(&frame, 2);
    let newer = reader.clone().load_newer(1, Duration::from_secs(5)).unwrap().unwrap();
    assert_eq!((newer.version, newer.value.number, newer.value.pixels[65535]), (2, 2, 2));
    assert!(!reader.is_unlinked().unwrap() && reader.recoveries() == 0);
    Shared::<Frame>::unlink(name.as_str()).unwrap();
    assert!(reader.is_unlinked().unwrap());
    assert_eq!(reader.load().unwrap().number, 2, "it reads on");
}

#[test]
fn its_file_is_mapped_for_reading_alone() {
    let name = Name::new("in-place-mapped");
    let frame = Shared::<Frame>::create_with(name.as_str(), |_| Ok(())).unwrap();
    let reader = InPlaceReader::<Frame>::options().any_owner(true).open(name.as_str()).unwrap();
    reader.load().unwrap();
    drop(frame);
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let inode = std::os::unix::fs::MetadataExt::ino(&name.path().metadata().unwrap()).to_string();
    let mapped: Vec<_> = maps.lines().filter(|line| line.split_whitespace().nth(4) == Some(&inode)).collect();
    assert!(!mapped.is_empty() && mapped.iter().all(|line| line.contains(" r--s ")), "{mapped:?}");
}

#[test]
fn another_value_is_refused() {
    let name = Name::new("in-place-other");
    drop(Shared::<u64>::create(name.as_str(), 1).unwrap());
    let error = InPlaceReader::<Frame>::open(name.as_str()).unwrap_err();
    assert!(matches!(error, SyncError::LayoutMismatch(_)), "{error}");
}

#[test]
fn a_reader_that_is_overtaken_again_and_again_gives_up_in_time() {
    let name = Name::new("in-place-overtaken");
    let frame = Shared::<Frame>::create_with(name.as_str(), |_| Ok(())).unwrap();
    let reader = InPlaceReader::<Frame>::open(name.as_str()).unwrap();
    let mut number = 0;
    let outcome = reader.view_within(Duration::from_millis(20), |view| {
        number += 1;
        // A writer that is faster than each look.
        frame.with_lock(|view| view.number().add(1))?;
        view.number().get()
    });
    assert!(matches!(outcome, Err(SyncError::Overtaken)), "{outcome:?}");
    assert!(number > 16);
}

#[test]
fn no_view_is_half_changed() {
    let name = Name::new("in-place-busy");
    let frame = Shared::<Frame>::create_with(name.as_str(), |_| Ok(())).unwrap();
    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            (1..400).for_each(|number| paint(&frame, number));
            ended.store(true, Relaxed);
        });
        let reader = InPlaceReader::<Frame>::open(name.as_str()).unwrap();
        while !ended.load(Relaxed) {
            let (number, first, last) = reader
                .view(|view| {
                    let (first, last) = (view.pixels().at(0)?.get()?, view.pixels().at(65535)?.get()?);
                    Ok((view.number().get()?, first, last))
                })
                .unwrap();
            assert_eq!((number % 256, first), (u64::from(last), last));
        }
    });
    assert_eq!(frame.load().unwrap().number, 399);
}
