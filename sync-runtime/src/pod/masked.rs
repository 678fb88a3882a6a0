//! Runs of options, which are copied sixteen bytes at a time.
//!
//! No layout of an `Option` is promised. But the compiler says where this one has its tag and its
//! part, and mostly that is where the cells have them. Then a copy of the cells is the value, once
//! what is between the tag and the part, which may be anything in cells, is cleared.

use super::Pod;
use super::copy::{self, bits};
use super::option::OptionCells;
use core::mem::{MaybeUninit, offset_of};

/// Reads as many values as there are `cells` into `out`, which is as long. Returns whether each is
/// one; if not, or if options of this type are not read so, nothing is said of `out`.
#[inline(always)]
pub(super) fn read_run<T: Pod>(cells: &[OptionCells<T::Layout>], out: &mut [MaybeUninit<Option<T>>]) -> bool {
    if const { !is_masked::<T>() } || cells.len() * size_of::<Option<T>>() < copy::LARGE {
        return false;
    }
    // SAFETY: an option that is masked has the size of its cells.
    let seen = unsafe { bits::load(cells, out, const { mask::<T>() }) };
    seen & const { tags::<T>() & !ONES } == 0
}

/// Sixteen bytes that are 1.
const ONES: u128 = u128::from_le_bytes([1; 16]);

/// Whether a copy of cells whose tag is 0 or 1 is a value, if what is between the tag and the part
/// becomes zero.
///
/// A plain part leaves no room for a tag, so both have their places in every value, those that the
/// compiler finds in one value of each kind.
const fn is_masked<T: Pod>() -> bool {
    let size = size_of::<Option<T>>();
    T::PLAIN
        && matches!(size, 2 | 4 | 8 | 16)
        && size == size_of::<OptionCells<T::Layout>>()
        && align_of::<Option<T>>() >= align_of::<OptionCells<T::Layout>>()
        && size == 2 * size_of::<T>()
        && offset_of!(OptionCells<T::Layout>, some) == 0
        && offset_of!(OptionCells<T::Layout>, value) == size_of::<T>()
        && are_tagged::<T>()
}

/// Whether `Some` begins with 1, as wide as the part, which follows, and `None` with 0.
const fn are_tagged<T: Pod>() -> bool {
    const PART: u8 = 0xa5;
    let mut part = MaybeUninit::<T>::uninit();
    // SAFETY: room for a `T`.
    unsafe { part.as_mut_ptr().write_bytes(PART, 1) };
    // SAFETY: all bytes are initialized, and any bytes are a plain type.
    let some = MaybeUninit::new(Some(unsafe { part.assume_init() }));
    let none = MaybeUninit::new(None::<T>);
    let mut at = 0;
    while at < size_of::<T>() {
        let tag = if at == 0 { 1 } else { 0 };
        // The compiler evaluates these, and would refuse a byte that is not initialized.
        // SAFETY: within the value.
        let is_some = unsafe { byte(&some, at) } == tag;
        // SAFETY: within the value.
        let is_none = unsafe { byte(&none, at) } == 0;
        // SAFETY: within the value, which has twice as many bytes.
        let is_part = unsafe { byte(&some, size_of::<T>() + at) } == PART;
        if !is_some || !is_none || !is_part {
            return false;
        }
        at += 1;
    }
    true
}

/// The byte of `value` at `at`.
///
/// # Safety
///
/// It is within the value, and initialized.
const unsafe fn byte<T>(value: &MaybeUninit<T>, at: usize) -> u8 {
    // SAFETY: the caller's promise.
    let byte = unsafe { value.as_ptr().cast::<u8>().add(at) };
    // SAFETY: the caller's promise.
    unsafe { byte.read() }
}

/// Bytes from one option to the next. For a part without bytes, which is not masked, it is not zero
/// all the same: the compiler evaluates what follows for every type.
const fn step<T>() -> usize {
    if size_of::<T>() == 0 { 1 } else { 2 * size_of::<T>() }
}

/// Where the tags are in sixteen bytes of options: all bits of these bytes are set.
const fn tags<T>() -> u128 {
    let (mut bytes, mut at) = ([0; 16], 0);
    while at < bytes.len() {
        bytes[at] = u8::MAX;
        at += step::<T>();
    }
    u128::from_le_bytes(bytes)
}

/// Where the tags and the parts are.
const fn mask<T>() -> u128 {
    let (mut bytes, mut at) = (tags::<T>().to_le_bytes(), 0);
    while at < bytes.len() {
        if at % step::<T>() >= size_of::<T>() {
            bytes[at] = u8::MAX;
        }
        at += 1;
    }
    u128::from_le_bytes(bytes)
}
