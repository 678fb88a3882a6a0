//! Whether the bytes of a type can be damaged.

use super::Pod;
use crate::error::SyncError;
use core::mem::MaybeUninit;

/// Whether there are bytes that are no value of a type, and so what reading one returns.
#[doc(hidden)]
pub trait Damage {
    /// A `T`, or a `Result`.
    type Got<T: Pod>;

    /// What reading returns, if this was read. `blame` says what is wrong with it.
    fn got<T: Pod, E>(read: Result<T, E>, blame: impl FnOnce(E) -> SyncError) -> Self::Got<T>;
}

/// Any bytes are a value: a number, or an array of numbers.
#[doc(hidden)]
#[derive(Debug)]
pub enum Never {}

/// Some bytes are no value.
#[doc(hidden)]
#[derive(Debug)]
pub enum Possible {}

impl Damage for Never {
    type Got<T: Pod> = T;

    #[inline(always)]
    fn got<T: Pod, E>(read: Result<T, E>, _: impl FnOnce(E) -> SyncError) -> T {
        match read {
            Ok(value) => value,
            Err(_) => largest(),
        }
    }
}

impl Damage for Possible {
    type Got<T: Pod> = Result<T, SyncError>;

    #[inline(always)]
    fn got<T: Pod, E>(read: Result<T, E>, blame: impl FnOnce(E) -> SyncError) -> Result<T, SyncError> {
        read.map_err(blame)
    }
}

/// What a `usize` beyond 32 bits is, on a machine with 32 bits: all bits are one. No other number
/// is ever damaged.
#[cold]
fn largest<T: Pod>() -> T {
    let mut value = MaybeUninit::<T>::uninit();
    // SAFETY: room for a `T`.
    unsafe { value.as_mut_ptr().write_bytes(0xff, 1) };
    // SAFETY: all bytes are initialized, and any bytes are a `T`: `Pod` promises that of types
    // whose `Damage` is `Never`.
    unsafe { value.assume_init() }
}
