//! A value with parts of every width, and changes of it, chosen at random, that are made to a view
//! and to a plain struct alike.

use arrayvec::ArrayVec;
use rand::{Rng as _, rngs::SmallRng};
use std::fmt::Debug;
use std::mem;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use sync_runtime::{LockedInPlace, Pod, SharedLocked, SyncError, Timeout, TransactError, View, Writing};

/// Numbers beside others that are narrower or wider, texts of no fixed length, and two runs that
/// are large enough to be left to the next writer.
#[derive(SharedLocked, Clone, PartialEq, Debug)]
#[shared(in_place, timeout = never)]
#[allow(missing_docs, reason = "their types are what counts")]
pub struct Mixed {
    pub byte: u8,
    pub wide: u128,
    pub flags: [bool; 67],
    pub halves: [u16; 301],
    pub number: u64,
    pub option: Option<u32>,
    pub part: Part,
    pub parts: [Part; 40],
    pub shapes: [Shape; 9],
    pub list: ArrayVec<u16, 30>,
    pub large: [u8; 20_011],
    pub other: [u8; 20_011],
    pub last: u8,
}

/// A struct in it.
#[derive(Pod, Clone, PartialEq, Debug)]
#[allow(missing_docs, reason = "as above")]
pub struct Part {
    pub flag: bool,
    pub pair: (u16, u8),
    pub half: Option<u16>,
}

/// An enum whose variants have different lengths.
#[derive(Pod, Clone, PartialEq, Debug)]
#[allow(missing_docs, reason = "as above")]
pub enum Shape {
    Nothing,
    Dot(u8),
    Line { from: u64, to: u16 },
    Run([u32; 20]),
}

/// What can be chosen at random.
trait Chosen: Sized {
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

numbers! { u8 u16 u32 u64 u128 bool }

impl<T: Chosen> Chosen for Option<T> {
    fn chosen(random: &mut SmallRng) -> Self {
        random.random::<bool>().then(|| T::chosen(random))
    }
}

impl Chosen for Part {
    fn chosen(random: &mut SmallRng) -> Self {
        Self { flag: random.random(), pair: random.random(), half: Option::chosen(random) }
    }
}

impl Chosen for Shape {
    fn chosen(random: &mut SmallRng) -> Self {
        match random.random_range(0..4) {
            0 => Self::Nothing,
            1 => Self::Dot(random.random()),
            2 => Self::Line { from: random.random(), to: random.random() },
            _ => Self::Run(random.random()),
        }
    }
}

/// The view of a part, as the owner of the lock has it.
type Changing<'a, 'b, T> = View<'a, T, Writing<'b>>;

/// Changes a part as a whole, or only reads it.
fn part<T: Pod + Chosen + Clone + PartialEq + Debug>(
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
fn elements<T: Pod + Chosen + Clone + PartialEq + Debug, const N: usize>(
    view: Changing<'_, '_, [T; N]>,
    plain: &mut [T; N],
    random: &mut SmallRng,
) -> Result<(), SyncError> {
    let run = run(N, random);
    let some = view.range(run.clone())?;
    match random.random_range(0..6) {
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

fn list<const N: usize>(
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

impl Mixed {
    /// Makes one change, or looks at one part.
    fn change(view: Changing<'_, '_, Self>, plain: &mut Self, random: &mut SmallRng) -> Result<(), SyncError> {
        match random.random_range(0..15) {
            0 => part(view.byte(), &mut plain.byte, random),
            1 => part(view.wide(), &mut plain.wide, random),
            2 => elements(view.flags(), &mut plain.flags, random),
            3 => elements(view.halves(), &mut plain.halves, random),
            4 => part(view.number(), &mut plain.number, random),
            5 => part(view.option(), &mut plain.option, random),
            6 => part(view.part().pair().f1(), &mut plain.part.pair.1, random),
            7 => part(view.part(), &mut plain.part, random),
            8 => elements(view.parts(), &mut plain.parts, random),
            9 => elements(view.shapes(), &mut plain.shapes, random),
            10 => list(view.list(), &mut plain.list, random),
            11 => elements(view.large(), &mut plain.large, random),
            12 => elements(view.other(), &mut plain.other, random),
            13 => part(view.last(), &mut plain.last, random),
            _ => {
                plain.other = plain.large;
                view.other().copy_from(view.large())
            }
        }
    }
}

/// A moment within a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A change was made, and not committed.
    Changed,
    /// All changes were committed.
    Committed,
}

/// A value in place, and plain structs that are what it has to be.
#[derive(Debug)]
pub struct Both<'a> {
    place: &'a LockedInPlace<Mixed>,
    committed: Box<Mixed>,
    working: Box<Mixed>,
}

impl<'a> Both<'a> {
    /// Of a value as it is.
    #[must_use]
    pub fn new(place: &'a LockedInPlace<Mixed>) -> Self {
        let committed = place.load().unwrap();
        Self { place, working: committed.clone(), committed }
    }

    /// What was committed last.
    #[must_use]
    pub fn committed(&self) -> &Mixed {
        &self.committed
    }

    /// Changes the value in a section that ends in one of the ways there are. `see` is called at
    /// each moment, with what was committed last.
    pub fn section(&mut self, random: &mut SmallRng, see: &mut dyn FnMut(Moment, &Mixed)) {
        let place = self.place;
        match random.random_range(0..6) {
            0 | 1 => {
                place.with_lock(|view| self.change(view, random, see)).unwrap();
                self.commit(see);
            }
            2 => {
                let refused = place.transact(|view| self.change(view, random, see).map_or(Ok(()), |()| Err("refused")));
                assert!(matches!(refused, Err(TransactError::Aborted("refused"))));
            }
            3 => {
                let panics = |view: Changing<'_, '_, Mixed>| -> Result<(), SyncError> {
                    self.change(view, random, see)?;
                    resume_unwind(Box::new("a panic in a section"))
                };
                assert!(catch_unwind(AssertUnwindSafe(|| place.with_lock(panics))).is_err());
            }
            ending => {
                let mut guard = place.get_lock().unwrap();
                for _ in 0..random.random_range(0..4) {
                    self.change(guard.view(), random, see).unwrap();
                    if random.random() {
                        guard.commit().unwrap();
                    } else {
                        assert!(!guard.wait(Timeout::Try).unwrap());
                    }
                    self.commit(see);
                }
                self.change(guard.view(), random, see).unwrap();
                if ending == 4 {
                    guard.roll_back();
                } else {
                    drop(guard);
                    self.commit(see);
                }
            }
        }
        self.working.clone_from(&self.committed);
    }

    fn change(
        &mut self,
        view: Changing<'_, '_, Mixed>,
        random: &mut SmallRng,
        see: &mut dyn FnMut(Moment, &Mixed),
    ) -> Result<(), SyncError> {
        let most = [1, 1, 12][random.random_range(0..3)];
        for _ in 0..random.random_range(0..=most) {
            Mixed::change(view, &mut self.working, random)?;
            see(Moment::Changed, &self.committed);
        }
        Ok(())
    }

    fn commit(&mut self, see: &mut dyn FnMut(Moment, &Mixed)) {
        self.committed.clone_from(&self.working);
        see(Moment::Committed, &self.committed);
    }
}
