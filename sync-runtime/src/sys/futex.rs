//! Sleeping until a word in shared memory changes.

use super::clock::Moment;
use core::ptr;
use std::io;

/// Wakes up to `count` sleepers on `word`, in any process, and says how many there were. See
/// `futex(2)`, `FUTEX_WAKE`.
pub(crate) fn wake(word: *const u32, count: u32) -> u32 {
    let count = i32::try_from(count).unwrap_or(i32::MAX);
    // SAFETY: the word is only an address to the call; one where nobody sleeps, or nothing is, is
    // no error.
    let woken = unsafe { libc::syscall(libc::SYS_futex, word, libc::FUTEX_WAKE, count) };
    u32::try_from(woken).unwrap_or(0)
}

/// Why a [`wait`] ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// A [`wake`] in any process.
    Woken,
    /// The word was another.
    Changed,
    /// The deadline.
    TimedOut,
    /// A signal.
    Interrupted,
}

/// Sleeps until woken, unless `word` is no longer `expected`. See `futex(2)`, `FUTEX_WAIT_BITSET`,
/// which takes a moment on the monotonic clock.
pub(crate) fn wait(word: *const u32, expected: u32, deadline: Option<Moment>) -> Ended {
    let deadline = deadline.as_ref().map_or(ptr::null(), |moment| ptr::from_ref(moment.as_timespec()));
    let no_second_word = ptr::null::<u32>();
    // SAFETY: the kernel reads the word, and answers an error if it cannot; the deadline is null or
    // a timespec.
    let outcome = unsafe {
        libc::syscall(
            libc::SYS_futex,
            word,
            libc::FUTEX_WAIT_BITSET,
            expected,
            deadline,
            no_second_word,
            libc::FUTEX_BITSET_MATCH_ANY,
        )
    };
    if outcome == 0 {
        return Ended::Woken;
    }
    match io::Error::last_os_error().raw_os_error() {
        Some(libc::ETIMEDOUT) => Ended::TimedOut,
        Some(libc::EINTR) => Ended::Interrupted,
        _ => Ended::Changed,
    }
}
