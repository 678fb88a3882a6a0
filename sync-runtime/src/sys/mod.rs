//! Every call of the C library, every error number, and nothing else.

#[cfg(not(target_os = "linux"))]
compile_error!("sync-runtime needs Linux: robust futexes, memfd_create, O_TMPFILE");

#[cfg(not(target_pointer_width = "64"))]
compile_error!(
    "sync-runtime needs a target of 64 bits: with 32 the C library's mutex has other words and `SYS_futex` takes other \
     times, and no test has been run there"
);

pub(crate) mod clock;
pub(crate) mod errno;
pub(crate) mod event;
pub(crate) mod file;
pub(crate) mod fork;
pub(crate) mod futex;
pub(crate) mod identity;
#[cfg(all(target_arch = "x86_64", not(miri)))]
pub(crate) mod memory;
pub(crate) mod mutex;
pub(crate) mod process;
pub(crate) mod robust;
pub(crate) mod room;
pub(crate) mod signal;
