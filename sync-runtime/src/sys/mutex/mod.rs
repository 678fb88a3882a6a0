//! Process-shared pthread mutexes at addresses that the caller chose.

#[cfg(all(target_env = "gnu", not(miri)))]
mod direct;
mod shut;
mod words;

#[cfg(all(target_env = "gnu", not(miri)))]
pub(crate) use direct::prepare;
pub(crate) use shut::{is_shut, is_word_of_shut, leave_shut, open_again, shut};

use super::clock::{Moment, wall_clock_in};
use super::errno::{Failure, check};
use crate::atomic::Ordering::Relaxed;
use crate::mutex_options::MutexOptions;
use crate::sys::fork::Generation;
use core::mem::MaybeUninit;
use core::time::Duration;
use words::{TID, Word, atomic_word, word};

pub(crate) type RawMutex = libc::pthread_mutex_t;

/// Makes a mutex. Locking one again that is not recursive is an error, never undefined.
/// See `pthread_mutex_init(3p)`.
///
/// # Safety
///
/// `mutex` is valid for writing, and nobody uses it meanwhile.
pub(crate) unsafe fn initialize(mutex: *mut RawMutex, attributes: &Attributes) -> Result<(), Failure> {
    // SAFETY: the caller's promise, and initialized attributes.
    check(unsafe { libc::pthread_mutex_init(mutex, attributes.0.as_ptr()) })
}

/// Owns a `pthread_mutexattr_t`.
///
/// A mutex that inherits priorities is of the normal kind: glibc aborts the process if one of
/// another kind takes part in a deadlock of several locks. And it is always robust, for only then
/// glibc refuses to release what the calling thread does not hold.
#[derive(Debug)]
pub(crate) struct Attributes(MaybeUninit<libc::pthread_mutexattr_t>);

impl Attributes {
    pub(crate) fn new(options: MutexOptions) -> Result<Self, Failure> {
        let mut attributes = MaybeUninit::uninit();
        // SAFETY: valid for writing.
        check(unsafe { libc::pthread_mutexattr_init(attributes.as_mut_ptr()) })?;
        let mut attributes = Self(attributes);
        attributes.apply(options)?;
        Ok(attributes)
    }

    fn apply(&mut self, options: MutexOptions) -> Result<(), Failure> {
        let own = self.0.as_mut_ptr();
        let shared = if options.shared { libc::PTHREAD_PROCESS_SHARED } else { libc::PTHREAD_PROCESS_PRIVATE };
        // SAFETY: initialized by `new`.
        check(unsafe { libc::pthread_mutexattr_setpshared(own, shared) })?;
        let kind = match options {
            MutexOptions { priority_inherit: true, .. } => libc::PTHREAD_MUTEX_NORMAL,
            MutexOptions { recursive: true, .. } => libc::PTHREAD_MUTEX_RECURSIVE,
            _ => libc::PTHREAD_MUTEX_ERRORCHECK,
        };
        // SAFETY: initialized by `new`.
        check(unsafe { libc::pthread_mutexattr_settype(own, kind) })?;
        let robust = options.robust || options.priority_inherit;
        let robust = if robust { libc::PTHREAD_MUTEX_ROBUST } else { libc::PTHREAD_MUTEX_STALLED };
        // SAFETY: initialized by `new`.
        check(unsafe { libc::pthread_mutexattr_setrobust(own, robust) })?;
        let protocol = if options.priority_inherit { libc::PTHREAD_PRIO_INHERIT } else { libc::PTHREAD_PRIO_NONE };
        // SAFETY: initialized by `new`.
        check(unsafe { libc::pthread_mutexattr_setprotocol(own, protocol) })
    }
}

impl Drop for Attributes {
    fn drop(&mut self) {
        // SAFETY: initialized by `new`; there is nothing that could fail.
        unsafe { libc::pthread_mutexattr_destroy(self.0.as_mut_ptr()) };
    }
}

/// Acquires without waiting, and says in which process: [directly](direct) where that can be. See
/// `pthread_mutex_trylock(3p)`.
///
/// # Safety
///
/// `mutex` is an initialized mutex that outlives the lock.
#[inline(always)]
pub(crate) unsafe fn try_lock(mutex: *mut RawMutex) -> Result<Generation, Failure> {
    #[cfg(all(target_env = "gnu", not(miri)))]
    // SAFETY: the caller's promise.
    if let Some(outcome) = unsafe { direct::try_lock(mutex) } {
        return outcome;
    }
    // SAFETY: the caller's promise.
    unsafe { try_lock_by_library(mutex) }
}

/// [`try_lock`] by a thread that holds no robust mutex, as a rule. `None` if it holds one, or the C
/// library has to be asked.
///
/// # Safety
///
/// As [`try_lock`].
#[inline(always)]
pub(crate) unsafe fn try_lock_alone(mutex: *mut RawMutex) -> Option<Result<Generation, Failure>> {
    #[cfg(all(target_env = "gnu", not(miri)))]
    // SAFETY: the caller's promise.
    return unsafe { direct::try_lock_alone(mutex) };
    #[cfg(not(all(target_env = "gnu", not(miri))))]
    {
        let _ = mutex;
        None
    }
}

/// [`try_lock`] of any mutex.
///
/// # Safety
///
/// As [`try_lock`].
#[cfg_attr(target_env = "gnu", cold)]
unsafe fn try_lock_by_library(mutex: *mut RawMutex) -> Result<Generation, Failure> {
    // SAFETY: the caller's promise.
    check(unsafe { libc::pthread_mutex_trylock(mutex) })?;
    Ok(Generation::current())
}

/// Only glibc's mutexes are acquired directly.
#[cfg(not(all(target_env = "gnu", not(miri))))]
pub(crate) fn prepare() {}

/// Acquires, however long it takes. See `pthread_mutex_lock(3p)`.
///
/// # Safety
///
/// As [`try_lock`].
pub(crate) unsafe fn lock(mutex: *mut RawMutex) -> Result<(), Failure> {
    // SAFETY: the caller's promise.
    check(unsafe { libc::pthread_mutex_lock(mutex) })
}

/// Acquires, or gives up at `deadline`. See `pthread_mutex_clocklock(3)`.
///
/// # Safety
///
/// As [`try_lock`].
#[cfg(target_env = "gnu")]
pub(crate) unsafe fn lock_until(mutex: *mut RawMutex, deadline: Moment) -> Result<(), Failure> {
    // In glibc since 2.30; the libc crate has no binding for it.
    unsafe extern "C" {
        fn pthread_mutex_clocklock(
            mutex: *mut libc::pthread_mutex_t,
            clock: libc::clockid_t,
            deadline: *const libc::timespec,
        ) -> libc::c_int;
    }
    // SAFETY: the caller's promise; the deadline is a timespec on the clock that is named.
    match check(unsafe { pthread_mutex_clocklock(mutex, libc::CLOCK_MONOTONIC, deadline.as_timespec()) }) {
        // glibc before 2.35 and Linux before 5.14 know no other clock for a priority-inheriting
        // mutex. SAFETY: the caller's promise.
        Err(Failure::Invalid) => unsafe { lock_by_wall_clock_until(mutex, deadline) },
        outcome => outcome,
    }
}

/// Acquires, or gives up at `deadline`. This C library waits by the wall clock alone.
///
/// # Safety
///
/// As [`try_lock`].
#[cfg(not(target_env = "gnu"))]
pub(crate) unsafe fn lock_until(mutex: *mut RawMutex, deadline: Moment) -> Result<(), Failure> {
    // SAFETY: the caller's promise.
    unsafe { lock_by_wall_clock_until(mutex, deadline) }
}

/// Acquires, or gives up at `deadline`, in short turns by the wall clock, between which the
/// monotonic clock decides. See `pthread_mutex_timedlock(3p)`.
///
/// # Safety
///
/// As [`try_lock`].
unsafe fn lock_by_wall_clock_until(mutex: *mut RawMutex, deadline: Moment) -> Result<(), Failure> {
    const TURN: Duration = Duration::from_millis(100);
    loop {
        let left = deadline.since(Moment::now());
        let until = wall_clock_in(left.min(TURN));
        // SAFETY: the caller's promise; the deadline is a timespec.
        let outcome = check(unsafe { libc::pthread_mutex_timedlock(mutex, &raw const until) });
        if outcome != Err(Failure::TimedOut) || left.is_zero() {
            return outcome;
        }
    }
}

/// Makes usable again a mutex that was acquired from a dead owner. See
/// `pthread_mutex_consistent(3p)`.
///
/// # Safety
///
/// As [`try_lock`].
pub(crate) unsafe fn make_consistent(mutex: *mut RawMutex) -> Result<(), Failure> {
    // SAFETY: the caller's promise.
    check(unsafe { libc::pthread_mutex_consistent(mutex) })
}

/// Releases: [directly](direct) where that can be. See `pthread_mutex_unlock(3p)`.
///
/// # Safety
///
/// As [`try_lock`]. Never after [`Failure::OwnerDied`] without [`make_consistent`]. `mutex` stays
/// mapped until this returns, though others may acquire it before: the C library has told the
/// kernel where it is (`list_op_pending`, see `get_robust_list(2)`). If the process is killed
/// meanwhile, the kernel looks at that address, and would mark what has been mapped there instead.
#[inline(always)]
pub(crate) unsafe fn unlock(mutex: *mut RawMutex) -> Result<(), Failure> {
    #[cfg(all(target_env = "gnu", not(miri)))]
    // SAFETY: the caller's promise.
    if unsafe { direct::unlock(mutex) } {
        return Ok(());
    }
    // SAFETY: the caller's promise.
    unsafe { unlock_by_library(mutex) }
}

/// [`unlock`] of any mutex.
///
/// # Safety
///
/// As [`unlock`].
#[cfg_attr(target_env = "gnu", cold)]
unsafe fn unlock_by_library(mutex: *mut RawMutex) -> Result<(), Failure> {
    // SAFETY: the caller's promise.
    check(unsafe { libc::pthread_mutex_unlock(mutex) })
}

/// Ends a mutex. glibc then answers every use with `EINVAL`. See `pthread_mutex_destroy(3p)`.
///
/// # Safety
///
/// As [`try_lock`], and nobody holds or waits for it: destroying a locked robust mutex succeeds.
pub(crate) unsafe fn destroy(mutex: *mut RawMutex) -> Result<(), Failure> {
    // SAFETY: the caller's promise.
    check(unsafe { libc::pthread_mutex_destroy(mutex) })
}

/// The thread that holds `mutex`, as of a moment ago; 0 for nobody.
///
/// # Safety
///
/// `mutex` is an initialized mutex.
pub(crate) unsafe fn owner(mutex: *mut RawMutex) -> u32 {
    // SAFETY: the caller's promise.
    let at = unsafe { Word::owner(mutex) };
    // SAFETY: the caller's promise.
    let word = unsafe { word(mutex, at) };
    word & TID
}

/// Notes `thread` as the owner instead of the one that is noted.
///
/// # Safety
///
/// `mutex` is an initialized mutex. The calling thread is `thread`, and has acquired it, although
/// the C library took it for another one.
pub(crate) unsafe fn take_over(mutex: *mut RawMutex, thread: u32) {
    // SAFETY: the caller's promise.
    let at = unsafe { Word::owner(mutex) };
    // SAFETY: the caller's promise.
    let word = unsafe { atomic_word(mutex, at) };
    // Others may note meanwhile that they wait.
    let _ = word.fetch_update(Relaxed, Relaxed, |word| Some(word & !TID | thread));
}

/// Whether `mutex` is on the list of its owner's robust mutexes.
///
/// # Safety
///
/// `mutex` is an initialized mutex.
pub(crate) unsafe fn is_robust(mutex: *mut RawMutex) -> bool {
    // SAFETY: the caller's promise.
    let kind = unsafe { word(mutex, Word::KIND) };
    kind & Word::ROBUST != 0
}

/// Whether waiting for `mutex` would abort the process if its owner were gone, unmarked by the
/// kernel.
///
/// # Safety
///
/// `mutex` is an initialized mutex.
pub(crate) unsafe fn needs_living_owner(mutex: *mut RawMutex) -> bool {
    // SAFETY: the caller's promise.
    let kind = unsafe { word(mutex, Word::KIND) };
    cfg!(target_env = "gnu") && kind & Word::INHERITING != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_by_the_wall_clock_end_at_the_deadline() {
        let mut mutex = libc::PTHREAD_MUTEX_INITIALIZER;
        let mutex = &raw mut mutex;
        // SAFETY: a mutex of this test's own.
        unsafe { lock(mutex) }.unwrap();
        let start = Moment::now();
        let deadline = start.after(Duration::from_millis(150)).unwrap();
        // SAFETY: as above.
        assert_eq!(unsafe { lock_by_wall_clock_until(mutex, deadline) }, Err(Failure::TimedOut));
        assert!(Moment::now() >= deadline);
        // SAFETY: as above.
        unsafe { unlock(mutex) }.unwrap();
        // SAFETY: as above.
        assert_eq!(unsafe { lock_by_wall_clock_until(mutex, deadline) }, Ok(()));
    }
}
