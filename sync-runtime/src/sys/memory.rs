//! The C library's copy, which knows the widest instructions of the machine it runs on.

use core::ffi::c_void;

/// See `memcpy(3)`.
pub(crate) const COPY: unsafe extern "C" fn(*mut c_void, *const c_void, usize) -> *mut c_void = libc::memcpy;
