//! Telling a forked child from its parent, cheaply enough to ask at every release.

use super::robust;
use crate::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::Once;

/// How often this process came out of a `fork`. Private to the process.
static GENERATION: AtomicU32 = AtomicU32::new(0);

/// Which process this is, as far as `fork` is concerned: a parent and its child never compare equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Generation(u32);

impl Generation {
    #[inline(always)]
    pub(crate) fn current() -> Self {
        Self(GENERATION.load(Relaxed))
    }
}

/// Begins to notice forks. See `pthread_atfork(3)`. A child that was made by `_Fork` or by a bare `clone`
/// system call is not noticed: the C library of such a child takes itself for the parent, and no lock may
/// be used there.
///
/// What a guard commits rests on it: one that was inherited from the parent commits nothing in a child.
/// Memory for a handler can be lacking only when a program's first one is registered, so there is no
/// answer to that but to go on.
pub(crate) fn watch() {
    static WATCH: Once = Once::new();
    extern "C" fn in_child() {
        GENERATION.store(GENERATION.load(Relaxed).wrapping_add(1), Relaxed);
        robust::forget_in_child();
    }
    #[cfg(target_env = "gnu")]
    const BEFORE: Option<unsafe extern "C" fn()> = None;
    #[cfg(not(target_env = "gnu"))]
    const BEFORE: Option<unsafe extern "C" fn()> = {
        extern "C" fn before() {
            robust::before_fork();
        }
        Some(before)
    };
    WATCH.call_once(|| {
        // SAFETY: the handlers do what is allowed there: they touch words of this process, and make a
        // system call.
        unsafe { libc::pthread_atfork(BEFORE, None, Some(in_child)) };
    });
}
