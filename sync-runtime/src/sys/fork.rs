//! Telling a forked child from its parent, cheaply enough to ask at every acquisition and at every
//! commit.
//!
//! The kernel fills the page that holds [`NUMBER`] with zeroes in every child that gets a copy of
//! the memory (`MADV_WIPEONFORK`), whether it was made by `fork`, by `_Fork` or by the system call
//! `clone`. A child of `vfork`, or of `clone` with `CLONE_VM`, shares its parent's memory and is
//! not told apart.

use super::robust;
use crate::atomic::{AtomicU32, Ordering::Relaxed};
use core::ops::Deref;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering::AcqRel, Ordering::Acquire};

/// The calling process's number; 0 as long as it has none.
static NUMBER: Page = Page(AtomicU32::new(0));

/// A number alone in its page.
#[repr(C, align(4096))]
struct Page(AtomicU32);

/// The number that was given last. A child has a copy, and counts on from there.
static LAST: AtomicU32 = AtomicU32::new(0);

/// Which process this is, as far as `fork` is concerned: a parent and its descendants never compare
/// equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Generation(u32);

impl Generation {
    /// No process's.
    #[cfg(all(target_env = "gnu", not(miri)))]
    pub(crate) const NONE: Self = Self(u32::MAX);

    /// Another process's than the calling one's.
    #[cfg(test)]
    pub(crate) const OTHER: Self = Self(0);

    /// The calling process's.
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
}

/// What each process has of its own. A forked child begins with another one, for a lock that is
/// held during the `fork` is never released there.
#[derive(Debug)]
pub(crate) struct Own<T> {
    generation: Generation,
    value: T,
}

impl<T: Default> Own<T> {
    /// The calling process's, of those that were at `place`.
    pub(crate) fn at(place: &'static AtomicPtr<Self>) -> &'static Self {
        watch();
        let generation = Generation::current();
        let mut known = place.load(Acquire);
        loop {
            // SAFETY: null, or what was leaked below.
            if let Some(own) = unsafe { known.as_ref() }.filter(|own| own.generation == generation) {
                return own;
            }
            let new = Box::into_raw(Box::new(Self { generation, value: T::default() }));
            match place.compare_exchange(known, new, AcqRel, Acquire) {
                Ok(_) => known = new,
                Err(newer) => {
                    // SAFETY: made above, and no other thread has seen it.
                    drop(unsafe { Box::from_raw(new) });
                    known = newer;
                }
            }
        }
    }

    /// Whether it is the calling process's.
    pub(crate) fn is_current(&self) -> bool {
        self.generation.is_current()
    }
}

impl<T> Deref for Own<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

#[inline(always)]
fn number() -> u32 {
    NUMBER.0.load(Relaxed)
}

/// Gives the calling process a number that none of its ancestors has.
#[cold]
#[inline(never)]
fn renew() -> u32 {
    // Neither 0 nor `Generation::NONE`.
    let new = LAST.fetch_add(1, Relaxed) % (u32::MAX - 1) + 1;
    // Another thread may be faster.
    match NUMBER.0.compare_exchange(0, new, Relaxed, Relaxed) {
        Ok(_) => new,
        Err(faster) => faster,
    }
}

/// Begins to tell children from their parents. To be called before the first acquisition.
///
/// Where the kernel cannot wipe the page (before Linux 4.14, or if pages are larger than it),
/// children of `fork` alone are noticed. If even that fails, for want of memory, none are, and a
/// child that was forked inside a section could commit as if it were its parent.
///
/// See `madvise(2)` and `pthread_atfork(3)`.
pub(crate) fn watch() {
    static WATCH: Once = Once::new();
    extern "C" fn in_child() {
        NUMBER.0.store(0, Relaxed);
        robust::forget_in_child();
    }
    #[cfg(all(target_env = "gnu", not(miri)))]
    const BEFORE: Option<unsafe extern "C" fn()> = None;
    #[cfg(not(target_env = "gnu"))]
    const BEFORE: Option<unsafe extern "C" fn()> = {
        extern "C" fn before() {
            robust::before_fork();
        }
        Some(before)
    };
    WATCH.call_once(|| {
        // Where it cannot, the handler below does the same in children of `fork`.
        NOTICES_ALL.store(wipe_in_children(&NUMBER), Relaxed);
        // SAFETY: the handlers do what is allowed there: they touch words of this process, and make
        // a system call.
        unsafe { libc::pthread_atfork(BEFORE, None, Some(in_child)) };
    });
}

/// Whether the kernel wipes the page in children, however they are made.
static NOTICES_ALL: AtomicBool = AtomicBool::new(false);

/// Whether every child with a copy of the memory is told from its parent: also one of `_Fork` or
/// the system call `clone`. To be asked after [`watch`].
#[cfg(all(target_env = "gnu", not(miri)))]
pub(crate) fn notices_all() -> bool {
    NOTICES_ALL.load(Relaxed)
}

/// Whether the kernel will wipe the page in children.
fn wipe_in_children(page: &'static Page) -> bool {
    // SAFETY: takes no pointer.
    let size = usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) });
    // A larger page would hold other statics, too.
    size == Ok(size_of::<Page>())
        // SAFETY: the page holds nothing but the number, which may become 0 in a child.
        && unsafe { libc::madvise((&raw const *page).cast_mut().cast(), size_of::<Page>(), libc::MADV_WIPEONFORK) } == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_wipes_the_page() {
        assert!(wipe_in_children(&NUMBER), "it is in memory of the process's own, not in that of a file");
    }
}
