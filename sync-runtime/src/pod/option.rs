//! `Option`: a tag and the value, which is left as it was while the tag says `None`.

use super::damage::Possible;
use super::{Cells, Corrupt, Pod, place, read, write};
use crate::atomic::{AtomicU8, Ordering::Relaxed};
use crate::schema::{Field, Schema};
use core::mem::{MaybeUninit, offset_of};

/// The shared form of an [`Option`].
#[doc(hidden)]
#[derive(Debug)]
#[repr(C)]
pub struct OptionCells<C> {
    pub(crate) some: AtomicU8,
    pub(crate) value: C,
}

// SAFETY: `#[repr(C)]`, and every field is `Cells`.
unsafe impl<C: Cells> Cells for OptionCells<C> {}

// SAFETY: the schema states the layout.
#[diagnostic::do_not_recommend]
unsafe impl<T: Pod> Pod for Option<T> {
    type Layout = OptionCells<T::Layout>;
    type Damage = Possible;

    const SCHEMA: &'static Schema = &Schema::option::<Self::Layout>(&[
        Field { name: "is_some", offset: offset_of!(OptionCells<T::Layout>, some), at: 0, schema: bool::SCHEMA },
        Field { name: "value", offset: offset_of!(OptionCells<T::Layout>, value), at: 0, schema: T::SCHEMA },
    ]);

    #[inline(always)]
    fn write_cells(&self, cells: &Self::Layout) {
        cells.some.store(self.is_some().into(), Relaxed);
        if let Some(value) = self {
            write(value, &cells.value);
        }
    }

    #[inline(always)]
    fn extent(&self) -> usize {
        if self.is_some() { size_of::<Self::Layout>() } else { size_of::<AtomicU8>() }
    }

    #[inline(always)]
    fn read_into(cells: &Self::Layout, out: &mut MaybeUninit<Self>) -> Result<(), Corrupt> {
        if !read::<bool>(&cells.some, "is_some")? {
            place::write(out, || None);
            return Ok(());
        }
        place::read(&cells.value, out, Some).map_err(|corrupt| corrupt.within("value"))
    }

    #[inline(always)]
    fn read_run(cells: &[Self::Layout], out: &mut [MaybeUninit<Self>]) -> Result<(), Corrupt> {
        #[cfg(all(target_arch = "x86_64", not(miri)))]
        if super::masked::read_run(cells, out) {
            return Ok(());
        }
        for (index, (cells, out)) in cells.iter().zip(out).enumerate() {
            Self::read_into(cells, out).map_err(|corrupt| corrupt.at(index))?;
        }
        Ok(())
    }
}
