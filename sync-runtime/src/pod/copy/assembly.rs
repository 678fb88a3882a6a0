//! Copies on `x86_64`, by assembly.

use crate::sys::memory;
use core::arch::asm;
use core::arch::x86_64::{__m128i, _MM_HINT_T0, _mm_prefetch};

/// An access of any width suits any other of the same bytes.
pub(super) const OF_ANY_LENGTH: bool = true;

/// From so many bytes on, a value is in memory. Below, the compiler sees each number of a private
/// copy, and can keep it in a register.
pub(super) const LARGE: usize = 128;

/// The most bytes of which a copy takes less time than to call the C library's.
const FEW: usize = 256;

/// The same for whole lines, of which no private copy is made.
const MANY_LINES: usize = 512;

/// A number that one instruction loads or stores, while others may access its bytes too.
pub(super) trait Access: Copy {
    /// # Safety
    ///
    /// `from` is valid for reading as many bytes.
    unsafe fn load(from: *const u8) -> Self;

    /// # Safety
    ///
    /// `to` is valid for writing as many bytes.
    unsafe fn store(self, to: *mut u8);
}

macro_rules! access {
    ($($number:ident in $class:ident as $mov:literal $register:literal;)*) => {$(
        impl Access for $number {
            #[inline(always)]
            unsafe fn load(from: *const u8) -> Self {
                let number;
                // SAFETY: the caller's promise; the block reads the number's bytes and no more.
                unsafe {
                    asm!(concat!($mov, " ", $register, ", [{from}]"), number = out($class) number, from = in(reg) from,
                        options(readonly, nostack, preserves_flags));
                }
                number
            }

            #[inline(always)]
            unsafe fn store(self, to: *mut u8) {
                // SAFETY: the caller's promise; the block writes the number's bytes and no
                // more.
                unsafe {
                    asm!(concat!($mov, " [{to}], ", $register), number = in($class) self, to = in(reg) to,
                        options(nostack, preserves_flags));
                }
            }
        }
    )*};
}

access! {
    u8 in reg_byte as "mov" "{number}";
    u16 in reg as "mov" "{number:x}";
    u32 in reg as "mov" "{number:e}";
    u64 in reg as "mov" "{number}";
    __m128i in xmm_reg as "movups" "{number}";
}

/// A cache line's worth. In one block, for the compiler would compute every part's address by
/// itself.
#[derive(Clone, Copy)]
pub(super) struct Line(pub(super) [__m128i; 4]);

impl Access for Line {
    #[inline(always)]
    unsafe fn load(from: *const u8) -> Self {
        let (a, b, c, d);
        // SAFETY: the caller's promise; the block reads these bytes and no more.
        unsafe {
            asm!("movups {a}, [{from}]", "movups {b}, [{from} + 16]", "movups {c}, [{from} + 32]", "movups {d}, [{from} + 48]",
                a = out(xmm_reg) a, b = out(xmm_reg) b, c = out(xmm_reg) c, d = out(xmm_reg) d, from = in(reg) from,
                options(readonly, nostack, preserves_flags));
        }
        Self([a, b, c, d])
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut u8) {
        let Self([a, b, c, d]) = self;
        // SAFETY: the caller's promise; the block writes these bytes and no more.
        unsafe {
            asm!("movups [{to}], {a}", "movups [{to} + 16], {b}", "movups [{to} + 32], {c}", "movups [{to} + 48], {d}",
                a = in(xmm_reg) a, b = in(xmm_reg) b, c = in(xmm_reg) c, d = in(xmm_reg) d, to = in(reg) to,
                options(nostack, preserves_flags));
        }
    }
}

/// Calls `$copy` with every position from 0 to `$len`, in steps of the widest number that still
/// fits.
macro_rules! by_width {
    ($copy:ident, $from:ident, $to:ident, $len:ident) => {{
        let mut at = 0;
        while at + 64 <= $len {
            // SAFETY: 64 bytes from `at` on lie below `len`.
            unsafe { $copy::<Line>($from, $to, at) };
            at += 64;
        }
        while at + 16 <= $len {
            // SAFETY: 16 bytes from `at` on lie below `len`.
            unsafe { $copy::<__m128i>($from, $to, at) };
            at += 16;
        }
        while at + 8 <= $len {
            // SAFETY: 8 bytes from `at` on lie below `len`.
            unsafe { $copy::<u64>($from, $to, at) };
            at += 8;
        }
        if at + 4 <= $len {
            // SAFETY: 4 bytes from `at` on lie below `len`.
            unsafe { $copy::<u32>($from, $to, at) };
            at += 4;
        }
        if at + 2 <= $len {
            // SAFETY: 2 bytes from `at` on lie below `len`.
            unsafe { $copy::<u16>($from, $to, at) };
            at += 2;
        }
        if at < $len {
            // SAFETY: the last byte.
            unsafe { $copy::<u8>($from, $to, at) };
        }
    }};
}

/// Loads the number at position `at`.
///
/// # Safety
///
/// Both sides are valid for a number at that position, `to` for nobody else.
#[inline(always)]
unsafe fn load_at<A: Access>(from: *const u8, to: *mut u8, at: usize) {
    // SAFETY: the caller's promise.
    let number = unsafe { A::load(from.wrapping_add(at)) };
    // SAFETY: the caller's promise.
    unsafe { to.wrapping_add(at).cast::<A>().write_unaligned(number) };
}

/// Stores the number at position `at`.
///
/// # Safety
///
/// Both sides are valid for a number at that position, `from` an initialized one.
#[inline(always)]
unsafe fn store_at<A: Access>(from: *const u8, to: *mut u8, at: usize) {
    // SAFETY: the caller's promise.
    let number = unsafe { from.wrapping_add(at).cast::<A>().read_unaligned() };
    // SAFETY: the caller's promise.
    unsafe { number.store(to.wrapping_add(at)) };
}

/// Copies `len` bytes; either side may be changed by others meanwhile.
///
/// # Safety
///
/// Both ranges are valid for `len` bytes, for reading and for writing respectively, and do not
/// overlap.
#[inline(always)]
unsafe fn copy_large(from: *const u8, to: *mut u8, len: usize) {
    // SAFETY: the caller's promise is that of `memcpy`, but for the others who access the
    // bytes; and what they do is hidden from the compiler, which sees no call of a function
    // that it knows.
    unsafe {
        asm!("call {copy}@PLT", copy = sym memory::copy,
            in("rdi") to, in("rsi") from, in("rdx") len, clobber_abi("C"));
    }
}

/// Calls `$copy` with every position from 0 to `$len`, in steps of a word, and of less at the
/// end.
macro_rules! by_word {
    ($copy:ident, $from:ident, $to:ident, $len:ident) => {{
        let mut at = 0;
        while at + 8 <= $len {
            // SAFETY: 8 bytes from `at` on lie below `len`.
            unsafe { $copy::<u64>($from, $to, at) };
            at += 8;
        }
        if $len & 4 != 0 {
            // SAFETY: 4 bytes from `at` on lie below `len`.
            unsafe { $copy::<u32>($from, $to, at) };
            at += 4;
        }
        if $len & 2 != 0 {
            // SAFETY: 2 bytes from `at` on lie below `len`.
            unsafe { $copy::<u16>($from, $to, at) };
            at += 2;
        }
        if $len & 1 != 0 {
            // SAFETY: the last byte.
            unsafe { $copy::<u8>($from, $to, at) };
        }
    }};
}

/// [`load`], in which no access ends within a number: each is of aligned bytes, as each number
/// is.
///
/// # Safety
///
/// As for [`load`].
#[inline(always)]
pub(in crate::pod) unsafe fn load_words(from: *const u8, to: *mut u8, len: usize) {
    by_word!(load_at, from, to, len);
}

/// [`store`], as [`load_words`].
///
/// # Safety
///
/// As for [`store`].
#[inline(always)]
pub(in crate::pod) unsafe fn store_words(from: *const u8, to: *mut u8, len: usize) {
    by_word!(store_at, from, to, len);
}

/// Loads the number at position `at` and stores it.
///
/// # Safety
///
/// Both sides are valid for a number at that position.
#[inline(always)]
unsafe fn move_at<A: Access>(from: *const u8, to: *mut u8, at: usize) {
    // SAFETY: the caller's promise.
    let number = unsafe { A::load(from.wrapping_add(at)) };
    // SAFETY: the caller's promise.
    unsafe { number.store(to.wrapping_add(at)) };
}

/// [`super::lines`].
///
/// # Safety
///
/// As for [`super::lines`].
#[inline(always)]
pub(super) unsafe fn lines(from: *const u8, to: *mut u8, len: usize) {
    if len >= MANY_LINES {
        // SAFETY: the caller's promise.
        unsafe { copy_large(from, to, len) }
        return;
    }
    let mut at = 0;
    while at < len {
        // SAFETY: the line at `at` lies below `len`.
        unsafe { move_at::<Line>(from, to, at) };
        at += size_of::<Line>();
    }
}

/// [`super::prefetch`].
#[inline(always)]
pub(super) fn prefetch(at: *const u8) {
    // SAFETY: a hint reads nothing and does not fault, whatever the address is.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(at.cast()) }
}

/// # Safety
///
/// `from` is valid for reading `len` bytes, which others may change, and `to` for writing as
/// many, for nobody else.
#[inline(always)]
pub(super) unsafe fn load(from: *const u8, to: *mut u8, len: usize) {
    if len > FEW {
        // SAFETY: the caller's promise.
        unsafe { copy_large(from, to, len) }
    } else {
        by_width!(load_at, from, to, len);
    }
}

/// # Safety
///
/// `from` is valid for reading `len` initialized bytes, and `to` for writing as many, which
/// others may access.
#[inline(always)]
pub(super) unsafe fn store(from: *const u8, to: *mut u8, len: usize) {
    if len > FEW {
        // SAFETY: the caller's promise.
        unsafe { copy_large(from, to, len) }
    } else {
        by_width!(store_at, from, to, len);
    }
}
