//! The words of a mutex that the C library and the kernel share.

use super::RawMutex;
use crate::atomic::{AtomicU32, Ordering::Relaxed};

/// The bits of the owner's word that are its thread id. The others are `FUTEX_WAITERS` and
/// `FUTEX_OWNER_DIED`.
pub(super) const TID: u32 = 0x3fff_ffff;

/// A 32-bit word of a mutex, by its index.
#[derive(Clone, Copy)]
pub(super) struct Word(usize);

#[cfg(target_env = "gnu")]
impl Word {
    /// `struct __pthread_mutex_s` of glibc's `bits/struct_mutex.h`: `__lock`, `__count`, `__owner`,
    /// `__nusers`, `__kind`. In a robust or priority-inheriting mutex `__lock` is the word that the
    /// kernel knows (see `get_robust_list(2)`, `futex(2)`); in others it is only a flag.
    pub(super) const LOCK: Self = Self(0);
    pub(super) const OWNER: Self = Self(2);
    pub(super) const KIND: Self = Self(4);
    pub(super) const ROBUST: u32 = 16;
    pub(super) const INHERITING: u32 = 32;

    /// The one that holds the owner's thread id.
    ///
    /// # Safety
    ///
    /// `mutex` is an initialized mutex.
    pub(super) unsafe fn owner(mutex: *mut RawMutex) -> Self {
        // SAFETY: the caller's promise.
        let kind = unsafe { word(mutex, Self::KIND) };
        if kind & (Self::ROBUST | Self::INHERITING) == 0 { Self::OWNER } else { Self::LOCK }
    }
}

#[cfg(not(target_env = "gnu"))]
impl Word {
    /// musl's `_m_type` and `_m_lock`, the first two words of every mutex.
    pub(super) const KIND: Self = Self(0);
    /// Every mutex but the plainest is on the list.
    pub(super) const ROBUST: u32 = 1 | 2 | 4 | 8;
    pub(super) const INHERITING: u32 = 8;

    /// The one that holds the owner's thread id.
    #[allow(clippy::unused_self, reason = "the same signature as glibc's")]
    pub(super) unsafe fn owner(_: *mut RawMutex) -> Self {
        Self(1)
    }
}

/// # Safety
///
/// `mutex` is an initialized mutex.
pub(super) unsafe fn word(mutex: *mut RawMutex, at: Word) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { atomic_word(mutex, at) }.load(Relaxed)
}

/// # Safety
///
/// `mutex` is an initialized mutex, which outlives `'a`.
pub(super) unsafe fn atomic_word<'a>(mutex: *mut RawMutex, Word(index): Word) -> &'a AtomicU32 {
    // SAFETY: a pthread mutex has more words than any of the indices above.
    let word = unsafe { mutex.cast::<u32>().add(index) };
    // SAFETY: aligned, in bounds, and changed by the C library with atomic instructions only.
    unsafe { AtomicU32::from_ptr(word) }
}
