//! A copy that leaves bits out, and tells which there were, sixteen bytes at a time, on `x86_64`.

use super::assembly::{Access, Line};
use crate::pod::Cells;
use core::arch::x86_64::{
    __m128i, _mm_and_si128, _mm_cvtsi128_si64, _mm_or_si128, _mm_set_epi64x, _mm_setzero_si128, _mm_unpackhi_epi64,
};
use core::mem::MaybeUninit;

/// [`load`](super::load), which clears all bits but those in `mask`, and returns those that were
/// set in any of the cells: of one cell after those of another, in sixteen bytes. Each of the cells
/// has 1, 2, 4, 8 or 16 bytes, or is an array of such.
///
/// # Safety
///
/// As for [`load`](super::load).
#[inline(always)]
pub(in crate::pod) unsafe fn load<T, C: Cells>(cells: &[C], out: &mut [MaybeUninit<T>], mask: u128) -> u128 {
    let len = size_of_val(cells).min(size_of_val(out));
    let (from, to) = (cells.as_ptr().cast::<u8>(), out.as_mut_ptr().cast::<u8>());
    // SAFETY: both ranges are `len` bytes, and `to` is exclusively ours; every such processor has
    // SSE2.
    unsafe { load_masked(from, to, len, mask) }
}

/// [`load`].
///
/// # Safety
///
/// `from` is valid for reading `len` bytes, which others may change, and `to` for writing as many,
/// for nobody else.
#[inline]
#[target_feature(enable = "sse2")]
#[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "parts are meant")]
unsafe fn load_masked(from: *const u8, to: *mut u8, len: usize, mask: u128) -> u128 {
    let wide = _mm_set_epi64x((mask >> 64) as i64, mask as i64);
    let (mut at, mut seen, mut rest) = (0, _mm_setzero_si128(), 0);
    while at + size_of::<Line>() <= len {
        // SAFETY: the line at `at` lies below `len`.
        let Line(mut line) = unsafe { Line::load(from.wrapping_add(at)) };
        for part in &mut line {
            seen = _mm_or_si128(seen, *part);
            *part = _mm_and_si128(*part, wide);
        }
        // SAFETY: as above.
        unsafe { to.wrapping_add(at).cast::<Line>().write_unaligned(Line(line)) };
        at += size_of::<Line>();
    }
    while at + size_of::<__m128i>() <= len {
        // SAFETY: 16 bytes from `at` on lie below `len`.
        let part = unsafe { __m128i::load(from.wrapping_add(at)) };
        seen = _mm_or_si128(seen, part);
        let part = _mm_and_si128(part, wide);
        // SAFETY: as above.
        unsafe { to.wrapping_add(at).cast::<__m128i>().write_unaligned(part) };
        at += size_of::<__m128i>();
    }
    macro_rules! rest {
        ($($number:ident)*) => {$(
            while at + size_of::<$number>() <= len {
                // SAFETY: the number at `at` lies below `len`.
                let number = unsafe { $number::load(from.wrapping_add(at)) };
                rest |= u64::from(number);
                // SAFETY: as above.
                unsafe { to.wrapping_add(at).cast::<$number>().write_unaligned(number & mask as $number) };
                at += size_of::<$number>();
            }
        )*};
    }
    rest! { u64 u32 u16 u8 }
    number(seen) | u128::from(rest)
}

/// The number that has these bits.
#[inline]
#[target_feature(enable = "sse2")]
#[allow(clippy::cast_sign_loss, reason = "bits are meant")]
fn number(bits: __m128i) -> u128 {
    let (low, high) = (_mm_cvtsi128_si64(bits), _mm_cvtsi128_si64(_mm_unpackhi_epi64(bits, bits)));
    u128::from(high as u64) << 64 | u128::from(low as u64)
}
