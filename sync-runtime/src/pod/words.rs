//! Copies of runs by aligned words of up to 64 bits, for processors other than `x86_64`, and for
//! Miri.
//!
//! Which words a run is split into depends on its address and its length alone. These are the same
//! in every process, so no byte is accessed in two sizes. A word ends where an element of the run
//! ends, or holds whole elements. So an element of an array without a lock is never seen half
//! written.

use super::maker::Maker;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering::Relaxed};

/// The words that a run is split into depend on its length: a part would be split otherwise than
/// the whole.
pub(super) const OF_ANY_LENGTH: bool = false;

/// The largest word.
const WORD: usize = size_of::<u64>();

/// From so many bytes on, a plain value is copied whole.
pub(super) const LARGE: usize = 128;

/// # Safety
///
/// `from` is valid for reading as many bytes as `T` has, which are accessed through this module
/// alone.
#[inline]
pub(super) unsafe fn whole<T>(from: *const u8) -> MaybeUninit<T> {
    let mut value = MaybeUninit::<T>::uninit();
    // SAFETY: the caller's promise, and a place of the same size.
    unsafe { load(from, value.as_mut_ptr().cast(), size_of::<T>()) };
    value
}

/// `super::copy::made`.
#[inline]
pub(super) fn made<T>(maker: &impl Maker<T>) -> T {
    let mut value = MaybeUninit::uninit();
    maker.make(&mut value);
    // SAFETY: `Maker` promises that it is initialized.
    unsafe { value.assume_init() }
}

/// `super::copy::lines`.
///
/// # Safety
///
/// As for `super::copy::lines`.
#[inline]
#[allow(clippy::cast_ptr_alignment, reason = "the caller promises that both are aligned")]
pub(super) unsafe fn lines(from: *const u8, to: *mut u8, len: usize) {
    for at in (0..len).step_by(WORD) {
        // SAFETY: an aligned word below `len`, by the caller's promise.
        let from = unsafe { &*from.wrapping_add(at).cast::<AtomicU64>() };
        // SAFETY: as above.
        let to = unsafe { &*to.wrapping_add(at).cast::<AtomicU64>() };
        to.store(from.load(Relaxed), Relaxed);
    }
}

/// How many bytes the next word has, if so many are left: the largest that is aligned and fits. 0
/// at the end.
#[inline]
fn width(address: usize, left: usize) -> usize {
    let aligned = if address.is_multiple_of(WORD) { WORD } else { 1 << address.trailing_zeros() };
    match left.checked_ilog2() {
        Some(fits) => aligned.min(1 << fits),
        None => 0,
    }
}

/// A word of memory that others may be changing.
trait Access {
    /// # Safety
    ///
    /// `from` is aligned, valid for reading the word, and accessed as such a word by all threads;
    /// `to` is valid for writing as many bytes.
    unsafe fn load_word(from: *const u8, to: *mut u8);

    /// # Safety
    ///
    /// `to` is aligned, valid for writing the word, and accessed as such a word by all threads;
    /// `from` is valid for reading as many bytes.
    unsafe fn store_word(from: *const u8, to: *mut u8);
}

macro_rules! access {
    ($($atomic:ident of $number:ident)*) => {$(
        #[allow(clippy::cast_ptr_alignment, reason = "the caller promises it")]
        impl Access for $atomic {
            #[inline]
            unsafe fn load_word(from: *const u8, to: *mut u8) {
                // SAFETY: the caller's promise.
                let from = unsafe { &*from.cast::<Self>() };
                // SAFETY: the caller's promise.
                unsafe { to.cast::<$number>().write_unaligned(from.load(Relaxed)) };
            }

            #[inline]
            unsafe fn store_word(from: *const u8, to: *mut u8) {
                // SAFETY: the caller's promise.
                let value = unsafe { from.cast::<$number>().read_unaligned() };
                // SAFETY: the caller's promise.
                let to = unsafe { &*to.cast::<Self>() };
                to.store(value, Relaxed);
            }
        }
    )*};
}

access! { AtomicU8 of u8 AtomicU16 of u16 AtomicU32 of u32 AtomicU64 of u64 }

/// Calls `$copy` for every word of the run at `$cells`.
macro_rules! by_words {
    ($copy:ident, $cells:ident, $from:ident, $to:ident, $len:ident) => {{
        let mut at = 0;
        loop {
            let width = width($cells.addr().wrapping_add(at), $len - at);
            let (from, to) = ($from.wrapping_add(at), $to.wrapping_add(at));
            match width {
                0 => break,
                // SAFETY: an aligned byte below `len`, the caller's promise.
                1 => unsafe { AtomicU8::$copy(from, to) },
                // SAFETY: an aligned word below `len`, the caller's promise.
                2 => unsafe { AtomicU16::$copy(from, to) },
                // SAFETY: as above.
                4 => unsafe { AtomicU32::$copy(from, to) },
                // SAFETY: as above.
                _ => unsafe { AtomicU64::$copy(from, to) },
            }
            at += width;
        }
    }};
}

/// # Safety
///
/// `cells` is valid for `len` bytes that are accessed through this module alone, and `out` for
/// writing as many.
#[inline]
pub(super) unsafe fn load(cells: *const u8, out: *mut u8, len: usize) {
    by_words!(load_word, cells, cells, out, len);
}

/// # Safety
///
/// `values` is valid for reading `len` bytes, and `cells` for as many that are accessed through
/// this module alone.
#[inline]
pub(super) unsafe fn store(values: *const u8, cells: *mut u8, len: usize) {
    by_words!(store_word, cells, values, cells, len);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[repr(align(8))]
    struct Aligned([u8; 64]);

    #[test]
    fn no_word_ends_within_an_element() {
        for element in [2, 4, 8] {
            for first in 0..8 / element {
                for count in 0..9 {
                    let (start, len) = (4096 + first * element, count * element);
                    let mut at = 0;
                    while width(start + at, len - at) != 0 {
                        let width = width(start + at, len - at);
                        assert!(width >= element, "{width} of {element} bytes, at {at} of {len} from {start}");
                        assert!((start + at).is_multiple_of(width), "{width} bytes at {at} from {start}");
                        at += width;
                    }
                    assert_eq!(at, len);
                }
            }
        }
    }

    #[test]
    fn every_byte_is_copied_and_no_other() {
        let mut source = Aligned([0; 64]);
        source.0.iter_mut().zip(1..).for_each(|(byte, number)| *byte = number);
        for (first, len) in (0..8).flat_map(|first| (0..32).map(move |len| (first, len))) {
            let (mut stored, mut loaded) = (Aligned([0; 64]), [0; 64]);
            let (from, to) = (source.0.as_ptr().wrapping_add(first), stored.0.as_mut_ptr().wrapping_add(first));
            // SAFETY: `first + len` is below 64; memory of this test's own.
            unsafe { store(from, to, len) };
            // SAFETY: as above.
            unsafe { load(to, loaded.as_mut_ptr(), len) };
            assert_eq!(loaded[..len], source.0[first..first + len]);
            assert!(
                loaded[len..].iter().chain(&stored.0[..first]).chain(&stored.0[first + len..]).all(|byte| *byte == 0)
            );
        }
    }
}
