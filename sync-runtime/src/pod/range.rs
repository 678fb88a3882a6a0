//! Ranges, and the result of a comparison.

use super::damage::Possible;
use super::derived::Derived;
use super::{Cells, Corrupt, Pod, read};
use crate::atomic::{AtomicI8, AtomicU8, Ordering::Relaxed};
use crate::schema::{Field, Schema};
use core::cmp::Ordering;
use core::mem::offset_of;
use core::ops::{Bound, Range, RangeBounds as _, RangeInclusive};
use core::time::Duration;

// SAFETY: the schema states the layout.
#[diagnostic::do_not_recommend]
unsafe impl Pod for Ordering {
    type Layout = AtomicI8;
    type Damage = Possible;

    const SCHEMA: &'static Schema = &Derived::fieldless::<Self, i8, AtomicI8>(
        &[Derived::variant("Less", -1), Derived::variant("Equal", 0), Derived::variant("Greater", 1)],
        &[Self::Less, Self::Equal, Self::Greater],
    );

    #[inline(always)]
    fn write_cells(&self, cells: &Self::Layout) {
        cells.store(*self as i8, Relaxed);
    }

    #[inline(always)]
    fn read_cells(cells: &Self::Layout) -> Result<Self, Corrupt> {
        match cells.load(Relaxed) {
            -1 => Ok(Self::Less),
            0 => Ok(Self::Equal),
            1 => Ok(Self::Greater),
            other => Err(Corrupt::new(other.cast_unsigned().into(), "a value of `Ordering`: -1, 0 or 1")),
        }
    }

    #[inline(always)]
    fn accepts(cells: &mut Self::Layout) -> bool {
        (-1..=1).contains(cells.get_mut())
    }
}

/// The shared form of a [`Range`].
#[doc(hidden)]
#[derive(Debug)]
#[repr(C)]
pub struct RangeCells<C> {
    start: C,
    end: C,
}

// SAFETY: `#[repr(C)]`, and every field is `Cells`.
unsafe impl<C: Cells> Cells for RangeCells<C> {}

// SAFETY: the schema states the layout.
#[diagnostic::do_not_recommend]
unsafe impl<T: Pod> Pod for Range<T> {
    type Layout = RangeCells<T::Layout>;
    type Damage = Possible;

    const SCHEMA: &'static Schema = &Schema::structure::<Self, Self::Layout>(&[
        Derived::field::<T>("start", offset_of!(RangeCells<T::Layout>, start), offset_of!(Self, start)),
        Derived::field::<T>("end", offset_of!(RangeCells<T::Layout>, end), offset_of!(Self, end)),
    ])
    .joint();

    #[inline(always)]
    fn write_cells(&self, cells: &Self::Layout) {
        self.start.write_cells(&cells.start);
        self.end.write_cells(&cells.end);
    }

    #[inline(always)]
    fn read_cells(cells: &Self::Layout) -> Result<Self, Corrupt> {
        Ok(read(&cells.start, "start")?..read(&cells.end, "end")?)
    }

    #[inline(always)]
    fn accepts(cells: &mut Self::Layout) -> bool {
        Derived::accepts::<T>(&mut cells.start) & Derived::accepts::<T>(&mut cells.end)
    }
}

/// The shared form of a [`RangeInclusive`], which also knows whether it was iterated to its end.
#[doc(hidden)]
#[derive(Debug)]
#[repr(C)]
pub struct RangeInclusiveCells<C> {
    start: C,
    end: C,
    exhausted: AtomicU8,
}

// SAFETY: `#[repr(C)]`, and every field is `Cells`.
unsafe impl<C: Cells> Cells for RangeInclusiveCells<C> {}

/// What a [`RangeInclusive`] goes from and to.
#[diagnostic::on_unimplemented(
    message = "`RangeInclusive<{Self}>` cannot be shared between processes",
    label = "such a range has state that is not public",
    note = "use `Range<{Self}>`, or a struct with the first and the last"
)]
#[doc(hidden)]
pub trait Limit: Pod {
    /// `range`, iterated to its end; `None` if ranges of this type are not iterated.
    fn exhausted(range: RangeInclusive<Self>) -> Option<RangeInclusive<Self>>;
}

macro_rules! limits {
    ($($number:ident)*; $($other:ident)*) => {
        $(impl Limit for $number {
            #[inline]
            fn exhausted(range: RangeInclusive<Self>) -> Option<RangeInclusive<Self>> {
                // One step from the last to the end. What the beginning of such a range is, std
                // leaves open.
                let mut last = *range.end()..=*range.end();
                last.next();
                Some(last)
            }
        })*
        $(impl Limit for $other {
            #[inline]
            fn exhausted(_: RangeInclusive<Self>) -> Option<RangeInclusive<Self>> {
                None
            }
        })*
    };
}

limits! { u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize char; f32 f64 Duration }

// Recommended, for what is missing is `Limit`, which says what to do.
// SAFETY: the schema states the layout.
unsafe impl<T: Limit> Pod for RangeInclusive<T> {
    type Layout = RangeInclusiveCells<T::Layout>;
    type Damage = Possible;

    const SCHEMA: &'static Schema = &Schema::structure::<Self, Self::Layout>(&[
        Field::hidden("start", offset_of!(RangeInclusiveCells<T::Layout>, start), T::SCHEMA),
        Field::hidden("end", offset_of!(RangeInclusiveCells<T::Layout>, end), T::SCHEMA),
        Field::hidden("exhausted", offset_of!(RangeInclusiveCells<T::Layout>, exhausted), bool::SCHEMA),
    ])
    .joint();

    #[inline]
    fn write_cells(&self, cells: &Self::Layout) {
        self.start().write_cells(&cells.start);
        self.end().write_cells(&cells.end);
        // The one way to see it for a type that is not ordered.
        let exhausted = matches!(self.end_bound(), Bound::Excluded(_));
        cells.exhausted.store(exhausted.into(), Relaxed);
    }

    #[inline]
    fn read_cells(cells: &Self::Layout) -> Result<Self, Corrupt> {
        let range = read(&cells.start, "start")?..=read(&cells.end, "end")?;
        if read(&cells.exhausted, "exhausted")? {
            T::exhausted(range).ok_or_else(|| Corrupt::new(1, "0").within("exhausted"))
        } else {
            Ok(range)
        }
    }
}
