//! Large values on `x86_64`, made where the caller wants what a call returns.

use super::Maker;
use super::assembly::LARGE;
use crate::sys::memory;
use core::mem::MaybeUninit;

/// [`super::whole`].
///
/// # Safety
///
/// `from` is valid for reading as many bytes as `T` has, which are at least [`LARGE`], and
/// which others may change.
#[inline(always)]
pub(super) unsafe fn whole<T>(from: *const u8) -> MaybeUninit<T> {
    // SAFETY: the caller's promise.
    unsafe { returned(from, size_of::<T>()) }
}

/// Copies `len` bytes to the value that it returns.
///
/// A function that returns a large struct is passed the struct's address in front of its
/// arguments, and returns that address (System V ABI for `x86_64`, 3.2.3): so does `memcpy`, to
/// which this goes on.
///
/// # Safety
///
/// `from` is valid for reading `len` bytes, which others may change; `T` has as many, and at
/// least [`LARGE`].
#[unsafe(naked)]
#[allow(improper_ctypes_definitions, reason = "only this file calls it, and only the size of the value counts")]
unsafe extern "C" fn returned<T>(from: *const u8, len: usize) -> MaybeUninit<T> {
    core::arch::naked_asm!("jmp {copy}@PLT", copy = sym memory::copy)
}

/// [`super::made`].
#[inline(always)]
pub(super) fn made<T, M: Maker<T>>(maker: &M) -> T {
    if const { size_of::<T>() < LARGE } {
        let mut value = MaybeUninit::uninit();
        maker.make(&mut value);
        // SAFETY: `Maker` promises that it is initialized.
        return unsafe { value.assume_init() };
    }
    // SAFETY: `T` has at least `LARGE` bytes.
    unsafe { placed(maker) }
}

/// Calls [`Maker::make`] with `out`, which it returns.
extern "C" fn make<T, M: Maker<T>>(out: &mut MaybeUninit<T>, maker: &M) -> *mut MaybeUninit<T> {
    maker.make(out);
    out
}

/// Goes on to [`make`], with the address of the value that this returns in front of `maker`.
/// See [`returned`].
///
/// # Safety
///
/// `T` has at least [`LARGE`] bytes.
#[unsafe(naked)]
#[allow(improper_ctypes_definitions, reason = "only this file calls it, and only the size of the value counts")]
unsafe extern "C" fn placed<T, M: Maker<T>>(maker: &M) -> T {
    core::arch::naked_asm!("jmp {make}", make = sym make::<T, M>)
}
