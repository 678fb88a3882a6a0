//! Types with the bytes of a number and fewer values, checked on the way out; and those made of two
//! numbers.

use super::damage::{Never, Possible};
use super::derived::Derived;
use super::time::SECOND;
use super::{Corrupt, Pod};
use crate::atomic::{AtomicI64, AtomicU8, AtomicU32, AtomicU64, Ordering::Relaxed};
use crate::schema::Schema;
use core::marker::PhantomData;
use core::num::NonZero;
use core::time::Duration;

// SAFETY: the schema states the layout.
#[diagnostic::do_not_recommend]
unsafe impl Pod for bool {
    type Layout = AtomicU8;
    type Damage = Possible;

    const SCHEMA: &'static Schema = &Schema::checked::<Self, u8>("bool");
    // Each is 0 or 1 if no other bit is set in any.
    const BITS: Option<u64> = Some(0x0101_0101_0101_0101);

    #[inline(always)]
    fn write_cells(&self, cells: &Self::Layout) {
        cells.store((*self).into(), Relaxed);
    }

    #[inline(always)]
    fn read_cells(cells: &Self::Layout) -> Result<Self, Corrupt> {
        match cells.load(Relaxed) {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(Corrupt::new(other.into(), "0 or 1")),
        }
    }

    #[inline(always)]
    fn accepts(cells: &mut Self::Layout) -> bool {
        *cells.get_mut() <= 1
    }
}

// SAFETY: the schema states the layout.
#[diagnostic::do_not_recommend]
unsafe impl Pod for char {
    type Layout = AtomicU32;
    type Damage = Possible;

    const SCHEMA: &'static Schema = &Schema::checked::<Self, u32>("char");
    // All numbers below 0xd800 are a `char`; these are those that need no comparison.
    const BITS: Option<u64> = Some(0x0000_7fff_0000_7fff);

    #[inline(always)]
    fn write_cells(&self, cells: &Self::Layout) {
        cells.store((*self).into(), Relaxed);
    }

    #[inline(always)]
    fn read_cells(cells: &Self::Layout) -> Result<Self, Corrupt> {
        let code = cells.load(Relaxed);
        char::from_u32(code).ok_or_else(|| Corrupt::new(code.into(), "a Unicode scalar value"))
    }

    #[inline(always)]
    fn accepts(cells: &mut Self::Layout) -> bool {
        char::from_u32(*cells.get_mut()).is_some()
    }
}

/// Pointer-sized integers travel as 64 bits, so that the layout is the same for every program.
macro_rules! pointer_sized {
    ($($number:ident in $atomic:ident as $wide:ident;)*) => {$(
        // SAFETY: the schema states the layout.
        #[diagnostic::do_not_recommend]
        unsafe impl Pod for $number {
            type Layout = $atomic;
            type Damage = Never;

            const SCHEMA: &'static Schema = &Schema::number::<Self, $wide>(stringify!($number));

            #[inline(always)]
            fn write_cells(&self, cells: &Self::Layout) {
                cells.store(*self as $wide, Relaxed);
            }

            #[inline(always)]
            #[allow(clippy::cast_sign_loss, reason = "a finding shows the bits")]
            fn read_cells(cells: &Self::Layout) -> Result<Self, Corrupt> {
                let wide = cells.load(Relaxed);
                Self::try_from(wide).map_err(|_| Corrupt::new(wide as u64, "a number of this machine's width"))
            }
        }
    )*};
}

pointer_sized! { usize in AtomicU64 as u64; isize in AtomicI64 as i64; }

macro_rules! nonzero {
    ($($number:ident)*) => {$(
        // SAFETY: the layout and its description are those of the plain number, under another name.
        #[diagnostic::do_not_recommend]
        unsafe impl Pod for NonZero<$number> {
            type Layout = <$number as Pod>::Layout;
            type Damage = Possible;

            const SCHEMA: &'static Schema =
                &Schema::scalar::<Self::Layout>(concat!("NonZero<", stringify!($number), ">"))
                    .alike_if(<$number>::SCHEMA.is_plain(), true);

            #[inline(always)]
            fn write_cells(&self, cells: &Self::Layout) {
                self.get().write_cells(cells);
            }

            #[inline(always)]
            fn read_cells(cells: &Self::Layout) -> Result<Self, Corrupt> {
                Self::new($number::read_cells(cells)?).ok_or_else(|| Corrupt::new(0, "a number other than 0"))
            }

            #[inline(always)]
            fn accepts(cells: &mut Self::Layout) -> bool {
                Derived::number::<$number>(cells) != 0
            }
        }
    )*};
}

nonzero! { u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize }

/// 128-bit integers are two 64-bit ones, the low half first; they are whole, as everything is, by
/// the version.
macro_rules! wide {
    ($($number:ident)*) => {$(
        // SAFETY: the schema states the layout.
        #[diagnostic::do_not_recommend]
        unsafe impl Pod for $number {
            type Layout = [AtomicU64; 2];
            type Damage = Never;

            const SCHEMA: &'static Schema = &Schema::number::<Self, Self::Layout>(stringify!($number));

            #[inline(always)]
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the halves are meant")]
            fn write_cells(&self, [low, high]: &Self::Layout) {
                low.store(*self as u64, Relaxed);
                high.store((*self >> 64) as u64, Relaxed);
            }

            #[inline(always)]
            #[allow(clippy::cast_possible_wrap, clippy::cast_lossless, reason = "one macro serves both signs")]
            fn read_cells([low, high]: &Self::Layout) -> Result<Self, Corrupt> {
                Ok((high.load(Relaxed) as $number) << 64 | low.load(Relaxed) as $number)
            }
        }
    )*};
}

wide! { u128 i128 }

// SAFETY: the schema states the layout: seconds, then nanoseconds in a word of their own.
#[diagnostic::do_not_recommend]
unsafe impl Pod for Duration {
    type Layout = [AtomicU64; 2];
    type Damage = Possible;

    const SCHEMA: &'static Schema = &Schema::scalar::<Self::Layout>("Duration");

    #[inline(always)]
    fn write_cells(&self, [seconds, nanoseconds]: &Self::Layout) {
        seconds.store(self.as_secs(), Relaxed);
        nanoseconds.store(self.subsec_nanos().into(), Relaxed);
    }

    #[inline(always)]
    fn read_cells([seconds, nanoseconds]: &Self::Layout) -> Result<Self, Corrupt> {
        let nanoseconds = nanoseconds.load(Relaxed);
        match u32::try_from(nanoseconds) {
            Ok(below) if below < SECOND => Ok(Self::new(seconds.load(Relaxed), below)),
            _ => Err(Corrupt::new(nanoseconds, "fewer than 1000000000 nanoseconds")),
        }
    }
}

// SAFETY: there is nothing to lay out.
#[diagnostic::do_not_recommend]
unsafe impl<T: ?Sized + Send + 'static> Pod for PhantomData<T> {
    type Layout = [AtomicU8; 0];
    type Damage = Never;

    const SCHEMA: &'static Schema = &Schema::checked::<Self, Self::Layout>("PhantomData");

    #[inline(always)]
    fn write_cells(&self, _: &Self::Layout) {}

    #[inline(always)]
    fn read_cells(_: &Self::Layout) -> Result<Self, Corrupt> {
        Ok(Self)
    }
}
