//! Changes of parts, chosen at random, that are made to a view and to a plain struct alike.

use arrayvec::ArrayVec;
use rand::{Rng as _, rngs::SmallRng};
use std::fmt::Debug;
use std::mem;
use std::ops::Range;
use sync_runtime::{Pod, SyncError, View, Writing};

/// What can be chosen at random.
pub(super) trait Chosen: Sized {
    fn chosen(random: &mut SmallRng) -> Self;
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl Chosen for $number {
            fn chosen(random: &mut SmallRng) -> Self {
                random.random()
            }
        }
    )*};
}

numbers! { (u8, u16, u32) (u32, u32) bool u8 u16 u32 u64 u128 }

impl<T: Chosen> Chosen for Option<T> {
    fn chosen(random: &mut SmallRng) -> Self {
        random.random::<bool>().then(|| T::chosen(random))
    }
}

/// The view of a part, as the owner of the lock has it.
pub(super) type Changing<'a, 'b, T> = View<'a, T, Writing<'b>>;

/// Changes a part as a whole, or only reads it.
pub(super) fn part<T: Pod + Chosen + Clone + PartialEq + Debug>(
    view: Changing<'_, '_, T>,
    plain: &mut T,
    random: &mut SmallRng,
) -> Result<(), SyncError> {
    assert_eq!(view.try_get()?, *plain);
    match random.random_range(0..4) {
        0 => {}
        1 => assert_eq!(*view.to_box()?, *plain),
        2 => {
            let new = T::chosen(random);
            let former = view.update(|value| mem::replace(value, new.clone()))?;
            assert_eq!(former, mem::replace(plain, new));
        }
        _ => {
            *plain = T::chosen(random);
            view.set_from(plain);
        }
    }
    Ok(())
}

/// Changes some elements: one or all of them, or a run that begins and ends anywhere.
pub(super) fn elements<T: Pod + Chosen + Clone + PartialEq + Debug, const N: usize>(
    view: Changing<'_, '_, [T; N]>,
    plain: &mut [T; N],
    random: &mut SmallRng,
) -> Result<(), SyncError> {
    let run = run(N, random);
    let some = view.range(run.clone())?;
    match random.random_range(0..7) {
        0 => {
            let at = random.random_range(0..N);
            part(view.at(at)?, &mut plain[at], random)?;
        }
        1 => {
            plain[run.clone()].fill_with(|| T::chosen(random));
            some.copy_from_slice(&plain[run])?;
        }
        2 => {
            let value = T::chosen(random);
            some.fill(value.clone());
            plain[run].fill(value);
        }
        3 => {
            // To where it may overlap.
            let to = random.random_range(0..=N - run.len());
            view.range(to..to + run.len())?.copy_from(some)?;
            let copy = plain[run].to_vec();
            plain[to..to + copy.len()].clone_from_slice(&copy);
        }
        4 => {
            for at in run.step_by(random.random_range(1..9)) {
                plain[at] = T::chosen(random);
                view.at(at)?.set_from(&plain[at]);
            }
        }
        5 => {
            // More of them than the log has room for.
            for _ in 0..random.random_range(1..150) {
                let at = random.random_range(0..N);
                plain[at] = T::chosen(random);
                view.at(at)?.set_from(&plain[at]);
            }
        }
        _ => {
            for (seen, value) in some.iter().zip(&plain[run]) {
                assert_eq!(seen.try_get()?, *value);
            }
        }
    }
    Ok(())
}

/// Often a few, at times all.
fn run(len: usize, random: &mut SmallRng) -> Range<usize> {
    let most = [len, len, 70, 9][random.random_range(0..4)].min(len);
    let first = random.random_range(0..=len - most);
    let end = if random.random_ratio(1, 4) { first + most } else { random.random_range(first..=first + most) };
    first..end
}

pub(super) fn list<const N: usize>(
    view: Changing<'_, '_, ArrayVec<u16, N>>,
    plain: &mut ArrayVec<u16, N>,
    random: &mut SmallRng,
) -> Result<(), SyncError> {
    assert_eq!(view.try_get()?, *plain);
    match random.random_range(0..4) {
        0 if plain.is_full() => assert!(matches!(view.push(0), Err(SyncError::Full { .. }))),
        0 | 1 => {
            let value = random.random();
            if plain.try_push(value).is_ok() {
                view.push(value)?;
            }
        }
        2 => assert_eq!(view.pop()?, plain.pop()),
        _ => {
            plain.truncate(random.random_range(0..=plain.len()));
            view.set_from(plain);
        }
    }
    Ok(())
}
