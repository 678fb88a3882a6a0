//! Types that are another one under a name: their cells are its cells.

use super::{Corrupt, Pod};
use crate::schema::Schema;
use core::cmp::Reverse;
use core::num::{Saturating, Wrapping};

macro_rules! wrapper {
    ($($wrapper:ident)*) => {$(
        // SAFETY: the layout and its description are those of the value inside.
        #[diagnostic::do_not_recommend]
        unsafe impl<T: Pod> Pod for $wrapper<T> {
            type Layout = T::Layout;
            type Damage = T::Damage;

            const SCHEMA: &'static Schema = {
                // So its bytes are those of the value inside.
                assert!(size_of::<Self>() == size_of::<T>());
                T::SCHEMA
            };

            #[inline(always)]
            fn write_cells(&self, cells: &Self::Layout) {
                self.0.write_cells(cells);
            }

            #[inline(always)]
            fn read_cells(cells: &Self::Layout) -> Result<Self, Corrupt> {
                T::read_cells(cells).map(Self)
            }

            #[inline(always)]
            fn accepts(cells: &mut Self::Layout) -> bool {
                T::accepts(cells)
            }
        }
    )*};
}

wrapper! { Reverse Saturating Wrapping }
