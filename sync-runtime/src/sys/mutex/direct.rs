//! Acquiring and releasing a mutex without a call of the C library.
//!
//! What `pthread_mutex_trylock` and `pthread_mutex_unlock` do with a robust mutex are a few stores
//! around one atomic instruction, in an order that the kernel demands, for it may end the thread
//! between any two of them. Here are the same stores in the same order, without the calls and the
//! questions of which kind the mutex is: half of the instructions. A mutex that was acquired here
//! may be released by the C library, and the other way round, in whatever process.
//!
//! The words of a mutex are not part of what POSIX says. So every thread [looks](prepare), before
//! its first lock, whether its C library does these very stores. If that does anything else, or the
//! mutex is of another kind, or anything but simply free, the C library is called.
//!
//! See `get_robust_list(2)`, and the kernel's documentation of robust futexes, "The robust futex
//! ABI".

use super::words::TID;
use super::{Attributes, RawMutex, destroy, initialize};
use crate::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use crate::mutex_options::MutexOptions;
use crate::sys::errno::{Failure, check};
use crate::sys::fork::{self, Generation};
use crate::sys::robust::{self, Entry, Link, List};
use crate::sys::{futex, process};
use core::cell::Cell;
use core::mem::{MaybeUninit, offset_of};
use core::ptr;

/// `struct __pthread_mutex_s` of glibc's `bits/struct_mutex.h`.
#[derive(Debug)]
#[repr(C)]
struct Words {
    lock: AtomicU32,
    count: AtomicU32,
    owner: AtomicU32,
    users: AtomicU32,
    kind: AtomicU32,
    spins: AtomicU32,
    entry: Entry,
}

const _: () = assert!(size_of::<Words>() <= size_of::<RawMutex>() && align_of::<Words>() <= align_of::<RawMutex>());

/// The kind that is acquired here: robust, error-checking, shared between processes, as all robust
/// ones are.
const KIND: u32 = 16 | 2 | 128;

const OPTIONS: MutexOptions = MutexOptions { shared: true, recursive: false, robust: true, priority_inherit: false };

/// `FUTEX_OWNER_DIED`: the kernel found the owner dead.
const OWNER_DIED: u32 = 1 << 30;

/// `FUTEX_WAITERS`: there may be some that sleep until the mutex is released.
const WAITERS: u32 = 1 << 31;

/// From the link to the owner's word.
#[allow(clippy::cast_possible_wrap, reason = "some 32 bytes")]
const OFFSET: isize = offset_of!(Words, lock) as isize - (offset_of!(Words, entry) + size_of::<usize>()) as isize;

/// What a thread that needs no call of the C library knows of itself.
#[derive(Debug, Clone, Copy)]
struct Thread {
    /// In which process it found that. In a forked child it is another thread, with another list.
    process: Generation,
    id: u32,
    list: List,
}

impl Thread {
    /// One that has to call the C library.
    const NONE: Self = Self { process: Generation::NONE, id: 0, list: List::NONE };
}

thread_local! {
    static OWN: Cell<Thread> = const { Cell::new(Thread::NONE) };
}

/// Finds out whether the calling thread can do without the C library, unless it is known.
/// [`fork::watch`] was called.
pub(crate) fn prepare() {
    if OWN.get().process.is_current() {
        return;
    }
    let found = Thread::find().filter(|thread| thread.library_does_the_same().unwrap_or(false));
    OWN.set(found.unwrap_or(Thread::NONE));
}

impl Thread {
    /// The calling one. `None` if it could not tell that it had become another process's.
    fn find() -> Option<Self> {
        let process = Generation::current();
        let list = List::own(OFFSET)?;
        fork::notices_all().then(|| Self { process, id: process::own_thread(), list })
    }

    /// Whether the C library does what is done below, store for store, when it acquires and
    /// releases a mutex.
    ///
    /// It asks for no memory, for the thread may have been forked in the midst of that.
    fn library_does_the_same(self) -> Result<bool, Failure> {
        let mut mutex = MaybeUninit::<RawMutex>::zeroed();
        let mutex = mutex.as_mut_ptr();
        // SAFETY: nobody else knows it.
        unsafe { initialize(mutex, &Attributes::new(OPTIONS)?)? };
        // SAFETY: right above; it is used for as long as this function runs.
        let words = unsafe { Words::of(mutex) };
        let does = self.library_does_the_same_with(mutex, words);
        if does != Ok(true) {
            // It may still be in the list.
            words.lock.store(0, Relaxed);
            // SAFETY: no thread owns it by its word.
            unsafe { robust::forget(&raw const words.lock) };
        }
        // SAFETY: this thread alone knows it, and has released it.
        unsafe { destroy(mutex)? };
        does
    }

    /// [`library_does_the_same`](Self::library_does_the_same), with a new mutex.
    fn library_does_the_same_with(self, mutex: *mut RawMutex, words: &Words) -> Result<bool, Failure> {
        const NOWHERE: *mut Link = ptr::null_mut();
        let (list, first, link) = (self.list, self.list.first(), words.entry.link());
        let is_new = words.are([0, 0, 0, 0], (NOWHERE, NOWHERE)) && !list.is_pending();
        // SAFETY: an initialized mutex.
        check(unsafe { libc::pthread_mutex_trylock(mutex) })?;
        let is_held = words.are([self.id, 1, self.id, 1], (list.head(), first))
            && (list.first(), list.is_pending()) == (link, false);
        // SAFETY: an initialized mutex.
        check(unsafe { libc::pthread_mutex_unlock(mutex) })?;
        let is_free = words.are([0, 1, 0, 0], (NOWHERE, NOWHERE))
            && (list.first(), list.back_from_first(), list.is_pending()) == (first, list.head(), false);
        Ok(is_new && is_held && is_free)
    }
}

/// Acquires a mutex that is free, and says in which process. [`Failure::Busy`] if a living thread
/// other than the calling one holds it; `None` if the C library has to be asked.
///
/// # Safety
///
/// `mutex` is an initialized mutex that outlives the lock.
#[inline(always)]
pub(super) unsafe fn try_lock(mutex: *mut RawMutex) -> Option<Result<Generation, Failure>> {
    let own = OWN.get();
    if !own.process.is_current() {
        return None;
    }
    // SAFETY: the caller's promise.
    unsafe { own.try_lock(mutex, List::add) }
}

/// [`try_lock`] by a thread that holds no robust mutex. `None`, too, if it holds one.
///
/// # Safety
///
/// As [`try_lock`].
#[inline(always)]
pub(super) unsafe fn try_lock_alone(mutex: *mut RawMutex) -> Option<Result<Generation, Failure>> {
    let own = OWN.get();
    if !own.process.is_current() || !own.list.is_empty() {
        return None;
    }
    // SAFETY: the caller's promise; the list is empty.
    unsafe { own.try_lock(mutex, List::add_only) }
}

impl Thread {
    /// [`try_lock`] by this thread. `add` is [`List::add`], or [`List::add_only`].
    ///
    /// # Safety
    ///
    /// As [`try_lock`]; and the list is empty, or `add` not the latter.
    #[inline(always)]
    unsafe fn try_lock(
        self,
        mutex: *mut RawMutex,
        add: unsafe fn(List, &Entry),
    ) -> Option<Result<Generation, Failure>> {
        let Self { process, id, list } = self;
        // SAFETY: the caller's promise.
        let words = unsafe { Words::of(mutex) };
        if words.kind.load(Relaxed) != KIND {
            return None;
        }
        list.begin(&words.entry);
        if let Err(found) = words.lock.compare_exchange(0, id, Acquire, Relaxed) {
            list.end();
            let is_busy = found & OWNER_DIED == 0 && found & TID != id;
            return is_busy.then_some(Err(Failure::Busy));
        }
        if words.owner.load(Relaxed) != 0 {
            words.give_back(list);
            return None;
        }
        // SAFETY: acquired right above, and free before: in no list. The list is the caller's
        // promise.
        unsafe { add(list, &words.entry) };
        words.count.store(1, Relaxed);
        words.owner.store(id, Relaxed);
        words.users.store(words.users.load(Relaxed).wrapping_add(1), Relaxed);
        list.end();
        Some(Ok(process))
    }
}

/// Releases a mutex, and says whether it has: if not, the C library has to be asked.
///
/// # Safety
///
/// As [`super::unlock`].
#[inline(always)]
pub(super) unsafe fn unlock(mutex: *mut RawMutex) -> bool {
    let Thread { process, id, list } = OWN.get();
    // SAFETY: the caller's promise.
    let words = unsafe { Words::of(mutex) };
    if words.kind.load(Relaxed) != KIND
        || !process.is_current()
        // One that was acquired from a dead owner, and not made consistent, has another one here.
        || words.owner.load(Relaxed) != id
        || words.lock.load(Relaxed) & TID != id
    {
        return false;
    }
    list.begin(&words.entry);
    // SAFETY: the calling thread holds it.
    unsafe { words.entry.remove() };
    words.owner.store(0, Relaxed);
    words.users.store(words.users.load(Relaxed).wrapping_sub(1), Relaxed);
    if words.lock.swap(0, Release) & WAITERS != 0 {
        words.wake();
    }
    list.end();
    true
}

impl Words {
    /// # Safety
    ///
    /// `mutex` is an initialized mutex, which outlives `'a`.
    #[inline(always)]
    unsafe fn of<'a>(mutex: *mut RawMutex) -> &'a Self {
        // SAFETY: as large and as aligned, see above. Any bytes are integers and pointers that are
        // not followed. The C library changes them with atomic instructions, or as the owner of the
        // lock.
        unsafe { &*mutex.cast() }
    }

    /// Whether they are of the [kind](KIND), and `lock`, `count`, `owner`, `users`, and what is in
    /// the list, are these.
    fn are(&self, expected: [u32; 4], neighbours: (*mut Link, *mut Link)) -> bool {
        let found = [&self.lock, &self.count, &self.owner, &self.users, &self.kind, &self.spins];
        let [lock, count, owner, users] = expected;
        found.map(|word| word.load(Relaxed)) == [lock, count, owner, users, KIND, 0]
            && self.entry.neighbours() == neighbours
    }

    /// Releases a mutex that nobody can use any more, or with odd words, before it is in a list.
    /// The C library will say what it is.
    #[cold]
    #[inline(never)]
    fn give_back(&self, list: List) {
        if self.lock.swap(0, Release) & WAITERS != 0 {
            self.wake();
        }
        list.end();
    }

    /// Wakes one that sleeps until the mutex is released.
    #[cold]
    #[inline(never)]
    fn wake(&self) {
        futex::wake(self.lock.as_ptr(), 1);
    }
}

#[cfg(test)]
mod tests;
