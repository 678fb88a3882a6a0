//! A mutex that is held by no thread, and cannot be acquired.

use super::words::{TID, Word, atomic_word};
use super::{RawMutex, owner};
use crate::atomic::Ordering::SeqCst;
use crate::sys::{futex, process, robust};

/// A thread id that no thread has: it is above every `pid_max` (see `proc_sys_kernel(5)`), and no
/// thread that dies is taken for it. One less than the mark that musl has for a mutex that is given
/// up.
const NO_THREAD: u32 = 0x3fff_fffe;

/// Makes `mutex` one that is held by no thread, by one store: none can acquire it any more, until
/// it is [opened again](open_again).
///
/// # Safety
///
/// `mutex` is an initialized mutex that the calling thread holds, robust and not
/// priority-inheriting. It stays mapped until the thread has called [`leave_shut`] or
/// [`open_again`].
pub(crate) unsafe fn shut(mutex: *mut RawMutex) {
    // SAFETY: the caller's promise.
    let at = unsafe { Word::owner(mutex) };
    // SAFETY: the caller's promise.
    unsafe { atomic_word(mutex, at) }.store(NO_THREAD, SeqCst);
}

/// Wakes all that wait for a mutex that the calling thread [shut], and takes it off the lists
/// of what the thread holds: it may be unmapped from now on.
///
/// # Safety
///
/// The calling thread called [`shut`] before.
pub(crate) unsafe fn leave_shut(mutex: *mut RawMutex) {
    // SAFETY: the caller's promise.
    let at = unsafe { Word::owner(mutex) };
    // SAFETY: the caller's promise.
    let word = unsafe { atomic_word(mutex, at) };
    // SAFETY: the word is that of no thread.
    unsafe { robust::forget(word) };
    futex::wake(word.as_ptr(), u32::MAX);
}

/// Makes a mutex that the calling thread [shut] one that this thread holds, as before.
///
/// # Safety
///
/// The calling thread called [`shut`] before, and not [`leave_shut`].
pub(crate) unsafe fn open_again(mutex: *mut RawMutex) {
    /// There may be some that wait: releasing it wakes one of them.
    const WAITERS: u32 = 1 << 31;
    // SAFETY: the caller's promise.
    let at = unsafe { Word::owner(mutex) };
    // SAFETY: the caller's promise.
    unsafe { atomic_word(mutex, at) }.store(process::own_thread() | WAITERS, SeqCst);
}

/// Whether the word in which the kernel finds the owner of a mutex is that of one that was
/// [shut].
pub(crate) fn is_word_of_shut(word: u32) -> bool {
    word & TID == NO_THREAD
}

/// Whether `mutex` was [shut].
///
/// # Safety
///
/// `mutex` is an initialized mutex.
pub(crate) unsafe fn is_shut(mutex: *mut RawMutex) -> bool {
    // SAFETY: the caller's promise.
    unsafe { owner(mutex) == NO_THREAD }
}
