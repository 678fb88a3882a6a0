//! Telling a forked child from its parent, cheaply enough to ask at every release.

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

    pub(super) fn get(self) -> u32 {
        self.0
    }
}

/// Begins to count. See `pthread_atfork(3)`; a child made by a bare `clone` system call is not noticed.
pub(crate) fn watch() {
    static WATCH: Once = Once::new();
    extern "C" fn in_child() {
        GENERATION.store(GENERATION.load(Relaxed).wrapping_add(1), Relaxed);
    }
    WATCH.call_once(|| {
        // SAFETY: the handler does what is allowed in a forked child: it touches one atomic integer. If the call
        // fails, for want of memory, children are not told apart, which no other promise rests on.
        unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
    });
}
