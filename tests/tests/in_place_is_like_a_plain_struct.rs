//! A value that is changed in place is what a plain struct is to which the same is done, whatever
//! the changes are and however each section ends.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use rand::{Rng as _, SeedableRng as _, rngs::SmallRng};
use std::slice;
use sync_runtime::{LockedInPlace, Shared, SharedLocked, SyncError};
use tests::mixed::slots::Slots;
use tests::mixed::{Both, Changed, Line, Mixed, Moment, Scattered};
use tests::{Memory, Name};

/// What is in front of the version: the state, and the lock, which says who holds it.
const LOCK: usize = 8 + size_of::<libc::pthread_mutex_t>();

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

fn bytes<T: Changed>(memory: &Memory) -> Vec<u8> {
    // SAFETY: so many bytes, which nobody changes meanwhile.
    unsafe { slice::from_raw_parts(memory.start(), LockedInPlace::<T>::SIZE) }.to_vec()
}

/// Makes of `copy` what is in `memory` now, with a lock that nobody holds: what there would be if
/// this process had been killed.
fn copy_as_if_killed<T: Changed>(memory: &Memory, unlocked: &[u8], copy: &Memory) {
    let mut now = bytes::<T>(memory);
    now[..LOCK].copy_from_slice(&unlocked[..LOCK]);
    // SAFETY: both have so many bytes, and nobody uses the copy.
    unsafe { copy.start().copy_from_nonoverlapping(now.as_ptr(), now.len()) };
}

fn each_change_is_that_of_a_plain_struct<T: Changed>(sections: u64) {
    let sections = if std::env::var_os("SYNC_TESTS_FULL").is_some() { 16 * sections } else { sections };
    let (memory, dead) = (memory::<T>("alive"), memory::<T>("dead"));
    let unlocked = bytes::<T>(&memory);
    let mut both = Both::<T>::new(place(&memory));
    // SAFETY: a value was made there, and no other thread uses it.
    let mut slots = unsafe { Slots::of::<T>(memory.start()) };
    for seed in 0..sections {
        let mut random = SmallRng::seed_from_u64(seed);
        let mut deaths = SmallRng::seed_from_u64(seed);
        both.section(&mut random, &mut |moment, committed| {
            let (whole, dies) = (deaths.random_ratio(1, 8), deaths.random_ratio(1, 16));
            if whole {
                assert_eq!(slots.look(), Ok(()), "seed {seed}");
            }
            if whole && moment == Moment::Committed {
                assert!(*place::<T>(&memory).load().unwrap() == *committed, "seed {seed}");
            }
            if dies {
                copy_as_if_killed::<T>(&memory, &unlocked, &dead);
                let mut heir = Both::<T>::new(place(&dead));
                assert!(heir.committed() == committed, "seed {seed}: read after a death");
                heir.section(&mut deaths, &mut |_, _| {});
                let seen = place::<T>(&dead).with_lock(|view| view.to_box()).unwrap();
                assert!(*seen == *heir.committed(), "seed {seed}: changed after a death");
            }
        });
    }
}

#[test]
fn each_change_is_that_of_a_plain_struct_also_after_a_death() {
    each_change_is_that_of_a_plain_struct::<Mixed>(6000);
}

#[test]
fn of_a_value_of_one_line_too() {
    each_change_is_that_of_a_plain_struct::<Line>(20_000);
}

#[test]
fn of_more_ranges_than_the_log_has_room_for_too() {
    each_change_is_that_of_a_plain_struct::<Scattered>(1000);
}

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 1 << 16],
}

fn frame_of(pixel: u8) -> Shared<Frame> {
    let frame = Shared::<Frame>::anonymous_with(|_| Ok(())).unwrap();
    // The pixels of the last one are left to the next writer.
    for pixel in [pixel - 1, pixel] {
        frame
            .with_lock(|frame| {
                frame.pixels().fill(pixel);
                Ok(())
            })
            .unwrap();
    }
    frame
}

#[test]
fn a_copy_that_a_writer_overtook_brings_back_nothing_of_former_versions() {
    let (frame, source) = (frame_of(3), frame_of(9));
    let mut overtaken = 0;
    let looked = source.view(|from| {
        from.number().get()?;
        if overtaken == 0 {
            source.with_lock(|source| source.number().add(1).map(drop))?;
        }
        frame.with_lock(|frame| {
            // A program that shows the former frame if it gets no new one.
            if let Err(SyncError::Overtaken) = frame.pixels().copy_from(from.pixels()) {
                overtaken += 1;
            }
            frame.number().add(1).map(drop)
        })?;
        let pixels = frame.load()?.pixels;
        assert!(pixels.iter().all(|&pixel| pixel == 3 || pixel == 9), "a pixel of the frame before");
        Ok(())
    });
    looked.unwrap();
    assert_eq!(overtaken, 1, "the copy was overtaken, and was made again");
}
