//! Integers and floating-point numbers: every bit pattern is a value, and runs of them are copied
//! whole.

use super::damage::Never;
use super::{Cells, Corrupt, Pod};
use crate::atomic::{
    AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering::Relaxed,
};
use crate::schema::Schema;

macro_rules! cells {
    ($($atomic:ty)*) => {$(
        // SAFETY: an atomic integer.
        unsafe impl Cells for $atomic {}
    )*};
}

cells! { AtomicI8 AtomicI16 AtomicI32 AtomicI64 AtomicU8 AtomicU16 AtomicU32 AtomicU64 }

macro_rules! number {
    ($($number:ident in $atomic:ident, $to:path, $from:path;)*) => {$(
        // SAFETY: the schema states the layout; the number and its atomic have the same size and
        // bytes, all of them valid in either.
        #[diagnostic::do_not_recommend]
        unsafe impl Pod for $number {
            type Layout = $atomic;
            type Damage = Never;

            const SCHEMA: &'static Schema = &Schema::number::<Self, Self::Layout>(stringify!($number));

            #[inline(always)]
            fn write_cells(&self, cells: &Self::Layout) {
                cells.store($to(*self), Relaxed);
            }

            #[inline(always)]
            fn read_cells(cells: &Self::Layout) -> Result<Self, Corrupt> {
                Ok($from(cells.load(Relaxed)))
            }
        }
    )*};
}

number! {
    u8 in AtomicU8, u8::from, u8::from;
    u16 in AtomicU16, u16::from, u16::from;
    u32 in AtomicU32, u32::from, u32::from;
    u64 in AtomicU64, u64::from, u64::from;
    i8 in AtomicI8, i8::from, i8::from;
    i16 in AtomicI16, i16::from, i16::from;
    i32 in AtomicI32, i32::from, i32::from;
    i64 in AtomicI64, i64::from, i64::from;
    f32 in AtomicU32, f32::to_bits, f32::from_bits;
    f64 in AtomicU64, f64::to_bits, f64::from_bits;
}
