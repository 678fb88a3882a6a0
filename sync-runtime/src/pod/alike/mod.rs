//! Types that have each part where their cells have it: copied first, in the widest way there is,
//! and checked in the copy.
//!
//! Which types these are, the compiler finds out ([`Schema::is_alike`]): the value has as many
//! bytes as its cells, each part of it is such a part, and lies where it lies in the cells. So the
//! bytes of cells become a value if each part is one. What is between the parts may be anything, in
//! cells and in a value.
//!
//! The copy is made to where the value is to be. It is private from then on, and no value yet, but
//! cells, which any bytes are. As cells it is checked, by accesses that need not be atomic. Only
//! what was accepted is called a value.
//!
//! [`Schema::is_alike`]: crate::schema::Schema::is_alike

use super::{Cells, Corrupt, Pod, copy};
use crate::schema::Variant;
use core::mem::MaybeUninit;
use core::slice;

#[cfg(test)]
mod tests;

/// From so many accesses on, a copy and a check take less than to read part by part. A smaller
/// value may be in registers.
const MANY: usize = 16;

/// Whether a run of values of type `T` can be read so. Elsewhere than on `x86_64` its bytes would
/// be accessed in other sizes than those who write its parts.
pub(super) const fn is_possible<T: Pod>() -> bool {
    T::ALIKE && !T::PLAIN && copy::OF_ANY_LENGTH
}

/// Whether values of type `T` are written by a copy of their bytes, none of which is padding.
pub(super) const fn is_written<T: Pod>() -> bool {
    T::SCHEMA.is_dense() && copy::OF_ANY_LENGTH
}

/// Whether one value of type `T` is read so.
pub(crate) const fn is_copied<T: Pod>() -> bool {
    is_possible::<T>() && pays::<T>(1)
}

/// Whether a run of so many values of type `T` is read so, if that is possible.
#[inline(always)]
pub(super) const fn pays<T: Pod>(len: usize) -> bool {
    len * size_of::<T>() >= copy::LARGE || len * const { T::SCHEMA.parts() } >= MANY
}

/// Reads a value.
///
/// # Errors
///
/// As [`Pod::read_cells`].
///
/// # Safety
///
/// [`is_possible::<T>()`](is_possible).
#[inline(always)]
pub(super) unsafe fn read<T: Pod>(cells: &T::Layout, out: &mut MaybeUninit<T>) -> Result<(), Corrupt> {
    // SAFETY: the caller's promise.
    let copied = unsafe { copied::<T>(slice::from_ref(cells), slice::from_mut(out)) };
    copied.map_err(|cells| cells.first().map_or_else(|| Corrupt::new(0, "a value"), blame::<T>))
}

/// Reads as many values as there are `cells` into `out`, which is as long.
///
/// # Errors
///
/// As [`Pod::read_run`].
///
/// # Safety
///
/// [`is_possible::<T>()`](is_possible).
#[inline(always)]
pub(super) unsafe fn read_run<T: Pod>(cells: &[T::Layout], out: &mut [MaybeUninit<T>]) -> Result<(), Corrupt> {
    // SAFETY: the caller's promise.
    unsafe { copied::<T>(cells, out) }.map_err(|cells| blame_run::<T>(cells))
}

/// Copies `cells` to `out`, and checks the copy. Returns it as cells, if not all of them hold a
/// value.
///
/// # Safety
///
/// [`is_possible::<T>()`](is_possible).
#[inline(always)]
unsafe fn copied<'a, T: Pod>(cells: &[T::Layout], out: &'a mut [MaybeUninit<T>]) -> Result<(), &'a mut [T::Layout]> {
    if let Some(bits) = const { T::BITS }
        && size_of_val(cells) >= copy::LARGE
    {
        // SAFETY: a type that is alike has the size of its cells.
        if unsafe { copy::load_only(bits, cells, out) } {
            return Ok(());
        }
    } else {
        // SAFETY: as above.
        unsafe { copy::load(cells, out) };
    }
    let private = core::ptr::from_mut(out) as *mut [T::Layout];
    // SAFETY: room for values of a type that is alike is room for as many cells, aligned for them.
    // All of its bytes were written right above, those of the padding too, and any bytes are
    // `Cells`. It stays borrowed as long as this is.
    let private = unsafe { &mut *private };
    if accepts_all::<T>(private) { Ok(()) } else { Err(private) }
}

/// Whether no bits are set in these private `cells` but those in `bits`, which are meant for eight
/// bytes. They may have others if there are too few cells to be worth a look.
#[inline(always)]
pub(super) fn have_only<C: Cells>(bits: u64, cells: &mut [C]) -> bool {
    // An atomic integer is as large as it is aligned.
    if const { size_of::<C>() != align_of::<C>() } {
        return false;
    }
    let len = size_of_val(cells);
    // SAFETY: integers, which are borrowed for this, and all of whose bytes are initialized.
    let bytes = unsafe { slice::from_raw_parts(cells.as_ptr().cast::<u8>(), len) };
    let (lines, rest) = bytes.as_chunks::<64>();
    if lines.is_empty() {
        return false;
    }
    let mut seen = [0; 8];
    let mut add = |line: &[u8; 64]| {
        for (seen, word) in seen.iter_mut().zip(line.as_chunks().0) {
            *seen |= u64::from_ne_bytes(*word);
        }
    };
    lines.iter().for_each(&mut add);
    let mut last = [0; 64];
    for (last, byte) in last.iter_mut().zip(rest) {
        *last = *byte;
    }
    add(&last);
    seen.iter().fold(0, |all, seen| all | seen) & !bits == 0
}

/// Whether all of these private `cells` hold values.
#[inline(always)]
pub(super) fn accepts_all<T: Pod>(cells: &mut [T::Layout]) -> bool {
    T::PLAIN || T::accepts_run(cells)
}

/// What is wrong with private cells that were not accepted: they are read part by part.
#[cold]
#[inline(never)]
fn blame<T: Pod>(cells: &T::Layout) -> Corrupt {
    match T::read_into(cells, &mut Box::new_uninit()) {
        Err(corrupt) => corrupt,
        Ok(()) => Corrupt::new(0, "a value"),
    }
}

/// [`blame`], of a run.
#[cold]
#[inline(never)]
fn blame_run<T: Pod>(cells: &mut [T::Layout]) -> Corrupt {
    let refused =
        cells.iter_mut().enumerate().find_map(|(index, cells)| (!T::accepts(cells)).then_some((index, cells)));
    match refused {
        Some((index, cells)) => blame::<T>(cells).at(index),
        None => Corrupt::new(0, "values"),
    }
}

/// Whether the compiler represents each of the `values`, of an enum without data, by the number
/// that its variant is stored as in an `L`. Then a copy of such a number is the value.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "single bytes are meant")]
pub(super) const fn are_numbers<T, L>(variants: &[Variant], values: &[T]) -> bool {
    if size_of::<T>() != size_of::<L>() || align_of::<T>() < align_of::<L>() || values.len() != variants.len() {
        return false;
    }
    let mut index = 0;
    while index < values.len() {
        let bytes = (&raw const values[index]).cast::<u8>();
        let mut at = 0;
        while at < size_of::<T>() {
            // SAFETY: within the value.
            let byte = unsafe { bytes.add(at) };
            // SAFETY: a byte of the value. The compiler evaluates this, and would refuse a byte
            // that is not initialized.
            let byte = unsafe { byte.read() };
            let place = if cfg!(target_endian = "little") { at } else { size_of::<T>() - 1 - at };
            if byte != (variants[index].value >> (8 * place)) as u8 {
                return false;
            }
            at += 1;
        }
        index += 1;
    }
    true
}
