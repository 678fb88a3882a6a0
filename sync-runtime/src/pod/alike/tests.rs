//! Both ways of reading make the same of any bytes.

use super::{copied, is_copied, read};
use crate::Pod;
use crate::pod::{Corrupt, copy};
use core::cmp::Ordering;
use core::fmt::Debug;
use core::mem::MaybeUninit;
use core::num::NonZero;
use core::time::Duration;

#[derive(Pod, Debug, Clone, Copy, PartialEq)]
#[shared(crate = crate)]
enum Mode {
    Idle,
    Serving,
    Done,
}

#[derive(Pod, Debug, Clone, Copy, PartialEq)]
#[shared(crate = crate)]
#[repr(i16)]
enum Level {
    Low = -1,
    High = 255,
}

#[derive(Pod, Debug, Clone, Copy, PartialEq)]
#[shared(crate = crate)]
#[repr(C)]
struct Row {
    open: bool,
    level: Level,
    letter: char,
    amount: f32,
    order: Ordering,
    pair: (bool, u8),
}

#[derive(Pod, Debug)]
#[shared(crate = crate)]
#[repr(C)]
struct Large {
    before: u8,
    flags: [[bool; 3]; 9],
    rows: [Row; 3],
    some: NonZero<u32>,
    wide: NonZero<u64>,
    modes: [Mode; 5],
    range: core::ops::Range<char>,
    after: u64,
}

const ROW: Row =
    Row { open: true, level: Level::High, letter: 'ß', amount: 0.5, order: Ordering::Less, pair: (true, 7) };

const LARGE: Large = Large {
    before: 1,
    flags: [[true, false, true]; 9],
    rows: [ROW; 3],
    some: NonZero::<u32>::MIN,
    wide: NonZero::<u64>::MAX,
    modes: [Mode::Idle, Mode::Serving, Mode::Done, Mode::Serving, Mode::Idle],
    range: 'a'..'y',
    after: 9,
};

/// Memory in the place of shared cells.
#[repr(align(64))]
struct Memory<T: Pod>(MaybeUninit<T::Layout>);

impl<T: Pod> Memory<T> {
    /// What is not a part of the value has every bit set.
    fn of(value: &T) -> Self {
        let mut memory = Self(MaybeUninit::uninit());
        // SAFETY: all of it is this function's.
        unsafe { memory.0.as_mut_ptr().write_bytes(0xff, 1) };
        value.write_cells(memory.cells());
        memory
    }

    fn cells(&self) -> &T::Layout {
        // SAFETY: its bytes are initialized, and `Cells` are valid with any.
        unsafe { self.0.assume_init_ref() }
    }

    fn byte(&mut self, at: usize) -> &mut u8 {
        assert!(at < size_of::<T::Layout>());
        let byte = self.0.as_mut_ptr().cast::<u8>().wrapping_add(at);
        // SAFETY: within the cells, which are borrowed, and initialized.
        unsafe { &mut *byte }
    }
}

/// A value, or where the damage is and what was found.
fn outcome<T: Debug>(read: Result<(), Corrupt>, out: &MaybeUninit<T>) -> Result<String, (String, u64, &'static str)> {
    match read {
        // SAFETY: it was read.
        Ok(()) => Ok(format!("{:?}", unsafe { out.assume_init_ref() })),
        Err(corrupt) => Err((corrupt.path(), corrupt.found(), corrupt.expected())),
    }
}

/// Each byte of the cells is each number once. Returns how many of these were values, and how many
/// not.
fn every_byte<T: Pod + Debug>(value: &T) -> (usize, usize) {
    assert!(T::ALIKE);
    let (mut values, mut errors) = (0, 0);
    let mut memory = Memory::of(value);
    for at in 0..size_of::<T::Layout>() {
        let saved = *memory.byte(at);
        for byte in 0..=u8::MAX {
            *memory.byte(at) = byte;
            let (mut by_part, mut by_copy) = (MaybeUninit::uninit(), MaybeUninit::uninit());
            let read_by_part = outcome(T::read_into(memory.cells(), &mut by_part), &by_part);
            // SAFETY: the type is alike.
            let read_by_copy = outcome(unsafe { read::<T>(memory.cells(), &mut by_copy) }, &by_copy);
            assert_eq!(read_by_copy, read_by_part, "byte {at} is {byte}");
            let (more_values, more_errors) = if read_by_copy.is_ok() { (1, 0) } else { (0, 1) };
            (values, errors) = (values + more_values, errors + more_errors);
        }
        *memory.byte(at) = saved;
    }
    (values, errors)
}

#[test]
fn every_byte_of_a_struct_means_the_same_on_both_ways() {
    assert_eq!(is_copied::<Large>(), copy::OF_ANY_LENGTH);
    // Of each `bool` 254 bytes are none.
    let (values, errors) = every_byte(&LARGE);
    assert!(values > 10_000 && errors > (27 + 2 * 3) * 254, "{values} values, {errors} errors");
    every_byte(&ROW);
}

#[test]
fn every_byte_of_arrays_and_tuples_means_the_same_on_both_ways() {
    assert_eq!(is_copied::<[bool; 16]>(), copy::OF_ANY_LENGTH);
    assert!(!is_copied::<[bool; 15]>() && !is_copied::<[u64; 40]>());
    assert_eq!(every_byte(&[true; 20]), (20 * 2, 20 * 254));
    assert_eq!(every_byte(&[[Mode::Done; 4]; 5]), (20 * 3, 20 * 253));
    assert_eq!(every_byte(&[Ordering::Equal; 17]), (17 * 3, 17 * 253));
    every_byte(&['x'; 17]);
    every_byte(&[(1.5_f64, 2_u32, true); 5]);
    every_byte(&[NonZero::<u16>::MIN; 16]);
    every_byte(&[core::num::Wrapping(false); 16]);
}

/// Options are read by element, and as the array that they are. Returns how many arrays were
/// values.
fn every_byte_of_options<T: Pod + Debug, const N: usize>(value: &[Option<T>; N]) -> usize {
    let mut values = 0;
    let mut memory = Memory::of(value);
    for at in 0..size_of_val(memory.cells()) {
        let saved = *memory.byte(at);
        for byte in [0, 1, 2, 3, 0x7f, 0x80, 0xfe, 0xff] {
            *memory.byte(at) = byte;
            let mut by_run = MaybeUninit::uninit();
            let read_by_run = outcome(<[Option<T>; N]>::read_into(memory.cells(), &mut by_run), &by_run);
            let by_part: Result<Vec<_>, _> = (memory.cells().iter().enumerate())
                .map(|(index, cells)| Option::<T>::read_cells(cells).map_err(|corrupt| corrupt.at(index)))
                .collect();
            let read_by_part = match by_part {
                Ok(options) => Ok(format!("{options:?}")),
                Err(corrupt) => Err((corrupt.path(), corrupt.found(), corrupt.expected())),
            };
            assert_eq!(read_by_run, read_by_part, "byte {at} is {byte}");
            values += usize::from(read_by_run.is_ok());
        }
        *memory.byte(at) = saved;
    }
    values
}

/// Each length ends in pieces of another width.
#[test]
fn every_byte_of_options_means_the_same_on_both_ways() {
    fn mixed<T: Copy, const N: usize>(part: T) -> [Option<T>; N] {
        core::array::from_fn(|index| (index % 3 != 1).then_some(part))
    }
    // Of the eight bytes two are a tag, and all are a part or between the parts.
    assert_eq!(every_byte_of_options(&mixed::<u64, 9>(0x0123_4567_89ab_cdef)), 9 * (2 + 15 * 8));
    assert_eq!(every_byte_of_options(&mixed::<f32, 19>(0.1)), 19 * (2 + 7 * 8));
    assert_eq!(every_byte_of_options(&mixed::<i16, 35>(-2)), 35 * (2 + 3 * 8));
    assert_eq!(every_byte_of_options(&mixed::<u8, 71>(7)), 71 * (2 + 8));
    every_byte_of_options(&mixed::<[u16; 2], 40>([1, 2]));
    every_byte_of_options(&mixed::<(u32, u32), 17>((1, 2)));
    every_byte_of_options(&mixed::<char, 17>('x'));
    every_byte_of_options(&mixed::<u128, 6>(1 << 127));
}

/// Long enough to be looked at by the line.
#[test]
fn every_byte_of_long_arrays_means_the_same_on_both_ways() {
    assert_eq!(every_byte(&[true; 79]), (79 * 2, 79 * 254));
    every_byte(&['x'; 21]);
    every_byte(&['\u{ffff}'; 16]);
    every_byte(&[['\u{10ffff}'; 3]; 7]);
}

/// A run names the element.
#[test]
fn a_run_says_which_element_is_damaged() {
    let mut memory = Memory::of(&[ROW; 4]);
    let row = size_of::<<Row as Pod>::Layout>();
    *memory.byte(2 * row) = 2;
    let mut out = [const { MaybeUninit::uninit() }; 4];
    // SAFETY: the type is alike.
    let read = unsafe { super::read_run::<Row>(memory.cells(), &mut out) };
    let corrupt = read.err().map(|corrupt| (corrupt.path(), corrupt.found()));
    assert_eq!(corrupt, Some(("[2].open".to_owned(), 2)));
    *memory.byte(2 * row) = 1;
    // SAFETY: the type is alike.
    assert!(unsafe { copied::<Row>(memory.cells(), &mut out) }.is_ok());
}

/// Types whose values may have their parts elsewhere than their cells, or other bytes.
#[test]
fn what_is_not_alike_is_known() {
    #[derive(Pod)]
    #[shared(crate = crate)]
    #[allow(dead_code, reason = "its description alone is looked at")]
    #[repr(C)]
    struct WithOption {
        flags: [bool; 32],
        maybe: Option<u64>,
    }
    #[derive(Pod)]
    #[shared(crate = crate)]
    #[allow(dead_code, reason = "its description alone is looked at")]
    #[repr(C, align(32))]
    struct Wider {
        flag: bool,
    }
    #[derive(Pod)]
    #[shared(crate = crate)]
    #[allow(dead_code, reason = "its description alone is looked at")]
    #[repr(C)]
    struct Validated {
        #[shared(validate = is_set)]
        flag: bool,
    }
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "it is given a reference")]
    fn is_set(flag: &bool) -> bool {
        *flag
    }
    #[derive(Pod)]
    #[shared(crate = crate)]
    #[allow(dead_code, reason = "its description alone is looked at")]
    enum Lonely {
        Only,
    }
    #[derive(Pod)]
    #[shared(crate = crate)]
    #[repr(align(8))]
    #[allow(dead_code, reason = "its description alone is looked at")]
    enum Aligned {
        One,
        Two,
    }
    for (name, alike) in [
        ("WithOption", WithOption::ALIKE),
        ("Wider", Wider::ALIKE),
        ("Validated", Validated::ALIKE),
        ("Lonely", Lonely::ALIKE),
        ("Aligned", Aligned::ALIKE),
        ("Duration", <[Duration; 9]>::ALIKE),
        ("RangeInclusive", <core::ops::RangeInclusive<u8>>::ALIKE),
        ("IpAddr", core::net::IpAddr::ALIKE),
    ] {
        assert!(!alike, "{name}");
    }
    assert!(Row::ALIKE && !Row::SCHEMA.is_dense(), "it has padding");
    assert!(<[Mode; 3]>::SCHEMA.is_dense() && Level::SCHEMA.is_dense() && <(bool, u8)>::SCHEMA.is_dense());
}
