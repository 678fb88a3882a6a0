//! Whatever bytes a segment holds, it is a named error or a valid value.
//!
//! `cargo run --release -p tests --bin proof -- hostile --inputs 1000000` tries many more.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use tests::program;
use tests::proof::verdict;

#[test]
fn a_named_error_or_a_valid_value() {
    let (clean, said) = verdict(program!("proof", "hostile", "--inputs", "20000"));
    assert!(clean, "{said}");
    assert!(said.ends_with("panics 0, signals 0, invalid values 0"), "{said}");
}

#[test]
fn a_reader_that_believes_the_header_is_found_dead() {
    let (clean, said) = verdict(program!("proof", "hostile", "--inputs", "3", "--broken"));
    assert!(!clean && !said.contains("panics 0,") && !said.contains("signals 0,"), "{said}");
}

/// A value that is changed in place, in memory of its own, whose bytes are changed: all but those
/// of the mutex.
mod in_place {
    use arrayvec::{ArrayString, ArrayVec};
    use rand::rngs::SmallRng;
    use rand::{Rng as _, SeedableRng as _};
    use std::time::Duration;
    use sync_runtime::{LockedInPlace, Mutex, Pod, SharedLocked, SyncError};

    #[derive(SharedLocked)]
    #[shared(in_place)]
    struct Any {
        number: u64,
        is_ready: bool,
        mode: Option<Mode>,
        words: [u64; 4096],
        list: ArrayVec<Mode, 8>,
        title: ArrayString<16>,
    }

    #[derive(Pod, Debug, Clone, Copy)]
    enum Mode {
        Off,
        Window { rate: u32, every: Duration },
    }

    const SIZE: usize = LockedInPlace::<Any>::SIZE;
    const MUTEX: std::ops::Range<usize> = 0..8 + Mutex::SIZE;

    #[repr(align(64))]
    struct Memory([u8; SIZE]);

    /// Everything that a program does with such a value. Each may fail, as the bytes are.
    fn use_it(any: &LockedInPlace<Any>, random: &mut SmallRng) -> Result<(), SyncError> {
        let index = random.random_range(0..4096);
        let change = any.with_lock(|view| {
            view.number().set(view.number().get().wrapping_add(1));
            view.words().at(index)?.set(7);
            view.is_ready().get()?;
            view.mode().set(Some(Mode::Window { rate: 1, every: Duration::ZERO }));
            view.list().push(Mode::Off)?;
            view.title().set_str("title")
        });
        let undone = any.with_lock(|view| {
            view.words().fill(3);
            Err::<(), _>(SyncError::Interrupted)
        });
        assert!(undone.is_err());
        let seen = any.view(|view| {
            view.words().at(index)?.get()?;
            view.list().get()?;
            view.title().get()?;
            view.mode().get()
        });
        let loaded = any.load().map(drop);
        let mut guard = any.get_lock()?;
        guard.view().words().fill(9);
        guard.commit()?;
        drop(guard);
        change.and(seen.map(drop)).and(loaded)
    }

    #[test]
    #[allow(clippy::large_stack_arrays, reason = "a test's stack is large enough")]
    fn whatever_its_bytes_are() {
        let mut memory = Box::new(Memory([0; SIZE]));
        let mut random = SmallRng::seed_from_u64(1);
        let (mut good, mut bad) = (0, 0);
        for _ in 0..20_000 {
            let start = memory.0.as_mut_ptr();
            // SAFETY: the memory is the value's alone, and outlives the reference.
            let any = unsafe { LockedInPlace::<Any>::initialize_at(start, SIZE, |_| Ok(())) }.unwrap();
            use_it(any, &mut random).unwrap();
            for _ in 0..random.random_range(1..6) {
                // Most of them where the condition, the version, the log and the first fields are.
                let end = if random.random_ratio(3, 4) { MUTEX.end + 128 } else { SIZE };
                let at = random.random_range(MUTEX.end..end);
                // SAFETY: within the memory, which no other thread uses.
                unsafe { start.wrapping_add(at).write_volatile(random.random()) };
            }
            for _ in 0..2 {
                match use_it(any, &mut random) {
                    Ok(()) => good += 1,
                    Err(SyncError::Corrupt { .. } | SyncError::Full { .. }) => bad += 1,
                    Err(error) => panic!("{error}"),
                }
            }
        }
        assert!(good > 100 && bad > 100, "{good} good, {bad} bad");
    }
}

/// A barrier whose counts are at their ends.
#[test]
fn a_barrier_counts_on() {
    use std::time::Duration;
    use sync_runtime::{Barrier, Locked, Mutex};

    const SIZE: usize = Locked::<Barrier<2>>::SIZE;
    const WORD: usize = size_of::<u64>();

    #[repr(align(64))]
    struct Memory([u64; SIZE.div_ceil(WORD)]);

    let mut memory = Memory([0; SIZE.div_ceil(WORD)]);
    let buffer = memory.0.as_mut_ptr();
    // SAFETY: the memory is used for this alone, and outlives it.
    let barrier = unsafe { Locked::initialize_at(buffer.cast(), SIZE, Barrier::<2>::sized(1)) }.unwrap();
    let pass = || barrier.wait(Duration::from_secs(5));
    (0..3).for_each(|_| assert_eq!(pass().unwrap(), 0));
    (0..5).for_each(|_| barrier.reset().unwrap());
    let mut changed = 0;
    for index in Mutex::SIZE / WORD + 1..SIZE / WORD {
        // SAFETY: in bounds, and no other thread uses it.
        let word = unsafe { buffer.add(index) };
        // SAFETY: as above.
        if matches!(unsafe { word.read() }, 3..=5) {
            // SAFETY: as above.
            unsafe { word.write(u64::MAX) };
            changed += 1;
        }
    }
    assert!(changed >= 2, "the counts of generations and resets");
    assert_eq!(pass().unwrap(), 0);
    barrier.reset().unwrap();
    assert_eq!(pass().unwrap(), 0);
}
