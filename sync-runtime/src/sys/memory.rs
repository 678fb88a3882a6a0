//! The C library's copy, which knows the widest instructions of the machine it runs on.

/// See `memcpy(3)`.
pub(crate) use libc::memcpy as copy;
