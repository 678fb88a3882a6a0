//! Tuples of up to twelve parts.

use super::damage::Possible;
use super::derived::Derived;
use super::{Cells, Corrupt, Pod, write};
use crate::schema::{Field, Schema};
use core::mem::{MaybeUninit, offset_of};

macro_rules! tuple {
    ($($cells:ident: $($part:ident $index:tt)*;)*) => {$(
        /// The shared form of a tuple.
        #[doc(hidden)]
        #[derive(Debug)]
        #[repr(C)]
        pub struct $cells<$($part),*>($(pub $part),*);

        // SAFETY: `#[repr(C)]`, and every field is `Cells`.
        unsafe impl<$($part: Cells),*> Cells for $cells<$($part),*> {}

        // SAFETY: the schema states the layout; `read_into` reads every part.
        #[diagnostic::do_not_recommend]
        unsafe impl<$($part: Pod),*> Pod for ($($part,)*) {
            type Layout = $cells<$($part::Layout),*>;
            type Damage = Possible;

            const SCHEMA: &'static Schema = &Schema::structure::<Self, Self::Layout>(&[$(Field {
                name: stringify!($index),
                offset: offset_of!(Self::Layout, $index),
                at: offset_of!(Self, $index),
                schema: $part::SCHEMA,
            }),*]);

            #[inline(always)]
            fn write_cells(&self, cells: &Self::Layout) {
                $(write(&self.$index, &cells.$index);)*
            }

            #[inline(always)]
            fn accepts(cells: &mut Self::Layout) -> bool {
                true $(& Derived::accepts::<$part>(&mut cells.$index))*
            }

            #[inline(always)]
            fn read_into(cells: &Self::Layout, out: &mut MaybeUninit<Self>) -> Result<(), Corrupt> {
                let out = out.as_mut_ptr();
                $({
                    // SAFETY: the part is in the tuple, which `out` has room for.
                    let part = unsafe { &raw mut (*out).$index };
                    // SAFETY: room for the part, which is exclusively ours.
                    unsafe { Derived::read(&cells.$index, part, stringify!($index))? };
                })*
                Ok(())
            }
        }
    )*};
}

tuple! {
    Cells1: A 0;
    Cells2: A 0 B 1;
    Cells3: A 0 B 1 C 2;
    Cells4: A 0 B 1 C 2 D 3;
    Cells5: A 0 B 1 C 2 D 3 E 4;
    Cells6: A 0 B 1 C 2 D 3 E 4 F 5;
    Cells7: A 0 B 1 C 2 D 3 E 4 F 5 G 6;
    Cells8: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7;
    Cells9: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8;
    Cells10: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9;
    Cells11: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10;
    Cells12: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11;
}
