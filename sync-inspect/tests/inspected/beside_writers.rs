//! Beside writers: values are whole, and the inspector writes nothing.

use crate::{ran, trials};
use std::fs;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::inspect::{Content, Inspected};
use sync_runtime::{Shared, SharedLocked};
use tests::Name;

#[derive(SharedLocked)]
struct Same<const N: usize> {
    numbers: [u64; N],
}

/// Inspects a value of which all numbers are equal, while two threads commit as fast as they can.
fn whole<const N: usize>(inspections: u32) {
    let name = Name::new("beside");
    let shared = Shared::create(name.as_str(), Same { numbers: [0; N] }).unwrap();
    let inspected = Inspected::open(name.as_str()).unwrap();
    let end = AtomicBool::new(false);
    let (mut versions, mut last) = (0, 0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !end.load(Relaxed) {
                    shared
                        .with_lock_within(Duration::from_secs(60), |same| {
                            let next = same.numbers[0] + 1;
                            same.numbers.fill(next);
                        })
                        .unwrap();
                }
            });
        }
        for _ in 0..inspections {
            let copied = inspected.load();
            let copied = copied.unwrap_or_else(|error| {
                end.store(true, Relaxed);
                panic!("{error}")
            });
            let first = copied.version();
            let Content::Struct(mut fields) = copied.value().content() else { panic!("a struct") };
            let Some((_, numbers)) = fields.next() else { panic!("one field") };
            let Content::Elements(elements) = numbers.content() else { panic!("an array") };
            for element in elements {
                assert_eq!(element.content(), Content::Unsigned(first.into()), "torn, of {N} numbers");
            }
            assert!(first >= last, "an older value after a newer one");
            versions += u64::from(first > last);
            last = first;
        }
        end.store(true, Relaxed);
    });
    println!("{N} numbers: {inspections} inspections, 0 torn, {versions} different versions");
    assert!(versions > 1);
}

#[test]
fn values_are_whole_beside_writers() {
    whole::<1>(trials(8000));
    whole::<8>(trials(8000));
    whole::<512>(trials(4000));
}

#[test]
fn the_bytes_are_the_same_before_and_after() {
    let name = Name::new("bytes");
    let shared = Shared::create(name.as_str(), Same { numbers: [7; 8] }).unwrap();
    shared.with_lock(|same| same.numbers.fill(8)).unwrap();
    let (before, about) = (fs::read(name.path()).unwrap(), fs::metadata(name.path()).unwrap());
    let inspected = Inspected::open(name.as_str()).unwrap();
    for _ in 0..trials(100) {
        inspected.load().unwrap();
        inspected.lock().unwrap();
        inspected.is_in_use().unwrap();
    }
    assert_eq!(before, fs::read(name.path()).unwrap());
    assert_eq!(about.modified().unwrap(), fs::metadata(name.path()).unwrap().modified().unwrap());
}

/// What it maps of a segment cannot be written, and its descriptor neither.
#[test]
fn it_opens_and_maps_for_reading_alone() {
    let name = Name::new("maps");
    drop(Shared::create(name.as_str(), Same { numbers: [7; 8] }).unwrap());
    let inspected = Inspected::open(name.as_str()).unwrap();
    inspected.load().unwrap();
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let own: Vec<_> = maps.lines().filter(|line| line.contains(name.as_str())).collect();
    // The shared handle's mapping may still be kept for reuse; it was made by name-less creation.
    assert!(own.iter().any(|line| line.contains(" r--s ")) && !own.iter().any(|line| line.contains('w')), "{own:?}");
    let mut descriptors = 0;
    for entry in fs::read_dir("/proc/self/fd").unwrap().flatten() {
        if fs::read_link(entry.path()).is_ok_and(|path| path == name.path()) {
            let info =
                fs::read_to_string(format!("/proc/self/fdinfo/{}", entry.file_name().to_string_lossy())).unwrap();
            let flags = info.lines().find_map(|line| line.strip_prefix("flags:")).unwrap().trim();
            assert_eq!(u32::from_str_radix(flags, 8).unwrap() & 3, 0, "O_RDONLY");
            descriptors += 1;
        }
    }
    assert_eq!(descriptors, 1);
}

/// What a writer has done, and how long it ran for that.
#[derive(Default)]
struct Done {
    commits: AtomicU64,
    nanoseconds: AtomicU64,
}

/// Inspects so often, pausing so long after each, in every second of the spans in which a writer
/// commits as fast as it can. How fast it is in the spans with inspections, compared with the
/// others. Counted is the time for which it ran: what else the machine does is no matter. (Two
/// writers would mostly wait for each other.)
fn pace(inspections: u32, pause: Duration) -> f64 {
    const SPAN: Duration = Duration::from_millis(20);
    let name = Name::new("pace");
    let shared = Shared::create(name.as_str(), Same { numbers: [0; 8] }).unwrap();
    let inspected = Inspected::open(name.as_str()).unwrap();
    let (end, inspecting) = (AtomicBool::new(false), AtomicBool::new(false));
    let done: [Done; 2] = Default::default();
    thread::scope(|scope| {
        scope.spawn(|| {
            while !end.load(Relaxed) {
                let (before, with) = (ran(), inspecting.load(Relaxed));
                let mut commits = 0;
                while commits < 2000 && inspecting.load(Relaxed) == with {
                    let commit = shared.with_lock(|same| {
                        let next = same.numbers[0] + 1;
                        same.numbers.fill(next);
                    });
                    commit.unwrap();
                    commits += 1;
                }
                // Of a stretch in which that changed it is not known to which it belongs.
                if inspecting.load(Relaxed) == with {
                    done[usize::from(with)].commits.fetch_add(commits, Relaxed);
                    done[usize::from(with)].nanoseconds.fetch_add(ran() - before, Relaxed);
                }
            }
        });
        let mut left = inspections;
        while left > 0 {
            inspecting.store(false, Relaxed);
            thread::sleep(SPAN);
            inspecting.store(true, Relaxed);
            let begun = Instant::now();
            while left > 0 && begun.elapsed() < SPAN {
                inspected.load().unwrap();
                left -= 1;
                if !pause.is_zero() {
                    thread::sleep(pause);
                }
            }
        }
        end.store(true, Relaxed);
    });
    #[allow(clippy::cast_precision_loss, reason = "a rate")]
    let rate = |done: &Done| done.commits.load(Relaxed) as f64 / done.nanoseconds.load(Relaxed) as f64;
    let ratio = rate(&done[1]) / rate(&done[0]);
    println!("{inspections} inspections, {pause:?} after each: the writer has {ratio:.3} of its throughput");
    ratio
}

#[test]
fn a_writer_keeps_its_pace() {
    pace(trials(1000), Duration::ZERO);
    let ratio = pace(trials(1000), Duration::from_micros(100));
    // A short trial tells nothing, nor does one on a machine that has no processor free.
    assert!(trials(0) == 0 || ratio >= 0.95, "{ratio}");
}
