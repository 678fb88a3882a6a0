//! Changing the calling thread's list as glibc does.

use super::{Link, head};
use core::cell::Cell;
use core::ptr;
use core::sync::atomic::{Ordering::SeqCst, compiler_fence};

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
pub(in super::super) struct Entry {
    previous: Cell<*mut Link>,
    link: Cell<*mut Link>,
}

impl Entry {
    /// Where it leads, back and on.
    pub(in super::super) fn neighbours(&self) -> (*mut Link, *mut Link) {
        (self.previous.get(), self.link.get())
    }

    /// Its link, as others have it.
    #[inline(always)]
    pub(in super::super) fn link(&self) -> *mut Link {
        self.link.as_ptr().cast()
    }
}

/// The calling thread's list, as glibc keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct List(*mut Head);

impl List {
    /// None.
    pub(in super::super) const NONE: Self = Self(ptr::null_mut());

    /// The calling thread's, if the kernel knows one, and one whose mutexes have the owner's word so
    /// far from the link.
    pub(in super::super) fn own(offset: isize) -> Option<Self> {
        let head = head().cast::<Head>();
        // SAFETY: null, or a whole head, which is the calling thread's own.
        let found = unsafe { head.as_ref() }?.offset;
        (found == offset).then_some(Self(head))
    }

    /// The head, as the last entry of the list has it.
    pub(in super::super) fn head(self) -> *mut Link {
        self.0.cast()
    }

    /// The first link, or the head.
    #[inline(always)]
    pub(in super::super) fn first(self) -> *mut Link {
        // SAFETY: the calling thread's own head, which stays as long as the thread.
        unsafe { (*self.0).first.next }
    }

    /// Whether a mutex is being acquired or released.
    pub(in super::super) fn is_pending(self) -> bool {
        // SAFETY: as in `first`.
        let pending = unsafe { (*self.0).pending };
        !pending.is_null()
    }

    /// Where a link of the list leads back to. The word before the head does as well.
    ///
    /// # Safety
    ///
    /// It is a link of this list.
    #[allow(clippy::unused_self, reason = "a list's, by what the caller promises")]
    pub(in super::super) unsafe fn previous(self, link: *mut Link) -> *mut Link {
        // SAFETY: the caller's promise; see `add`.
        unsafe { (*back(link)).next }
    }

    /// Tells the kernel that a mutex is about to be acquired or released. If the thread dies before
    /// [`end`](Self::end), and is the mutex's owner by its word, the kernel marks that, whether the
    /// mutex is in the list or not.
    #[inline(always)]
    pub(in super::super) fn begin(self, entry: &Entry) {
        // SAFETY: as in `first`.
        unsafe { (*self.0).pending = entry.link() };
        // The kernel ends a thread between two instructions, so their order is enough; here and
        // below.
        compiler_fence(SeqCst);
    }

    /// See [`begin`](Self::begin).
    #[inline(always)]
    pub(in super::super) fn end(self) {
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
    pub(in super::super) unsafe fn add(self, entry: &Entry) {
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
    #[allow(clippy::unused_self, reason = "a list's, by what the caller promises")]
    #[inline(always)]
    pub(in super::super) unsafe fn remove(self, entry: &Entry) {
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
