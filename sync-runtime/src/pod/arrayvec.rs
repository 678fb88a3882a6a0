//! `ArrayString` and `ArrayVec`: how many cells are used, and the cells. What the others hold does
//! not matter.

use super::damage::Possible;
use super::{Cells, Corrupt, Pod, copy, read, read_into, write};
use crate::atomic::AtomicU32;
use crate::schema::{Field, Schema};
use arrayvec::{ArrayString, ArrayVec};
use core::mem::{MaybeUninit, offset_of};

/// The shared form of a text or a list.
#[doc(hidden)]
#[derive(Debug)]
#[repr(C)]
pub struct CountedCells<C, const N: usize> {
    pub(crate) len: AtomicU32,
    pub(crate) elements: [C; N],
}

// SAFETY: `#[repr(C)]`, and every field is `Cells`.
unsafe impl<C: Cells, const N: usize> Cells for CountedCells<C, N> {}

impl<C: Cells, const N: usize> CountedCells<C, N> {
    /// The description, if `elements` is that of all of them.
    const fn fields(elements: &'static Schema) -> [Field; 2] {
        [
            Field::hidden("len", offset_of!(Self, len), u32::SCHEMA),
            Field::hidden("elements", offset_of!(Self, elements), elements),
        ]
    }

    /// How many bytes `len` elements take, with their number.
    const fn extent(len: usize) -> usize {
        offset_of!(Self, elements) + len * size_of::<C>()
    }

    /// Writes `values`, of which there are at most `N`.
    #[inline(always)]
    fn write<T: Pod<Layout = C>>(&self, values: &[T]) {
        // Both crates count in 32 bits.
        #[allow(clippy::cast_possible_truncation, reason = "the capacity has at most 32 bits")]
        (values.len() as u32).write_cells(&self.len);
        let used = self.elements.get(..values.len()).unwrap_or_default();
        if copy::OF_ANY_LENGTH {
            T::write_run(values, used);
        } else {
            values.iter().zip(used).for_each(|(value, cells)| write(value, cells));
        }
    }

    /// Those in use.
    #[inline(always)]
    pub(crate) fn used(&self) -> Result<&[C], Corrupt> {
        let len = read::<u32>(&self.len, "len")?;
        let used = usize::try_from(len).ok().and_then(|len| self.elements.get(..len));
        used.ok_or_else(|| Corrupt::new(len.into(), "a length of at most its capacity").within("len"))
    }

    /// Reads `used` cells to where the values are to be.
    ///
    /// # Safety
    ///
    /// `out` is valid for writing as many values. All are initialized if `Ok` is returned.
    #[inline(always)]
    unsafe fn read<T: Pod<Layout = C>>(used: &[C], out: *mut T) -> Result<(), Corrupt> {
        // SAFETY: the caller's promise; nothing is demanded of memory that holds no value yet.
        let out = unsafe { core::slice::from_raw_parts_mut(out.cast::<MaybeUninit<T>>(), used.len()) };
        if copy::OF_ANY_LENGTH {
            return T::read_run(used, out);
        }
        for (index, (cells, out)) in used.iter().zip(out).enumerate() {
            read_into(cells, out).map_err(|corrupt| corrupt.at(index))?;
        }
        Ok(())
    }
}

// SAFETY: the schema states the layout.
#[diagnostic::do_not_recommend]
unsafe impl<const N: usize> Pod for ArrayString<N> {
    type Layout = CountedCells<<u8 as Pod>::Layout, N>;
    type Damage = Possible;

    const SCHEMA: &'static Schema = &Schema::text::<Self::Layout>(&Self::Layout::fields(<[u8; N]>::SCHEMA));

    #[inline]
    fn write_cells(&self, cells: &Self::Layout) {
        cells.write(self.as_bytes());
    }

    #[inline]
    fn extent(&self) -> usize {
        Self::Layout::extent(self.len())
    }

    #[inline]
    fn read_into(cells: &Self::Layout, out: &mut MaybeUninit<Self>) -> Result<(), Corrupt> {
        let used = cells.used()?;
        let text = out.write(Self::new());
        // SAFETY: the text has room for `N` bytes, and `used` are at most as many.
        unsafe { Self::Layout::read(used, text.as_mut_ptr()) }?;
        // SAFETY: so many bytes were initialized just now.
        let bytes = unsafe { core::slice::from_raw_parts(text.as_ptr(), used.len()) };
        if let Err(error) = core::str::from_utf8(bytes) {
            let at = error.valid_up_to();
            let found = bytes.get(at).copied().unwrap_or_default();
            return Err(Corrupt::new(found.into(), "UTF-8").at(at));
        }
        // SAFETY: so many bytes are initialized, and they are UTF-8.
        unsafe { text.set_len(used.len()) };
        Ok(())
    }
}

// SAFETY: the schema states the layout.
#[diagnostic::do_not_recommend]
unsafe impl<T: Pod, const N: usize> Pod for ArrayVec<T, N> {
    type Layout = CountedCells<T::Layout, N>;
    type Damage = Possible;

    const SCHEMA: &'static Schema = &Schema::list::<Self::Layout>(&Self::Layout::fields(<[T; N]>::SCHEMA));

    #[inline]
    fn write_cells(&self, cells: &Self::Layout) {
        cells.write(self.as_slice());
    }

    #[inline]
    fn extent(&self) -> usize {
        Self::Layout::extent(self.len())
    }

    #[inline]
    fn read_into(cells: &Self::Layout, out: &mut MaybeUninit<Self>) -> Result<(), Corrupt> {
        let used = cells.used()?;
        let list = out.write(Self::new());
        // SAFETY: the list has room for `N` values, and `used` are at most as many.
        unsafe { Self::Layout::read(used, list.as_mut_ptr()) }?;
        // SAFETY: so many values were initialized just now.
        unsafe { list.set_len(used.len()) };
        Ok(())
    }
}
