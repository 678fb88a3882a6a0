//! Runs of numbers, copied by the word or wider between private memory and cells that others may be
//! changing.
//!
//! Rust has no atomic copy of a byte range yet (RFC 3301 proposes one). On `x86_64` an assembly
//! block stands in for it: to the compiler it is opaque code that performs one relaxed atomic
//! access per byte, which is what the instructions do, some bytes at a time; for long runs it calls
//! `memcpy`, which uses the widest there are. Elsewhere it is a loop over words: `pod/words.rs`.

#[cfg(all(target_arch = "x86_64", not(miri)))]
mod assembly;
#[cfg(all(target_arch = "x86_64", not(miri)))]
pub(super) mod bits;
#[cfg(all(target_arch = "x86_64", not(miri)))]
mod returned;

pub(crate) use super::maker::Maker;
#[cfg(not(all(target_arch = "x86_64", not(miri))))]
use super::words::{self as imp, self as returned};
use super::{Cells, Pod};
#[cfg(all(target_arch = "x86_64", not(miri)))]
use assembly as imp;
use core::mem::MaybeUninit;
use core::slice;

/// Whether a part of a run may be copied, though others copy the whole of it or another part.
pub(super) const OF_ANY_LENGTH: bool = imp::OF_ANY_LENGTH;

/// Copies the bytes of `values` into `cells`, which are as many.
///
/// # Safety
///
/// `T` and `C` have the same size, and `T` no padding.
#[inline(always)]
pub(super) unsafe fn store<T, C: Cells>(values: &[T], cells: &[C]) {
    let len = size_of_val(values).min(size_of_val(cells));
    let (from, to) = (values.as_ptr().cast::<u8>(), cells.as_ptr().cast::<u8>().cast_mut());
    // SAFETY: both ranges are `len` bytes; `from` is initialized, having no padding; `to` permits
    // every change, as `Cells` does.
    unsafe { imp::store(from, to, len) }
}

/// Copies the bytes of `cells` into `out`, which is as long.
///
/// # Safety
///
/// `T` and `C` have the same size.
#[inline(always)]
pub(super) unsafe fn load<T, C: Cells>(cells: &[C], out: &mut [MaybeUninit<T>]) {
    let len = size_of_val(cells).min(size_of_val(out));
    let (from, to) = (cells.as_ptr().cast::<u8>(), out.as_mut_ptr().cast::<u8>());
    // SAFETY: both ranges are `len` bytes, and `to` is exclusively ours.
    unsafe { imp::load(from, to, len) }
}

/// [`load`], and whether no bits are set in the copy but those in `bits`, which are meant for eight
/// bytes. They are looked at on the way, for a load of bytes that were just stored in other pieces
/// waits for the stores. Elsewhere than on `x86_64` they are not looked at.
///
/// # Safety
///
/// As for [`load`].
#[inline(always)]
pub(super) unsafe fn load_only<T, C: Cells>(bits: u64, cells: &[C], out: &mut [MaybeUninit<T>]) -> bool {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    {
        // SAFETY: the caller's promise.
        let seen = unsafe { bits::load(cells, out, u128::MAX) };
        seen & !(u128::from(bits) << 64 | u128::from(bits)) == 0
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    {
        let _ = bits;
        // SAFETY: the caller's promise.
        unsafe { load(cells, out) };
        false
    }
}

/// Copies the bytes of `cells`, which others may be changing, to private cells.
///
/// Elsewhere than on `x86_64` this accesses bytes in other sizes than those who write them. So
/// parts of numbers may be copied, and the copy counts only if nothing was written meanwhile.
#[inline(always)]
pub(crate) fn cells<T: Pod>(cells: &T::Layout, out: &mut MaybeUninit<T::Layout>) {
    // SAFETY: the same type on both sides, and any bytes are `Cells`.
    unsafe { load(slice::from_ref(cells), slice::from_mut(out)) }
}

/// Copies `len` bytes, whole cache lines, between two places of cells, either of which others may
/// be reading.
///
/// As for [`cells`], elsewhere than on `x86_64` bytes are accessed in other sizes than those who
/// read them, whose copy does not count.
///
/// # Safety
///
/// Both ranges are aligned to 8 bytes, valid for `len` bytes, and permit every change, as `Cells`
/// do. They are the same, or do not overlap. `len` is a multiple of 64.
#[inline(always)]
pub(crate) unsafe fn lines(from: *const u8, to: *mut u8, len: usize) {
    // SAFETY: the caller's promise.
    unsafe { imp::lines(from, to, len) }
}

/// Tells the processor that what is at `at` will be needed, if anything is there.
#[inline(always)]
pub(crate) fn prefetch(at: *const u8) {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    imp::prefetch(at);
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    let _ = at;
}

/// Copies the first of `cells`, which others may be reading, to all the others.
pub(crate) fn repeat<C: Cells>(cells: &[C]) {
    // What was copied last, is in the cache.
    let most = (4096 / size_of::<C>().max(1)).max(1);
    let mut done = 1;
    while let Some((from, to)) = cells.split_at_checked(done)
        && !to.is_empty()
    {
        let len = done.min(most).min(to.len());
        // SAFETY: the same type on both sides. The bytes of cells are initialized, the padding too.
        unsafe { store(from.get(..len).unwrap_or_default(), to.get(..len).unwrap_or_default()) };
        done += len;
    }
}

/// Copies the bytes of `from`, which others may be changing, to as many cells, which others may be
/// reading: some at a time, each time after `check`. They may be the same, or overlap.
///
/// # Errors
///
/// Those of `check`.
pub(crate) fn between<C: Cells, E>(from: &[C], to: &[C], check: impl Fn() -> Result<(), E>) -> Result<(), E> {
    /// Of whole numbers, for cells are no more aligned than that.
    const AT_ONCE: usize = 4096;
    let mut copy = [MaybeUninit::<u8>::uninit(); AT_ONCE];
    let len = size_of_val(from).min(size_of_val(to));
    let (from, to) = (from.as_ptr().cast::<u8>(), to.as_ptr().cast::<u8>().cast_mut());
    let copy_at = |at: usize| {
        let (copy, len) = (copy.as_mut_ptr().cast::<u8>(), AT_ONCE.min(len - at));
        // SAFETY: as many bytes of cells from `at` on, and the copy is exclusively ours.
        unsafe { imp::load(from.wrapping_add(at), copy, len) };
        check()?;
        // SAFETY: the copy was initialized right above; cells permit every change.
        unsafe { imp::store(copy, to.wrapping_add(at), len) };
        Ok(())
    };
    let starts = (0..len).step_by(AT_ONCE);
    // What is still to be read is not overwritten.
    if to.cast_const() > from { starts.rev().try_for_each(copy_at) } else { starts.into_iter().try_for_each(copy_at) }
}

/// From so many bytes on, a value is in no register, and a copy of it costs more than a call.
pub(crate) const LARGE: usize = imp::LARGE;

/// Whether values of type `T` are to be copied by [`whole`]. Without optimization that would cost
/// copies on the stack.
pub(crate) const fn is_whole<T: Pod>() -> bool {
    T::PLAIN && size_of::<T>() >= LARGE && !cfg!(debug_assertions)
}

/// A copy of the bytes of `cells`, made where the compiler wants the value in the end. It could not
/// choose that place if it were told by its address, and would copy a large value once more.
///
/// # Safety
///
/// [`is_whole::<T>()`](is_whole).
#[inline(always)]
pub(crate) unsafe fn whole<T: Pod>(cells: &T::Layout) -> MaybeUninit<T> {
    // SAFETY: a plain type has as many bytes as its cells, which the reference makes valid.
    unsafe { returned::whole(core::ptr::from_ref(cells).cast()) }
}

/// What `maker` makes. In no function of its own that returns it, or it would be copied once more.
#[inline(always)]
pub(crate) fn made<T, M: Maker<T>>(maker: &M) -> T {
    returned::made(maker)
}

#[cfg(all(target_arch = "x86_64", not(miri)))]
pub(super) use imp::{load_words, store_words};
