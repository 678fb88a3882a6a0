//! Reckoning with numbers that are changed by other threads meanwhile.

use super::View;
use super::number::{Number, narrow, narrow_signed, update, wide, wide_signed};
use crate::atomic::Ordering::AcqRel;
use crate::pod::Pod;
use crate::pod::damage::Never;

/// Numbers that are added to under the lock.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no number that can be added to",
    label = "this is for integers, `f32` and `f64`",
    note = "use `update`, which takes a closure"
)]
pub trait Summed: Pod<Damage = Never> + Copy {
    /// Both together; `None` if that is no number of this type.
    #[doc(hidden)]
    fn sum(self, other: Self) -> Option<Self>;
    /// The one without the other; `None` if that is no number of this type.
    #[doc(hidden)]
    fn difference(self, other: Self) -> Option<Self>;
}

/// Numbers that are reckoned with where they are, by one instruction.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no number that can be added to",
    label = "this is for integers, `f32` and `f64`",
    note = "use `update`, which takes a closure"
)]
pub trait Arithmetic: Number + Summed {
    #[doc(hidden)]
    fn add(cells: &Self::Layout, by: Self) -> Self;
    #[doc(hidden)]
    fn sub(cells: &Self::Layout, by: Self) -> Self;
    #[doc(hidden)]
    fn max(cells: &Self::Layout, other: Self) -> Self;
    #[doc(hidden)]
    fn min(cells: &Self::Layout, other: Self) -> Self;
}

macro_rules! summed {
    ($($number:ident)*; $sum:expr, $difference:expr) => {$(
        impl Summed for $number {
            #[inline(always)]
            fn sum(self, other: Self) -> Option<Self> {
                $sum(self, other)
            }

            #[inline(always)]
            fn difference(self, other: Self) -> Option<Self> {
                $difference(self, other)
            }
        }
    )*};
}

summed! {
    u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize;
    Self::checked_add, Self::checked_sub
}
summed! { f32 f64; |a, b| Some(a + b), |a, b| Some(a - b) }

macro_rules! integers {
    ($($number:ident by $to:path, $from:path;)*) => {$(
        impl Arithmetic for $number {
            #[inline(always)]
            fn add(cells: &Self::Layout, by: Self) -> Self {
                $from(cells.fetch_add($to(by), AcqRel))
            }

            #[inline(always)]
            fn sub(cells: &Self::Layout, by: Self) -> Self {
                $from(cells.fetch_sub($to(by), AcqRel))
            }

            #[inline(always)]
            fn max(cells: &Self::Layout, other: Self) -> Self {
                $from(cells.fetch_max($to(other), AcqRel))
            }

            #[inline(always)]
            fn min(cells: &Self::Layout, other: Self) -> Self {
                $from(cells.fetch_min($to(other), AcqRel))
            }
        }
    )*};
}

integers! {
    u8 by u8::from, u8::from; u16 by u16::from, u16::from; u32 by u32::from, u32::from; u64 by u64::from, u64::from;
    i8 by i8::from, i8::from; i16 by i16::from, i16::from; i32 by i32::from, i32::from; i64 by i64::from, i64::from;
    usize by wide, narrow; isize by wide_signed, narrow_signed;
}

macro_rules! reals {
    ($($number:ident)*) => {$(
        impl Arithmetic for $number {
            #[inline(always)]
            fn add(cells: &Self::Layout, by: Self) -> Self {
                update::<Self>(cells, "value", |number| number + by)
            }

            #[inline(always)]
            fn sub(cells: &Self::Layout, by: Self) -> Self {
                update::<Self>(cells, "value", |number| number - by)
            }

            #[inline(always)]
            fn max(cells: &Self::Layout, other: Self) -> Self {
                update::<Self>(cells, "value", |number| number.max(other))
            }

            #[inline(always)]
            fn min(cells: &Self::Layout, other: Self) -> Self {
                update::<Self>(cells, "value", |number| number.min(other))
            }
        }
    )*};
}

reals! { f32 f64 }

impl<T: Arithmetic> View<'_, T> {
    /// Adds, and returns the number before. An integer wraps around where it would be too large. Of
    /// `f32` and `f64` it is an [`update`](Self::update).
    #[inline(always)]
    pub fn fetch_add(&self, by: T) -> T {
        T::add(self.cells, by)
    }

    /// Subtracts, and returns the number before; wraps around as [`fetch_add`](Self::fetch_add)
    /// does.
    #[inline(always)]
    pub fn fetch_sub(&self, by: T) -> T {
        T::sub(self.cells, by)
    }

    /// Replaces the number by `other` if that is larger, and returns the number before.
    #[inline(always)]
    pub fn fetch_max(&self, other: T) -> T {
        T::max(self.cells, other)
    }

    /// Replaces the number by `other` if that is smaller, and returns the number before.
    #[inline(always)]
    pub fn fetch_min(&self, other: T) -> T {
        T::min(self.cells, other)
    }
}
