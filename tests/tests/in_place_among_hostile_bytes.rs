//! Whatever bytes there are in the version, the log and the slots of a value in place, and whenever
//! they come, the runtime does not panic, stays in its memory, and repairs the value when all of it is
//! replaced.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use rand::{Rng as _, SeedableRng as _, rngs::SmallRng};
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::slice;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use sync_runtime::LockedInPlace;
use tests::mixed::{Both, Changed, Line, Mixed, Scattered};

/// Bytes of a word, and of a page.
const WORD: usize = size_of::<u64>();
const PAGE: usize = 4096;

/// What is in front of the version, in words: the state, the lock and the condition.
const FRONT: usize = (24 + size_of::<libc::pthread_mutex_t>()).next_multiple_of(64) / WORD;

/// Where the runtime panicked.
static PANICKED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// All words of a value, behind which is nothing that may be accessed.
fn memory<T: Changed>() -> &'static [AtomicU64] {
    let size = LockedInPlace::<T>::SIZE;
    let pages = size.next_multiple_of(PAGE);
    let (flags, all) = (libc::MAP_PRIVATE | libc::MAP_ANONYMOUS, pages + PAGE);
    // SAFETY: a new mapping, wherever there is room.
    let start = unsafe { libc::mmap(ptr::null_mut(), all, libc::PROT_NONE, flags, -1, 0) };
    assert_ne!(start, libc::MAP_FAILED);
    // SAFETY: the mapping but for its last page.
    assert_eq!(unsafe { libc::mprotect(start, pages, libc::PROT_READ | libc::PROT_WRITE) }, 0);
    let start = start.cast::<u8>().wrapping_add(pages - size);
    // SAFETY: so many bytes, which are never given back, and which nothing else uses.
    unsafe { LockedInPlace::<T>::initialize_at(start, size, |_| Ok(())) }.unwrap();
    // SAFETY: the same bytes, which everybody accesses as atomics.
    unsafe { slice::from_raw_parts(start.cast(), size / WORD) }
}

/// Changes some words, mostly of the version and of the log.
fn damage(words: &[AtomicU64], random: &mut SmallRng) {
    for _ in 0..random.random_range(1..4) {
        let at = match random.random_range(0..5) {
            0 => FRONT,
            1 | 2 => FRONT + random.random_range(0..8),
            3 => words.len() - 1 - random.random_range(0..128),
            _ => random.random_range(FRONT..words.len()),
        };
        let lines = words.len() as u64 / 16;
        let word = match random.random_range(0..5) {
            0 => 0,
            1 => random.random::<u64>() >> random.random_range(0..64),
            2 => random.random_range(0..=lines) << u32::BITS | random.random_range(0..=lines),
            3 => random.random_range(0..70) << 2 | random.random_range(0..4),
            _ => u64::MAX - random.random_range(0..4),
        };
        words[at].store(word, Relaxed);
    }
}

fn survive<T: Changed>(sections: u64) {
    let words = memory::<T>();
    let start = words.as_ptr().cast::<u8>().cast_mut();
    // SAFETY: a value was made there.
    let place = unsafe { LockedInPlace::<T>::attach(start, LockedInPlace::<T>::SIZE) }.unwrap();
    let whole = place.load().unwrap();
    for seed in 0..sections {
        let mut random = SmallRng::seed_from_u64(seed);
        // The models find values that are no longer theirs, and panic.
        let _ = catch_unwind(AssertUnwindSafe(|| {
            let mut both = Both::new(place);
            damage(words, &mut random);
            let mut later = SmallRng::seed_from_u64(seed);
            both.section(&mut random, &mut |_, _| {
                if later.random_ratio(1, 4) {
                    damage(words, &mut later);
                }
            });
        }));
        let panicked = PANICKED.lock().unwrap();
        assert!(panicked.is_empty(), "{seed}: {panicked:?}");
        drop(panicked);
        place.store(&whole).unwrap();
        assert!(*place.load().unwrap() == *whole, "seed {seed}: it is not repaired");
        assert!(*place.with_lock(|view| view.to_box()).unwrap() == *whole, "seed {seed}: nor for the next writer");
    }
}

// One test, for it has the hook for panics.
#[test]
fn nothing_panics_but_the_models() {
    panic::set_hook(Box::new(|info| {
        let at = info.location().map(ToString::to_string).unwrap_or_default();
        if !at.starts_with("tests/") {
            PANICKED.lock().unwrap().push(at);
        }
    }));
    let times = if std::env::var_os("SYNC_TESTS_FULL").is_some() { 20 } else { 1 };
    let survived = panic::catch_unwind(|| {
        survive::<Line>(10_000 * times);
        survive::<Scattered>(1000 * times);
        survive::<Mixed>(1000 * times);
    });
    drop(panic::take_hook());
    if let Err(payload) = survived {
        panic::resume_unwind(payload);
    }
}
