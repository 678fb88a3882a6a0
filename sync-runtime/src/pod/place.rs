//! Values that are made from a part, and so cannot be read to where they are to be. A large part goes by the heap and not
//! by the stack, of which a thread may have little.

use super::{Corrupt, Pod, read_into};
use core::mem::MaybeUninit;

/// From so many bytes on. Without optimization every copy on the way has a place of its own on the stack.
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

/// In a function of its own also with optimization, for the same reason as [`write`].
#[inline(never)]
fn put<P, T>(part: Box<P>, out: &mut MaybeUninit<T>, make: impl FnOnce(P) -> T) {
    write(out, || make(*part));
}

/// Makes `out`. In a function of its own, so that its copies are not on the stack while a part is read.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn write<T>(out: &mut MaybeUninit<T>, make: impl FnOnce() -> T) {
    // SAFETY: room for a `T`. (`MaybeUninit::write` would make more copies, without optimization.)
    unsafe { out.as_mut_ptr().write(make()) };
}
