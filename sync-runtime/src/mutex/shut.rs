//! A lock that is taken from all threads, for good or for a while.

use super::Mutex;
use crate::sys::mutex as raw;

impl Mutex {
    /// Makes it one that no thread can acquire any more, by one store: who tries is told
    /// [`Superseded`](crate::SyncError::Superseded). To be followed by [`leave_shut`](Self::leave_shut) or
    /// [`open_again`](Self::open_again); those who wait for it find out without them, too, at the
    /// end of their turn.
    ///
    /// # Safety
    ///
    /// The calling thread holds the lock, and the mutex is robust and does not inherit priorities.
    /// It stays mapped until the thread has called one of the two.
    #[cold]
    pub(crate) unsafe fn shut(&self) {
        // SAFETY: the caller's promise.
        unsafe { raw::shut(self.0.get()) };
    }

    /// Wakes those who wait for it. The thread holds it no longer.
    ///
    /// # Safety
    ///
    /// The calling thread called [`shut`](Self::shut).
    pub(crate) unsafe fn leave_shut(&self) {
        // SAFETY: the caller's promise.
        unsafe { raw::leave_shut(self.0.get()) };
    }

    /// Makes it one that the calling thread holds, as before.
    ///
    /// # Safety
    ///
    /// The calling thread called [`shut`](Self::shut), and not [`leave_shut`](Self::leave_shut).
    pub(crate) unsafe fn open_again(&self) {
        // SAFETY: the caller's promise.
        unsafe { raw::open_again(self.0.get()) };
    }

    /// Whether the word in which the kernel finds a mutex's owner is that of one that was
    /// [shut](Self::shut).
    pub(crate) fn is_word_of_shut(word: u32) -> bool {
        raw::is_word_of_shut(word)
    }

    /// Whether it was [shut](Self::shut).
    pub(crate) fn is_shut(&self) -> bool {
        // SAFETY: as in `try_lock`.
        unsafe { raw::is_shut(self.0.get()) }
    }
}
