//! A signal looks at a value in place at any instruction of those that change it, and copies it as if
//! the process had been killed right there: what was committed is whole, and the heir finds it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use rand::{Rng as _, SeedableRng as _, rngs::SmallRng};
use std::collections::HashMap;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering::SeqCst};
use std::time::{Duration, Instant};
use sync_runtime::LockedInPlace;
use tests::mixed::slots::Slots;
use tests::mixed::{Both, Changed, Line, Mixed, Moment, Scattered};
use tests::signals::Interrupts;
use tests::{Memory, Name};

/// What is in front of the version: the state, and the lock, which says who holds it.
const LOCK: usize = 8 + size_of::<libc::pthread_mutex_t>();

/// What a signal looks at, if anything.
static WATCHED: AtomicPtr<Watched> = AtomicPtr::new(ptr::null_mut());

/// A value that is being changed.
struct Watched {
    slots: Slots,
    found: Result<(), &'static str>,
    /// At which look the process is as if killed; counted down.
    dies_at: u32,
    memory: *const u8,
    dead: *mut u8,
    size: usize,
}

fn look() {
    // SAFETY: null, or what its thread, which is this one, uses again when it has put null there.
    let Some(watched) = (unsafe { WATCHED.load(SeqCst).as_mut() }) else { return };
    watched.found = watched.found.and(watched.slots.look());
    watched.dies_at = watched.dies_at.saturating_sub(1);
    if watched.dies_at == 1 {
        // SAFETY: both have so many bytes, and nobody changes either meanwhile.
        unsafe { watched.dead.copy_from_nonoverlapping(watched.memory, watched.size) };
    }
}

/// Memory with a value in it.
fn memory<T: Changed>(tag: &str) -> Memory {
    let size = LockedInPlace::<T>::SIZE;
    let memory = Memory::create_of(&Name::new(tag), size);
    // SAFETY: so many bytes, of a mapping that is this test's alone.
    unsafe { LockedInPlace::<T>::initialize_at(memory.start(), size, |_| Ok(())) }.unwrap();
    memory
}

fn place<T: Changed>(memory: &Memory) -> &LockedInPlace<T> {
    // SAFETY: a value was made there, and the memory is borrowed.
    unsafe { LockedInPlace::attach(memory.start(), LockedInPlace::<T>::SIZE) }.unwrap()
}

/// Changes a value for so long, and returns how often a process died.
fn change<T: Changed>(time: Duration) -> u32 {
    let (memory, dead) = (memory::<T>("alive"), memory::<T>("dead"));
    // SAFETY: so many bytes, which nobody changes now.
    let unlocked = unsafe { std::slice::from_raw_parts(memory.start(), LOCK) }.to_vec();
    let mut both = Both::<T>::new(place(&memory));
    let mut watched = Watched {
        // SAFETY: a value was made there, and whoever changes it is interrupted by a look.
        slots: unsafe { Slots::of::<T>(memory.start()) },
        found: Ok(()),
        dies_at: 0,
        memory: memory.start(),
        dead: dead.start(),
        size: LockedInPlace::<T>::SIZE,
    };
    let end = Instant::now() + time;
    let mut deaths = 0;
    for seed in 0.. {
        if Instant::now() >= end {
            break;
        }
        let mut random = SmallRng::seed_from_u64(seed);
        let mut committed = HashMap::from([(place::<T>(&memory).version(), both.committed().clone())]);
        watched.dies_at = 1 + random.random_range(1..4);
        WATCHED.store(&raw mut watched, SeqCst);
        both.section(&mut random, &mut |moment, value| {
            if moment == Moment::Committed {
                committed.insert(place::<T>(&memory).version(), value.clone());
            }
        });
        WATCHED.store(ptr::null_mut(), SeqCst);
        assert_eq!(watched.found, Ok(()), "seed {seed}");
        assert_eq!(watched.slots.look(), Ok(()), "seed {seed}: after it");
        if watched.dies_at <= 1 {
            deaths += 1;
            // SAFETY: the lock of a copy that nobody uses.
            unsafe { dead.start().copy_from_nonoverlapping(unlocked.as_ptr(), LOCK) };
            let mut heir = Both::<T>::new(place(&dead));
            let found = committed.get(&place::<T>(&dead).version());
            assert!(found == Some(heir.committed()), "seed {seed}: read after a death");
            heir.section(&mut random, &mut |_, _| {});
            let seen = place::<T>(&dead).with_lock(|view| view.to_box()).unwrap();
            assert!(*seen == *heir.committed(), "seed {seed}: changed after a death");
        }
    }
    deaths
}

// One test, for there is one signal handler and one value that it looks at.
#[test]
fn nothing_is_torn_or_lost() {
    let time = Duration::from_secs(if std::env::var_os("SYNC_TESTS_FULL").is_some() { 60 } else { 1 });
    let interrupts = Interrupts::begin(look);
    let deaths = [change::<Line>(time), change::<Scattered>(time), change::<Mixed>(time)];
    drop(interrupts);
    assert!(deaths.iter().all(|&deaths| deaths > 0), "{deaths:?}");
}
