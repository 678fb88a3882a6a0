#![deny(warnings, clippy::pedantic, unsafe_code)]
#![no_implicit_prelude]
//! Enums whose variants hold data, of every form.

use ::core::assert_eq;
use ::core::cmp::PartialEq;
use ::core::fmt::Debug;
use ::core::option::Option::{self, None, Some};
use ::core::result::Result::Ok;
use ::core::time::Duration;
use ::sync_runtime::{Pod, Shared, SharedLocked, SyncError};

/// Tuple and struct variants.
#[derive(Pod, Debug, PartialEq)]
enum Mode {
    Off,
    PerSecond(u32),
    Window { rate: u32, every: Duration },
}

/// With numbers of its own.
#[derive(Pod, Debug, PartialEq)]
#[repr(i16)]
enum Answer<T: Pod, const N: usize> {
    Nothing {} = -5,
    One(T),
    Many([T; N], Option<T>) = 300,
}

/// With numbers that are expressions.
#[derive(Pod, Debug, PartialEq)]
#[repr(u64)]
enum Bits {
    Low(u8) = 1 << 3,
    High(u8) = 1 << 40,
    Sum(u8) = 3_000_000_000 + 1,
    Next,
    All(u8) = !0,
}

/// Names that the expansion has, too.
#[derive(Pod, Debug, PartialEq)]
enum Names {
    Out { out: u8, cells: u8, make: u8, tag: u8 },
    R { r#type: bool, __0: u8 },
    Ok(u8),
    None,
}

/// The whole.
#[derive(SharedLocked, Debug, PartialEq)]
enum Whole {
    Empty,
    Full { mode: Option<Mode>, answers: [Answer<u16, 2>; 2], names: [Names; 4], nested: (Mode, bool) },
}

fn main() -> ::core::result::Result<(), SyncError> {
    let shared = Shared::anonymous(Whole::Empty)?;
    let full = || Whole::Full {
        mode: Some(Mode::Window { rate: 1, every: Duration::from_secs(2) }),
        answers: [Answer::Many([1, 2], None), Answer::One(7)],
        names: [Names::Out { out: 1, cells: 2, make: 3, tag: 4 }, Names::R { r#type: true, __0: 9 }, Names::Ok(3), Names::None],
        nested: (Mode::PerSecond(8), true),
    };
    assert_eq!(shared.load()?, Whole::Empty);
    shared.with_lock(|whole| *whole = full())?;
    assert_eq!(shared.load()?, full());
    let other = [Answer::<u16, 2>::Nothing {}, Answer::One(1)];
    let other = Whole::Full { mode: Some(Mode::Off), answers: other, names: [Names::None, Names::None, Names::None, Names::None], nested: (Mode::Off, false) };
    shared.store(other)?;
    shared.store(Whole::Empty)?;
    let bits = Shared::anonymous([Bits::Low(1), Bits::High(2), Bits::Sum(3), Bits::Next, Bits::All(4)])?;
    assert_eq!(bits.load()?, [Bits::Low(1), Bits::High(2), Bits::Sum(3), Bits::Next, Bits::All(4)]);
    Ok(())
}
