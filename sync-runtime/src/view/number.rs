//! Views of single numbers, and of what is stored as one.

use super::View;
use crate::atomic::{
    AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicU8, AtomicU16, AtomicU32, AtomicU64,
    Ordering::{AcqRel, Acquire, Release},
    fence,
};
use crate::error::Repair;
use crate::pod::damage::{Damage, Never};
use crate::pod::{Cells, Corrupt, Pod};
use core::cmp::{Ordering, Reverse};
use core::num::{NonZero, Saturating, Wrapping};

/// Cells that one atomic instruction reads or writes.
#[doc(hidden)]
pub trait Atomic: Cells {
    /// What is in it.
    type Word: Copy + Default;

    fn new(word: Self::Word) -> Self;
    fn word(&self) -> Self::Word;
    fn exchange(&self, new: Self::Word) -> Self::Word;
    /// # Errors
    ///
    /// What it holds, if that is not `current`.
    fn try_exchange(&self, current: Self::Word, new: Self::Word) -> Result<Self::Word, Self::Word>;
}

type WordOf<T> = <<T as Pod>::Layout as Atomic>::Word;

macro_rules! atomics {
    ($($atomic:ident of $word:ident;)*) => {$(
        impl Atomic for $atomic {
            type Word = $word;

            #[inline(always)]
            fn new(word: $word) -> Self {
                Self::new(word)
            }

            #[inline(always)]
            fn word(&self) -> $word {
                self.load(Acquire)
            }

            #[inline(always)]
            fn exchange(&self, new: $word) -> $word {
                self.swap(new, AcqRel)
            }

            #[inline(always)]
            fn try_exchange(&self, current: $word, new: $word) -> Result<$word, $word> {
                self.compare_exchange(current, new, AcqRel, Acquire)
            }
        }
    )*};
}

atomics! {
    AtomicU8 of u8; AtomicU16 of u16; AtomicU32 of u32; AtomicU64 of u64;
    AtomicI8 of i8; AtomicI16 of i16; AtomicI32 of i32; AtomicI64 of i64;
}

/// What is stored as one number: integers, `f32`, `f64`, `bool`, `char`, `NonZero*`, fieldless
/// enums.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not one number",
    label = "this has no `get` and `set`",
    note = "read and write its fields or elements, each by its own view"
)]
pub trait Number: Pod<Layout: Atomic> {
    #[doc(hidden)]
    #[inline(always)]
    fn to_word(&self) -> WordOf<Self> {
        let private = Self::Layout::new(WordOf::<Self>::default());
        self.write_cells(&private);
        private.word()
    }

    #[doc(hidden)]
    #[inline(always)]
    fn of_word(word: WordOf<Self>) -> Result<Self, Corrupt> {
        Self::read_cells(&Self::Layout::new(word))
    }
}

/// A type that is one number, of which not every one is a value.
#[doc(hidden)]
pub trait Checked: Pod<Layout: Atomic> {}

impl<T: Checked> Number for T {}

macro_rules! checked {
    ($($checked:ty)*) => {$(impl Checked for $checked {})*};
}

checked! {
    bool char Ordering
    NonZero<u8> NonZero<u16> NonZero<u32> NonZero<u64> NonZero<usize>
    NonZero<i8> NonZero<i16> NonZero<i32> NonZero<i64> NonZero<isize>
}

macro_rules! plain {
    ($($number:ident as $word:ty, $to:path, $from:path;)*) => {$(
        impl Number for $number {
            #[inline(always)]
            fn to_word(&self) -> $word {
                $to(*self)
            }

            #[inline(always)]
            fn of_word(word: $word) -> Result<Self, Corrupt> {
                Ok($from(word))
            }
        }
    )*};
}

plain! {
    u8 as u8, u8::from, u8::from; u16 as u16, u16::from, u16::from;
    u32 as u32, u32::from, u32::from; u64 as u64, u64::from, u64::from;
    i8 as i8, i8::from, i8::from; i16 as i16, i16::from, i16::from;
    i32 as i32, i32::from, i32::from; i64 as i64, i64::from, i64::from;
    f32 as u32, f32::to_bits, f32::from_bits; f64 as u64, f64::to_bits, f64::from_bits;
    usize as u64, wide, narrow; isize as i64, wide_signed, narrow_signed;
}

#[inline(always)]
pub(super) const fn wide(number: usize) -> u64 {
    number as u64
}

/// On a machine with 32 bits, what is beyond them is the largest number.
#[inline(always)]
pub(super) fn narrow(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[inline(always)]
pub(super) const fn wide_signed(number: isize) -> i64 {
    number as i64
}

#[inline(always)]
pub(super) fn narrow_signed(number: i64) -> isize {
    isize::try_from(number).unwrap_or(isize::MAX)
}

macro_rules! wrappers {
    ($($wrapper:ident)*) => {$(
        impl<T: Number + Pod<Layout: Atomic, Damage = Never>> Number for $wrapper<T> {}
    )*};
}

wrappers! { Reverse Saturating Wrapping }

/// What a view without a lock returns of a number.
type Got<T> = <<T as Pod>::Damage as Damage>::Got<T>;

#[inline(always)]
fn got<T: Number>(read: Result<T, Corrupt>, name: &'static str) -> Got<T> {
    T::Damage::got(read, |corrupt| corrupt.within(name).repaired_by(Repair::SetOrStore).into())
}

#[inline(always)]
pub(super) fn update<T: Number>(cells: &T::Layout, name: &'static str, mut change: impl FnMut(T) -> T) -> Got<T> {
    let mut word = cells.word();
    loop {
        let changed = match T::of_word(word) {
            Ok(number) => change(number),
            damaged => return got(damaged, name),
        };
        match cells.try_exchange(word, changed.to_word()) {
            Ok(before) => return got(T::of_word(before), name),
            Err(other) => word = other,
        }
    }
}

impl<T: Number> View<'_, T> {
    /// The number, as of now; for a type that not every number is a value of (`bool`, `char`,
    /// `NonZero*`, fieldless enums) a `Result`.
    ///
    /// # Errors
    ///
    /// [`Corrupt`](crate::SyncError::Corrupt), with the field's name, if what is there is no value
    /// of `T`.
    #[inline(always)]
    #[must_use]
    pub fn get(&self) -> Got<T> {
        let read = T::read_cells(self.cells);
        fence(Acquire);
        got(read, self.place)
    }

    /// Replaces the number, whatever it was.
    #[inline(always)]
    #[allow(clippy::needless_pass_by_value, reason = "as `Cell::set`")]
    pub fn set(&self, value: T) {
        fence(Release);
        value.write_cells(self.cells);
    }

    /// Replaces the number, and returns what it was before, as [`get`](Self::get) does.
    ///
    /// # Errors
    ///
    /// Those of [`get`](Self::get). The number is replaced nevertheless.
    #[inline(always)]
    #[allow(clippy::needless_pass_by_value, reason = "as `Cell::replace`")]
    pub fn swap(&self, value: T) -> Got<T> {
        got(T::of_word(self.cells.exchange(value.to_word())), self.place)
    }

    /// Replaces the number by `new` if it is `current`: the same bits, so of `f64` neither is
    /// `-0.0` equal to `0.0`, nor is every NaN different from itself.
    ///
    /// # Errors
    ///
    /// What the number is, as [`get`](Self::get) returns it, if it is not `current`.
    #[inline(always)]
    #[allow(clippy::needless_pass_by_value, reason = "as `AtomicU64::compare_exchange`")]
    pub fn compare_exchange(&self, current: T, new: T) -> Result<(), Got<T>> {
        match self.cells.try_exchange(current.to_word(), new.to_word()) {
            Ok(_) => Ok(()),
            Err(other) => Err(got(T::of_word(other), self.place)),
        }
    }

    /// Replaces the number by what `change` makes of it, and returns what it was before. If another
    /// thread was faster, `change` is called again, with what that thread wrote.
    ///
    /// # Errors
    ///
    /// Those of [`get`](Self::get). Nothing is changed then.
    #[inline(always)]
    pub fn update(&self, change: impl FnMut(T) -> T) -> Got<T> {
        update::<T>(self.cells, self.place, change)
    }
}
