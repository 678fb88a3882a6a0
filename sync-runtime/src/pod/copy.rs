//! Runs of numbers, copied by the word or wider between private memory and cells that others may be changing.
//!
//! Rust has no atomic copy of a byte range yet (RFC 3301 proposes one). On `x86_64` an assembly block stands in for
//! it: to the compiler it is opaque code that performs one relaxed atomic access per byte, which is what the
//! instructions do, some bytes at a time. Elsewhere it is a loop over aligned 64-bit words. Which words a run is
//! split into depends on its address and length alone, both the same for everybody, so that no byte is ever
//! accessed in two sizes.

use super::Cells;
use core::mem::MaybeUninit;

/// Copies the bytes of `values` into `cells`, which are as many.
///
/// # Safety
///
/// `T` and `C` have the same size, and `T` no padding.
#[inline(always)]
pub(super) unsafe fn store<T, C: Cells>(values: &[T], cells: &[C]) {
    let len = size_of_val(values).min(size_of_val(cells));
    let (from, to) = (values.as_ptr().cast::<u8>(), cells.as_ptr().cast::<u8>().cast_mut());
    // SAFETY: both ranges are `len` bytes; `from` is initialized, having no padding; `to` permits every change, as
    // `Cells` does.
    unsafe { imp::store(from, to, len) }
}

/// Copies the bytes of `cells` into `out`, which is as long.
///
/// # Safety
///
/// `T` and `C` have the same size, and every bit pattern is a valid `T`.
#[inline(always)]
pub(super) unsafe fn load<T, C: Cells>(cells: &[C], out: &mut [MaybeUninit<T>]) {
    let len = size_of_val(cells).min(size_of_val(out));
    let (from, to) = (cells.as_ptr().cast::<u8>(), out.as_mut_ptr().cast::<u8>());
    // SAFETY: both ranges are `len` bytes, and `to` is exclusively ours.
    unsafe { imp::load(from, to, len) }
}

#[cfg(all(target_arch = "x86_64", not(miri)))]
mod imp {
    use core::arch::asm;

    pub(super) use self::copy as load;
    pub(super) use self::copy as store;

    /// Copies `len` bytes; either side may be changed by others meanwhile.
    ///
    /// # Safety
    ///
    /// Both ranges are valid for `len` bytes, for reading and for writing respectively, and do not overlap.
    #[inline(always)]
    pub(in super::super) unsafe fn copy(from: *const u8, to: *mut u8, len: usize) {
        match len {
            0 => {}
            // SAFETY: each width is covered by two overlapping accesses of at most half of it, rounded up.
            1 => unsafe {
                asm!("mov {v}, [{from}]", "mov [{to}], {v}",
                v = out(reg_byte) _, from = in(reg) from, to = in(reg) to, options(nostack, preserves_flags))
            },
            // SAFETY: as above.
            2..=3 => unsafe {
                asm!("movzx {a:e}, word ptr [{from}]", "movzx {b:e}, word ptr [{from} + {last}]",
                "mov [{to}], {a:x}", "mov [{to} + {last}], {b:x}",
                a = out(reg) _, b = out(reg) _, from = in(reg) from, to = in(reg) to, last = in(reg) len - 2,
                options(nostack, preserves_flags))
            },
            // SAFETY: as above.
            4..=7 => unsafe {
                asm!("mov {a:e}, [{from}]", "mov {b:e}, [{from} + {last}]",
                "mov [{to}], {a:e}", "mov [{to} + {last}], {b:e}",
                a = out(reg) _, b = out(reg) _, from = in(reg) from, to = in(reg) to, last = in(reg) len - 4,
                options(nostack, preserves_flags))
            },
            // SAFETY: as above.
            8..=15 => unsafe {
                asm!("mov {a}, [{from}]", "mov {b}, [{from} + {last}]",
                "mov [{to}], {a}", "mov [{to} + {last}], {b}",
                a = out(reg) _, b = out(reg) _, from = in(reg) from, to = in(reg) to, last = in(reg) len - 8,
                options(nostack, preserves_flags))
            },
            // SAFETY: as above.
            16..=31 => unsafe {
                asm!("movups {a}, [{from}]", "movups {b}, [{from} + {last}]",
                "movups [{to}], {a}", "movups [{to} + {last}], {b}",
                a = out(xmm_reg) _, b = out(xmm_reg) _, from = in(reg) from, to = in(reg) to, last = in(reg) len - 16,
                options(nostack, preserves_flags))
            },
            // SAFETY: as above.
            32..=63 => unsafe {
                asm!("movups {a}, [{from}]", "movups {b}, [{from} + 16]",
                "movups {c}, [{from} + {last}]", "movups {d}, [{from} + {last} + 16]",
                "movups [{to}], {a}", "movups [{to} + 16], {b}",
                "movups [{to} + {last}], {c}", "movups [{to} + {last} + 16], {d}",
                a = out(xmm_reg) _, b = out(xmm_reg) _, c = out(xmm_reg) _, d = out(xmm_reg) _,
                from = in(reg) from, to = in(reg) to, last = in(reg) len - 32,
                options(nostack, preserves_flags))
            },
            // SAFETY: 64 bytes at a time while more than 64 remain, then the last 64, which may overlap.
            _ => unsafe {
                asm!(
                "2:",
                "movups {a}, [{from}]", "movups {b}, [{from} + 16]",
                "movups {c}, [{from} + 32]", "movups {d}, [{from} + 48]",
                "movups [{to}], {a}", "movups [{to} + 16], {b}",
                "movups [{to} + 32], {c}", "movups [{to} + 48], {d}",
                "add {from}, 64", "add {to}, 64", "cmp {from}, {end}", "jb 2b",
                "sub {to}, {from}", "add {to}, {end}",
                "movups {a}, [{end}]", "movups {b}, [{end} + 16]",
                "movups {c}, [{end} + 32]", "movups {d}, [{end} + 48]",
                "movups [{to}], {a}", "movups [{to} + 16], {b}",
                "movups [{to} + 32], {c}", "movups [{to} + 48], {d}",
                a = out(xmm_reg) _, b = out(xmm_reg) _, c = out(xmm_reg) _, d = out(xmm_reg) _,
                from = inout(reg) from => _, to = inout(reg) to => _, end = in(reg) from.wrapping_add(len - 64),
                options(nostack))
            },
        }
    }
}

#[cfg(not(all(target_arch = "x86_64", not(miri))))]
mod imp {
    use core::sync::atomic::{AtomicU8, AtomicU64, Ordering::Relaxed};

    const WORD: usize = size_of::<u64>();

    /// How many of `len` bytes at `cells` come before the first aligned word, and how many words follow.
    fn split(cells: *const u8, len: usize) -> (usize, usize) {
        let head = (cells.addr().wrapping_neg() % WORD).min(len);
        (head, (len - head) / WORD)
    }

    /// # Safety
    ///
    /// `cells` is valid for `len` bytes that are accessed through this module alone, and `out` for writing as many.
    #[inline]
    pub(super) unsafe fn load(cells: *const u8, out: *mut u8, len: usize) {
        let (head, words) = split(cells, len);
        let byte = |at: usize| {
            // SAFETY: the caller only passes positions below `len`.
            let (from, to) = unsafe { (cells.add(at).cast::<AtomicU8>(), out.add(at)) };
            // SAFETY: `from` is a byte that everybody accesses as an atomic byte.
            let value = unsafe { (*from).load(Relaxed) };
            // SAFETY: `to` is ours.
            unsafe { to.write(value) };
        };
        (0..head).for_each(byte);
        for word in 0..words {
            let at = head + word * WORD;
            // SAFETY: a whole word from `at` on lies below `len`.
            let (from, to) = unsafe { (cells.add(at).cast::<AtomicU64>(), out.add(at).cast::<u64>()) };
            // SAFETY: `from` is aligned, and everybody accesses this word as an atomic word.
            let value = unsafe { (*from).load(Relaxed) };
            // SAFETY: `to` is ours.
            unsafe { to.write_unaligned(value) };
        }
        (head + words * WORD..len).for_each(byte);
    }

    /// # Safety
    ///
    /// `values` is valid for reading `len` bytes, and `cells` for as many that are accessed through this module alone.
    #[inline]
    pub(super) unsafe fn store(values: *const u8, cells: *mut u8, len: usize) {
        let (head, words) = split(cells, len);
        let byte = |at: usize| {
            // SAFETY: the caller only passes positions below `len`.
            let (from, to) = unsafe { (values.add(at), cells.add(at).cast::<AtomicU8>()) };
            // SAFETY: `from` is readable.
            let value = unsafe { from.read() };
            // SAFETY: `to` is a byte that everybody accesses as an atomic byte.
            unsafe { (*to).store(value, Relaxed) };
        };
        (0..head).for_each(byte);
        for word in 0..words {
            let at = head + word * WORD;
            // SAFETY: a whole word from `at` on lies below `len`.
            let (from, to) = unsafe { (values.add(at).cast::<u64>(), cells.add(at).cast::<AtomicU64>()) };
            // SAFETY: `from` is readable.
            let value = unsafe { from.read_unaligned() };
            // SAFETY: `to` is aligned, and everybody accesses this word as an atomic word.
            unsafe { (*to).store(value, Relaxed) };
        }
        (head + words * WORD..len).for_each(byte);
    }
}
