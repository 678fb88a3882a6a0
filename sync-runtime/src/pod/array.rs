//! Arrays, nested ones included: one run of elements.

use super::{Cells, Corrupt, Pod, alike};
use crate::schema::Schema;
use core::mem::MaybeUninit;

// SAFETY: an array of cells, without padding between them.
unsafe impl<C: Cells, const N: usize> Cells for [C; N] {}

// SAFETY: the schema states the layout; `read_run` initializes `out` as `T`'s does.
#[diagnostic::do_not_recommend]
unsafe impl<T: Pod, const N: usize> Pod for [T; N] {
    type Layout = [T::Layout; N];
    type Damage = T::Damage;

    const SCHEMA: &'static Schema = &Schema::array::<Self::Layout>(T::SCHEMA, N);
    const BITS: Option<u64> = T::BITS;

    #[inline(always)]
    fn write_cells(&self, cells: &Self::Layout) {
        T::write_run(self, cells);
    }

    #[inline(always)]
    fn accepts(cells: &mut Self::Layout) -> bool {
        alike::accepts_all::<T>(cells)
    }

    #[inline(always)]
    fn accepts_run(cells: &mut [Self::Layout]) -> bool {
        alike::accepts_all::<T>(cells.as_flattened_mut())
    }

    #[inline(always)]
    fn read_into(cells: &Self::Layout, out: &mut MaybeUninit<Self>) -> Result<(), Corrupt> {
        let elements: *mut [MaybeUninit<T>; N] = out.as_mut_ptr().cast();
        // SAFETY: an uninitialized array is an array of uninitialized elements.
        let elements = unsafe { &mut *elements };
        T::read_run(cells, elements)
    }

    #[inline(always)]
    fn write_run(values: &[Self], cells: &[Self::Layout]) {
        T::write_run(values.as_flattened(), cells.as_flattened());
    }

    #[inline(always)]
    fn read_run(cells: &[Self::Layout], out: &mut [MaybeUninit<Self>]) -> Result<(), Corrupt> {
        let rows: *mut [[MaybeUninit<T>; N]] = core::ptr::from_mut(out) as _;
        // SAFETY: an uninitialized array is an array of uninitialized elements.
        let rows = unsafe { &mut *rows };
        T::read_run(cells.as_flattened(), rows.as_flattened_mut()).map_err(|corrupt| corrupt.regrouped(N))
    }
}
