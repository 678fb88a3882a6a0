//! The calling thread's robust mutexes, as the kernel sees them: see `get_robust_list(2)`.
//!
//! The C library keeps a list of the robust mutexes that a thread holds. When the thread dies, the
//! kernel walks the list and marks each of them, but no more than 2,048 (`ROBUST_LIST_LIMIT`). Any
//! beyond that stay locked for ever. So a thread may acquire only as many locks as it was last
//! allowed to. Then [the list is counted](held), which counts every robust mutex, of whatever
//! library, exactly.

use crate::atomic::AtomicU32;
use core::cell::Cell;
use core::ptr;
use core::sync::atomic::{Ordering::SeqCst, compiler_fence};

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

/// A link of the list. The first field of the kernel's `struct robust_list_head` is one, too.
#[repr(C)]
pub(super) struct Link {
    next: *mut Link,
}

/// The kernel's `struct robust_list_head`.
#[repr(C)]
struct Head {
    first: Link,
    /// From a link to the owner's word of its mutex.
    offset: isize,
    /// A link whose mutex is being acquired or released.
    pending: *mut Link,
}

/// The place of a mutex in the list: the way back, which the kernel does not know, and the link.
#[derive(Debug)]
#[repr(C)]
pub(super) struct Entry {
    previous: Cell<*mut Link>,
    link: Cell<*mut Link>,
}

impl Entry {
    /// Where it leads, back and on.
    pub(super) fn neighbours(&self) -> (*mut Link, *mut Link) {
        (self.previous.get(), self.link.get())
    }

    /// Its link, as others have it.
    #[inline(always)]
    pub(super) fn link(&self) -> *mut Link {
        self.link.as_ptr().cast()
    }
}

/// The calling thread's list, as glibc keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct List(*mut Head);

impl List {
    /// None.
    pub(super) const NONE: Self = Self(ptr::null_mut());

    /// The calling thread's, if the kernel knows one, and one whose mutexes have the owner's word so
    /// far from the link.
    pub(super) fn own(offset: isize) -> Option<Self> {
        let head = head().cast::<Head>();
        // SAFETY: null, or a whole head, which is the calling thread's own.
        let found = unsafe { head.as_ref() }?.offset;
        (found == offset).then_some(Self(head))
    }

    /// The head, as the last entry of the list has it.
    pub(super) fn head(self) -> *mut Link {
        self.0.cast()
    }

    /// The first link, or the head.
    #[inline(always)]
    pub(super) fn first(self) -> *mut Link {
        // SAFETY: the calling thread's own head, which stays as long as the thread.
        unsafe { (*self.0).first.next }
    }

    /// Whether a mutex is being acquired or released.
    pub(super) fn is_pending(self) -> bool {
        // SAFETY: as in `first`.
        let pending = unsafe { (*self.0).pending };
        !pending.is_null()
    }

    /// Where a link of the list leads back to. The word before the head does as well.
    ///
    /// # Safety
    ///
    /// It is a link of this list.
    pub(super) unsafe fn previous(self, link: *mut Link) -> *mut Link {
        // SAFETY: the caller's promise; see `add`.
        unsafe { (*back(link)).next }
    }

    /// Tells the kernel that a mutex is about to be acquired or released. If the thread dies before
    /// [`end`](Self::end), and is the mutex's owner by its word, the kernel marks that, whether the
    /// mutex is in the list or not.
    #[inline(always)]
    pub(super) fn begin(self, entry: &Entry) {
        // SAFETY: as in `first`.
        unsafe { (*self.0).pending = entry.link() };
        // The kernel ends a thread between two instructions, so their order is enough; here and
        // below.
        compiler_fence(SeqCst);
    }

    /// See [`begin`](Self::begin).
    #[inline(always)]
    pub(super) fn end(self) {
        compiler_fence(SeqCst);
        // SAFETY: as in `first`.
        unsafe { (*self.0).pending = ptr::null_mut() };
        compiler_fence(SeqCst);
    }

    /// Puts a mutex in front of the list.
    ///
    /// # Safety
    ///
    /// The calling thread, whose list this is, has acquired the mutex between [`begin`](Self::begin)
    /// and [`end`](Self::end), and the mutex is in no list.
    #[inline(always)]
    pub(super) unsafe fn add(self, entry: &Entry) {
        let first = self.first();
        // SAFETY: a link of the list, or the head; glibc has a word before either for the way back.
        // Only this thread uses it.
        unsafe { (*back(first)).next = entry.link() };
        entry.link.set(first);
        entry.previous.set(self.0.cast());
        compiler_fence(SeqCst);
        // SAFETY: as in `first`.
        unsafe { (*self.0).first.next = entry.link() };
        compiler_fence(SeqCst);
    }

    /// Takes a mutex off the list.
    ///
    /// # Safety
    ///
    /// The calling thread, whose list this is, holds the mutex, which is in the list, and is between
    /// [`begin`](Self::begin) and [`end`](Self::end).
    #[inline(always)]
    pub(super) unsafe fn remove(self, entry: &Entry) {
        let (previous, next) = entry.neighbours();
        // SAFETY: as in `add`.
        unsafe { (*back(next)).next = previous };
        // SAFETY: the link in front, or the head. The lowest bit says that its mutex inherits
        // priorities.
        unsafe { (*unmarked(previous)).next = next };
        entry.link.set(ptr::null_mut());
        entry.previous.set(ptr::null_mut());
        compiler_fence(SeqCst);
    }
}

/// Where a link is. Its lowest bit says that its mutex inherits priorities.
#[inline(always)]
fn unmarked(link: *mut Link) -> *mut Link {
    link.map_addr(|address| address & !1)
}

/// The word before a link, which leads back.
#[inline(always)]
fn back(link: *mut Link) -> *mut Link {
    unmarked(link).wrapping_sub(1)
}

/// The head of the calling thread's list; null if the C library has not registered one yet, as musl
/// does with the first robust mutex of a thread.
fn head() -> *mut Link {
    let (mut head, mut len) = (ptr::null_mut::<Link>(), 0_usize);
    // SAFETY: 0 is the calling thread; both pointers are valid for writing.
    let outcome = unsafe { libc::syscall(libc::SYS_get_robust_list, 0, &raw mut head, &raw mut len) };
    if outcome == 0 { head } else { ptr::null_mut() }
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
    use super::{Cell, Link, head, ptr};

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
