//! Values that are made from a part, and so cannot be read to where they are to be; and values that
//! the program converts. What is large goes by the heap and not by the stack, of which a thread may
//! have little.

use super::{Cells, Corrupt, Pod, copy, read_into, write as write_cells};
use core::mem::MaybeUninit;
use core::slice;

/// From so many bytes on. Without optimization every copy on the way has a place of its own on the
/// stack.
pub(crate) const LARGE: usize = if cfg!(debug_assertions) { 1024 } else { 16 * 1024 };

/// Reads a part, and makes `out` of it.
///
/// # Errors
///
/// As [`Pod::read_cells`].
#[inline(always)]
pub(crate) fn read<P: Pod, T>(
    cells: &P::Layout,
    out: &mut MaybeUninit<T>,
    make: impl FnOnce(P) -> T,
) -> Result<(), Corrupt> {
    if const { size_of::<P>() >= LARGE } { by_heap(cells, out, make) } else { by_value(cells, out, make) }
}

// Inlined, it would bring its copies along, also where it is not called.
#[cfg_attr(not(debug_assertions), inline(always))]
fn by_value<P: Pod, T>(cells: &P::Layout, out: &mut MaybeUninit<T>, make: impl FnOnce(P) -> T) -> Result<(), Corrupt> {
    let part = P::read_cells(cells)?;
    write(out, || make(part));
    Ok(())
}

#[inline(never)]
fn by_heap<P: Pod, T>(cells: &P::Layout, out: &mut MaybeUninit<T>, make: impl FnOnce(P) -> T) -> Result<(), Corrupt> {
    let mut part = Box::new_uninit();
    read_into(cells, &mut part)?;
    // SAFETY: `read_into` returned `Ok`, so it initialized the part.
    let part = unsafe { part.assume_init() };
    put(part, out, make);
    Ok(())
}

/// In a function of its own also with optimization, for the same reason as [`write`](fn@write).
#[inline(never)]
fn put<P, T>(part: Box<P>, out: &mut MaybeUninit<T>, make: impl FnOnce(P) -> T) {
    write(out, || make(*part));
}

/// Makes `out`. In a function of its own, so that its copies are not on the stack while a part is
/// read.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn write<T>(out: &mut MaybeUninit<T>, make: impl FnOnce() -> T) {
    // SAFETY: room for a `T`. (`MaybeUninit::write` would make more copies, without optimization.)
    unsafe { out.as_mut_ptr().write(make()) };
}

/// A value in private cells: all functions of the program that convert it have returned. If one
/// panics, forks or locks, nothing was written yet that others see.
pub(crate) struct Converted<'a, L>(&'a L);

impl<L: Cells> Converted<'_, L> {
    /// Calls `with` with `value`, converted.
    #[inline(always)]
    pub(crate) fn with<T: Pod<Layout = L>, R>(value: &T, with: impl FnOnce(Converted<'_, L>) -> R) -> R {
        if const { size_of::<L>() >= LARGE } {
            with(Converted::fill(value, &mut Box::new_uninit()))
        } else {
            with(Converted::fill(value, &mut MaybeUninit::uninit()))
        }
    }

    #[inline(always)]
    fn fill<'a, T: Pod<Layout = L>>(value: &T, cells: &'a mut MaybeUninit<L>) -> Converted<'a, L> {
        // What the value does not use, as padding, becomes zero.
        // SAFETY: all of `cells` is borrowed for this.
        unsafe { cells.as_mut_ptr().write_bytes(0, 1) };
        // SAFETY: any bytes are `Cells`.
        let cells = unsafe { cells.assume_init_ref() };
        write_cells(value, cells);
        Converted(cells)
    }

    /// Copies the value to `cells`, which others may be reading.
    #[inline(always)]
    pub(crate) fn copy_to(&self, cells: &L) {
        // SAFETY: the same type on both sides, and `fill` initialized all bytes, the padding too.
        unsafe { copy::store(slice::from_ref(self.0), slice::from_ref(cells)) }
    }
}

/// Values in private cells, as [`Converted`] is one.
pub(crate) struct ConvertedRun<L>(Box<[L]>);

impl<L: Cells> ConvertedRun<L> {
    /// Converts `values`.
    pub(crate) fn new<T: Pod<Layout = L>>(values: &[T]) -> Self {
        let mut cells = Box::<[L]>::new_uninit_slice(values.len());
        // What a value does not use, as padding, becomes zero.
        // SAFETY: all of the box is borrowed for this.
        unsafe { cells.as_mut_ptr().write_bytes(0, values.len()) };
        // SAFETY: all bytes are initialized, and any bytes are `Cells`.
        let cells = unsafe { cells.assume_init() };
        values.iter().zip(&cells).for_each(|(value, cells)| write_cells(value, cells));
        Self(cells)
    }

    /// Copies the values to `cells`, which others may be reading.
    pub(crate) fn copy_to(&self, cells: &[L]) {
        // SAFETY: the same type on both sides, and `new` initialized all bytes, the padding too.
        unsafe { copy::store(&self.0, cells) }
    }
}
