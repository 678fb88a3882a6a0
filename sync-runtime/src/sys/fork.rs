//! Telling a forked child from its parent, cheaply enough to ask at every acquisition and at every commit.
//!
//! The kernel fills the page that holds [`WORD`]'s number with zeroes in every child that gets a copy of the memory
//! (`MADV_WIPEONFORK`), whether it was made by `fork`, `_Fork`, or the system call `clone`. A child of `vfork`, or of
//! `clone` with `CLONE_VM`, shares its parent's memory and is not told apart.

use crate::atomic::{
    AtomicPtr, AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use core::ptr;
use std::sync::Once;

/// Where this process's number is: in a page that is zeroes in a child. Before [`watch`], and where the kernel refuses such a
/// page, it is [`PLAIN`].
static WORD: AtomicPtr<AtomicU32> = AtomicPtr::new((&raw const PLAIN).cast_mut());

/// A number that a child has, too, unless [`in_child`] changes it.
static PLAIN: AtomicU32 = AtomicU32::new(1);

/// The number that was given last. A child has a copy, and counts on from there.
static LAST: AtomicU32 = AtomicU32::new(1);

/// Which process this is, as far as `fork` is concerned: a parent and its descendants never compare equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Generation(u32);

impl Generation {
    /// The calling process's. Never 0, which a child finds before it has a number of its own.
    #[inline(always)]
    pub(crate) fn current() -> Self {
        match number() {
            0 => Self(renew()),
            number => Self(number),
        }
    }

    /// Whether this is the calling process.
    #[inline(always)]
    pub(crate) fn is_current(self) -> bool {
        self.0 == number()
    }

    pub(super) fn get(self) -> u32 {
        self.0
    }
}

#[inline(always)]
fn word() -> &'static AtomicU32 {
    // SAFETY: `WORD` points to `PLAIN` or to a page that is never unmapped.
    unsafe { &*WORD.load(Acquire) }
}

#[inline(always)]
fn number() -> u32 {
    word().load(Relaxed)
}

/// Gives the calling process a number that none of its ancestors has.
#[cold]
#[inline(never)]
fn renew() -> u32 {
    let new = LAST.fetch_add(1, Relaxed).wrapping_add(1).max(1);
    // Another thread of this child may have been faster.
    match word().compare_exchange(0, new, Relaxed, Relaxed) {
        Ok(_) => new,
        Err(faster) => faster,
    }
}

/// Begins to tell children from their parents. To be called before the first acquisition. See `madvise(2)` and `pthread_atfork(3)`.
///
/// Linux before 4.14 has no `MADV_WIPEONFORK`; there, children of `fork` alone are noticed. If memory is wanting for that as well, none
/// are: then a child that was forked inside a section could commit as if it were its parent.
pub(crate) fn watch() {
    static WATCH: Once = Once::new();
    WATCH.call_once(|| {
        if let Some(page) = wiped_page() {
            // SAFETY: a page of our own, which is never unmapped; zeroes are an `AtomicU32`.
            unsafe { &*page }.store(PLAIN.load(Relaxed), Relaxed);
            WORD.store(page, Release);
        } else {
            // SAFETY: the handler does what is allowed in a forked child: it touches atomic integers.
            unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
        }
    });
}

extern "C" fn in_child() {
    PLAIN.store(0, Relaxed);
}

/// A page that a child finds full of zeroes.
fn wiped_page() -> Option<*mut AtomicU32> {
    // The kernel rounds it up to a whole page.
    const LEN: usize = size_of::<AtomicU32>();
    let (access, kind) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS);
    // SAFETY: a new mapping, wherever the kernel wants it.
    let page = unsafe { libc::mmap(ptr::null_mut(), LEN, access, kind, -1, 0) };
    if page == libc::MAP_FAILED {
        return None;
    }
    // SAFETY: the mapping above.
    if unsafe { libc::madvise(page, LEN, libc::MADV_WIPEONFORK) } == 0 {
        return Some(page.cast());
    }
    // SAFETY: the mapping above, of which nobody else knows.
    unsafe { libc::munmap(page, LEN) };
    None
}
