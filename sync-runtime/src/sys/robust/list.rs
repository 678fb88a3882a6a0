//! The list itself.

use core::cell::Cell;
use core::ptr;
use core::sync::atomic::{Ordering::SeqCst, compiler_fence};

/// A link of the list. The first field of the kernel's `struct robust_list_head` is one, too.
#[repr(C)]
pub(in crate::sys) struct Link {
    pub(super) next: *mut Link,
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
pub(in crate::sys) struct Entry {
    previous: Cell<*mut Link>,
    link: Cell<*mut Link>,
}

impl Entry {
    /// Where it leads, back and on.
    pub(in crate::sys) fn neighbours(&self) -> (*mut Link, *mut Link) {
        (self.previous.get(), self.link.get())
    }

    /// Its link, as others have it.
    #[inline(always)]
    pub(in crate::sys) fn link(&self) -> *mut Link {
        // Made of the whole entry, for `back` goes from here to the other half.
        ptr::from_ref(self).cast_mut().cast::<Link>().wrapping_add(1)
    }

    /// Takes the mutex off the list that it is in.
    ///
    /// # Safety
    ///
    /// The calling thread holds the mutex, which is in its list, and is between [`List::begin`] and
    /// [`List::end`].
    #[inline(always)]
    pub(in crate::sys) unsafe fn remove(&self) {
        let (previous, next) = self.neighbours();
        // SAFETY: as in `List::add_before`.
        unsafe { (*back(next)).next = previous };
        // SAFETY: the link in front, or the head. The lowest bit says that its mutex inherits
        // priorities.
        unsafe { (*unmarked(previous)).next = next };
        self.link.set(ptr::null_mut());
        self.previous.set(ptr::null_mut());
        compiler_fence(SeqCst);
    }
}

/// The calling thread's list, as glibc keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sys) struct List(*mut Head);

impl List {
    /// None.
    pub(in crate::sys) const NONE: Self = Self(ptr::null_mut());

    /// The calling thread's, if the kernel knows one, and one whose mutexes have the owner's word
    /// so far from the link.
    pub(in crate::sys) fn own(offset: isize) -> Option<Self> {
        let head = head().cast::<Head>();
        // SAFETY: null, or a whole head, which is the calling thread's own.
        let found = unsafe { head.as_ref() }?.offset;
        (found == offset).then_some(Self(head))
    }

    /// The head, as the last entry of the list has it.
    #[inline(always)]
    pub(in crate::sys) fn head(self) -> *mut Link {
        self.0.cast()
    }

    /// The first link, or the head.
    #[inline(always)]
    pub(in crate::sys) fn first(self) -> *mut Link {
        // SAFETY: the calling thread's own head, which stays as long as the thread.
        unsafe { (*self.0).first.next }
    }

    /// Whether the thread holds no robust mutex.
    #[inline(always)]
    pub(in crate::sys) fn is_empty(self) -> bool {
        self.first() == self.head()
    }

    /// Whether a mutex is being acquired or released.
    pub(in crate::sys) fn is_pending(self) -> bool {
        // SAFETY: as in `first`.
        let pending = unsafe { (*self.0).pending };
        !pending.is_null()
    }

    /// Where the first link, or the head, leads back to.
    pub(in crate::sys) fn back_from_first(self) -> *mut Link {
        // SAFETY: as in `add_before`.
        unsafe { (*back(self.first())).next }
    }

    /// Tells the kernel that a mutex is about to be acquired or released. If the thread dies before
    /// [`end`](Self::end), and is the mutex's owner by its word, the kernel marks that, whether the
    /// mutex is in the list or not.
    #[inline(always)]
    pub(in crate::sys) fn begin(self, entry: &Entry) {
        // SAFETY: as in `first`.
        unsafe { (*self.0).pending = entry.link() };
        // The kernel ends a thread between two instructions, so their order is enough; here and
        // below.
        compiler_fence(SeqCst);
    }

    /// See [`begin`](Self::begin).
    #[inline(always)]
    pub(in crate::sys) fn end(self) {
        compiler_fence(SeqCst);
        // SAFETY: as in `first`.
        unsafe { (*self.0).pending = ptr::null_mut() };
        compiler_fence(SeqCst);
    }

    /// Puts a mutex in front of the others.
    ///
    /// # Safety
    ///
    /// The calling thread, whose list this is, has acquired the mutex between
    /// [`begin`](Self::begin) and [`end`](Self::end), and the mutex is in no list.
    #[inline(always)]
    pub(in crate::sys) unsafe fn add(self, entry: &Entry) {
        let first = self.first();
        // SAFETY: the caller's promise.
        unsafe { self.add_before(first, back(first), entry) };
    }

    /// [`add`](Self::add) to an empty list.
    ///
    /// # Safety
    ///
    /// As [`add`](Self::add).
    #[inline(always)]
    pub(in crate::sys) unsafe fn add_only(self, entry: &Entry) {
        let head = self.head();
        // SAFETY: the caller's promise.
        unsafe { self.add_before(head, head.wrapping_sub(1), entry) };
    }

    /// # Safety
    ///
    /// As [`add`](Self::add). `first` is the first link, or the head, and `back` the way back from
    /// there.
    #[inline(always)]
    unsafe fn add_before(self, first: *mut Link, back: *mut Link, entry: &Entry) {
        // SAFETY: glibc has a word before each link, and before the head, for the way back. Only
        // this thread uses it.
        unsafe { (*back).next = entry.link() };
        entry.link.set(first);
        entry.previous.set(self.head());
        compiler_fence(SeqCst);
        // SAFETY: as in `first`.
        unsafe { (*self.0).first.next = entry.link() };
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
pub(super) fn head() -> *mut Link {
    let (mut head, mut len) = (ptr::null_mut::<Link>(), 0_usize);
    // SAFETY: 0 is the calling thread; both pointers are valid for writing.
    let outcome = unsafe { libc::syscall(libc::SYS_get_robust_list, 0, &raw mut head, &raw mut len) };
    if outcome == 0 { head } else { ptr::null_mut() }
}
