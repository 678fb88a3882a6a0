//! The ways to acquire a mutex: through this library, and by the functions of the C library.

use libc::pthread_mutex_t;
use std::mem::MaybeUninit;
use std::time::Duration;
use sync_runtime::Timeout;

/// Who acquires and releases, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hand {
    /// This library.
    Library(Timeout),
    /// `pthread_mutex_lock`.
    Lock,
    /// `pthread_mutex_trylock`.
    TryLock,
    /// `pthread_mutex_clocklock`, or what the C library has in its place.
    ClockLock(Duration),
}

const SHORT: Duration = Duration::from_millis(20);
pub(crate) const LONG: Duration = Duration::from_secs(10);

/// All of them.
pub(crate) const HANDS: [Hand; 6] = [
    Hand::Library(Timeout::Never),
    Hand::Library(Timeout::After(SHORT)),
    Hand::Library(Timeout::Try),
    Hand::Lock,
    Hand::TryLock,
    Hand::ClockLock(SHORT),
];

/// Those that sleep until they have the lock.
pub(crate) const WAITING: [Hand; 4] =
    [Hand::Library(Timeout::Never), Hand::Library(Timeout::After(LONG)), Hand::Lock, Hand::ClockLock(LONG)];

/// How a lock was acquired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub(crate) enum How {
    Clean = 1,
    OwnerDied,
    /// Not: another holds it.
    Busy,
}

impl How {
    /// For an outcome of a function of the C library.
    pub(crate) fn of(code: i32) -> Self {
        match code {
            0 => Self::Clean,
            libc::EOWNERDEAD => Self::OwnerDied,
            libc::EBUSY | libc::ETIMEDOUT => Self::Busy,
            code => panic!("{}", std::io::Error::from_raw_os_error(code)),
        }
    }
}

/// Acquires by a function of the C library.
///
/// # Safety
///
/// It is an initialized mutex, which stays.
pub(crate) unsafe fn acquire(mutex: *mut pthread_mutex_t, hand: Hand) -> How {
    How::of(match hand {
        Hand::Library(_) => unreachable!("none of the C library's"),
        // SAFETY: the caller's promise.
        Hand::Lock => unsafe { libc::pthread_mutex_lock(mutex) },
        // SAFETY: the caller's promise.
        Hand::TryLock => unsafe { libc::pthread_mutex_trylock(mutex) },
        // SAFETY: the caller's promise.
        Hand::ClockLock(longest) => unsafe { lock_within(mutex, longest) },
    })
}

/// # Safety
///
/// That of [`acquire`].
unsafe fn lock_within(mutex: *mut pthread_mutex_t, longest: Duration) -> i32 {
    #[cfg(target_env = "gnu")]
    const CLOCK: libc::clockid_t = libc::CLOCK_MONOTONIC;
    #[cfg(not(target_env = "gnu"))]
    const CLOCK: libc::clockid_t = libc::CLOCK_REALTIME;
    let mut now = MaybeUninit::<libc::timespec>::uninit();
    // SAFETY: valid for writing.
    assert_eq!(unsafe { libc::clock_gettime(CLOCK, now.as_mut_ptr()) }, 0);
    // SAFETY: right above.
    let mut deadline = unsafe { now.assume_init() };
    let nanoseconds = deadline.tv_nsec + i64::from(longest.subsec_nanos());
    deadline.tv_sec += longest.as_secs().cast_signed() + nanoseconds / 1_000_000_000;
    deadline.tv_nsec = nanoseconds % 1_000_000_000;
    #[cfg(target_env = "gnu")]
    {
        unsafe extern "C" {
            fn pthread_mutex_clocklock(
                mutex: *mut pthread_mutex_t,
                clock: libc::clockid_t,
                deadline: *const libc::timespec,
            ) -> libc::c_int;
        }
        // SAFETY: the caller's promise, and a timespec.
        unsafe { pthread_mutex_clocklock(mutex, CLOCK, &raw const deadline) }
    }
    #[cfg(not(target_env = "gnu"))]
    // SAFETY: the caller's promise, and a timespec.
    unsafe {
        libc::pthread_mutex_timedlock(mutex, &raw const deadline)
    }
}

/// Releases by the C library.
///
/// # Safety
///
/// That of [`acquire`].
pub(crate) unsafe fn release(mutex: *mut pthread_mutex_t) {
    // SAFETY: the caller's promise.
    assert_eq!(unsafe { libc::pthread_mutex_unlock(mutex) }, 0);
}

/// Makes it consistent by the C library.
///
/// # Safety
///
/// That of [`acquire`].
pub(crate) unsafe fn make_consistent(mutex: *mut pthread_mutex_t) {
    // SAFETY: the caller's promise.
    assert_eq!(unsafe { libc::pthread_mutex_consistent(mutex) }, 0);
}
