//! The calling thread's robust mutexes, as the kernel sees them: see `get_robust_list(2)`.
//!
//! The C library keeps a list of the robust mutexes that a thread holds. When the thread dies, the
//! kernel walks the list and marks each of them, but no more than 2,048 (`ROBUST_LIST_LIMIT`). Any
//! beyond that stay locked for ever. So a thread may acquire only as many locks as it was last
//! allowed to. Then [the list is counted](held), which counts every robust mutex, of whatever
//! library, exactly.

#[cfg_attr(
    not(all(target_env = "gnu", not(miri))),
    allow(dead_code, reason = "only glibc's mutexes are acquired directly")
)]
mod list;

pub(super) use list::Link;
use list::head;
#[cfg(all(target_env = "gnu", not(miri)))]
pub(super) use list::{Entry, List};

use crate::atomic::AtomicU32;
use core::cell::Cell;

thread_local! {
    /// How many locks this thread may acquire before it has to ask again: 0 in a new thread, and in
    /// the thread of a forked child.
    static LEFT: Cell<u32> = const { Cell::new(0) };
}

/// Whether the calling thread may acquire one more lock. If not, the caller says [how many](allow)
/// it may.
#[inline(always)]
pub(crate) fn take_one() -> bool {
    LEFT.with(|left| {
        // Stored in any case, which is one instruction and not two.
        let (fewer, none_was_left) = left.get().overflowing_sub(1);
        left.set(fewer);
        !none_was_left
    })
}

/// Allows the calling thread to acquire so many locks without asking.
pub(crate) fn allow(count: u32) {
    LEFT.set(count);
}

/// Takes the mutex whose owner's word is at `lock` off the calling thread's list, as the C library
/// does when it releases one. Does nothing if it is not there.
///
/// # Safety
///
/// The kernel does nothing for this mutex any more when the thread dies: its owner's word is that
/// of no living thread.
pub(crate) unsafe fn forget(lock: *const AtomicU32) {
    let head = head();
    if head.is_null() {
        return;
    }
    // SAFETY: the head is a whole `struct robust_list_head`, of which this is the second field.
    let offset = unsafe { head.wrapping_add(1).cast::<isize>().read() };
    let own = lock.addr().wrapping_add_signed(offset.wrapping_neg());
    let mut link = head;
    for _ in 0..LONGEST {
        // SAFETY: as in `held`.
        let next = unsafe { (*link).next };
        let address = next.addr() & !1;
        if address == head.addr() || address == 0 {
            return;
        }
        if address != own {
            link = next.map_addr(|address| address & !1);
            continue;
        }
        let found = next.map_addr(|address| address & !1);
        // SAFETY: as in `held`.
        let after = unsafe { (*found).next };
        let behind = after.map_addr(|address| address & !1);
        // SAFETY: a link of the list, which only this thread changes. The kernel follows the list
        // in this direction alone, so it is whole before this and after it.
        unsafe { (*link).next = after };
        if HAS_PREVIOUS && behind != head {
            // SAFETY: a link in a mutex that this thread holds; the word before it is the way back.
            unsafe { behind.wrapping_sub(1).write(Link { next: link }) };
        }
        return;
    }
}

/// Longer than any list that the kernel walks.
const LONGEST: usize = 1 << 20;

/// Whether the word before a link leads back. 32-bit glibc has lists of one direction.
const HAS_PREVIOUS: bool = !cfg!(all(target_env = "gnu", target_pointer_width = "32"));

/// How many robust mutexes the calling thread holds; counts up to `most`.
pub(crate) fn held(most: u32) -> u32 {
    let head = head();
    let (mut link, mut count) = (head, 0);
    while !link.is_null() && count < most {
        // SAFETY: the head, or the link in a mutex that this thread holds. Such a mutex stays
        // mapped while it is held, and only this thread changes its list.
        let next = unsafe { (*link).next };
        // The lowest bit says that the mutex inherits priorities.
        link = next.map_addr(|address| address & !1);
        if link == head {
            break;
        }
        count += 1;
    }
    count
}

/// In musl a forked child inherits its parent's list, and would write into the parent's mutexes.
/// glibc empties the list.
#[cfg(not(target_env = "gnu"))]
mod forked {
    use super::{Cell, Link, head};
    use core::ptr;

    thread_local! {
        /// The head of the list of the thread that is about to fork.
        static HEAD: Cell<*mut Link> = const { Cell::new(ptr::null_mut()) };
    }

    /// Remembers the list: a child cannot ask for it, for the kernel knows of none there.
    pub(in super::super) fn before_fork() {
        HEAD.set(head());
    }

    /// Empties the list, as it was before the thread's first robust mutex. musl registers it with
    /// the kernel again at the child's first one.
    pub(super) fn empty_list() {
        let head = HEAD.get();
        if !head.is_null() {
            // SAFETY: the head of this thread's own list, which is empty if it links to itself. The
            // child has no other thread, and holds no mutex.
            unsafe { (*head).next = head };
        }
    }
}

#[cfg(not(target_env = "gnu"))]
pub(super) use forked::before_fork;

/// Makes the thread of a forked child ask before its first lock: it holds none.
pub(super) fn forget_in_child() {
    allow(0);
    #[cfg(not(target_env = "gnu"))]
    forked::empty_list();
}
