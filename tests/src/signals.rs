//! Signal handlers for trials that send signals.

use std::mem;
use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicPtr, Ordering::SeqCst};

/// That it runs is what ends a wait.
extern "C" fn handler(_: libc::c_int) {}

/// Installs a handler for `SIGINT` that does nothing, perhaps with `SA_RESTART`.
pub fn handle_interrupts(restart: bool) {
    // SAFETY: plain numbers, of which zeroes are a value.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    action.sa_sigaction = handler as *const () as usize;
    action.sa_flags = if restart { libc::SA_RESTART } else { 0 };
    // SAFETY: an action whose handler does nothing, and no former one to be written.
    assert_eq!(unsafe { libc::sigaction(libc::SIGINT, &raw const action, ptr::null_mut()) }, 0);
}

/// The timer of [`Interrupts`], and the function that its signal calls.
static TIMER: AtomicPtr<libc::c_void> = AtomicPtr::new(ptr::null_mut());
static HANDLER: OnceLock<fn()> = OnceLock::new();

/// How long it is from the end of a handler to the next signal. No number that much else takes.
const PAUSE: libc::timespec = libc::timespec { tv_sec: 0, tv_nsec: 37_000 };

/// Signals that interrupt the thread that made this again and again, as long as it lives.
#[derive(Debug)]
pub struct Interrupts(libc::timer_t);

impl Interrupts {
    /// To be made once in a process. `handler` does what a signal handler may do, and no more.
    #[must_use]
    pub fn begin(handler: fn()) -> Self {
        HANDLER.set(handler).unwrap();
        // SAFETY: plain numbers, of which zeroes are a value.
        let mut action: libc::sigaction = unsafe { mem::zeroed() };
        action.sa_sigaction = interrupt as *const () as usize;
        action.sa_flags = libc::SA_RESTART;
        // SAFETY: an action, and no former one to be written.
        assert_eq!(unsafe { libc::sigaction(libc::SIGALRM, &raw const action, ptr::null_mut()) }, 0);

        // SAFETY: as above.
        let mut event: libc::sigevent = unsafe { mem::zeroed() };
        event.sigev_notify = libc::SIGEV_THREAD_ID;
        event.sigev_signo = libc::SIGALRM;
        // SAFETY: it has no conditions.
        event.sigev_notify_thread_id = unsafe { libc::gettid() };
        let mut timer = ptr::null_mut();
        // SAFETY: an event, and room for a timer.
        assert_eq!(unsafe { libc::timer_create(libc::CLOCK_MONOTONIC, &raw mut event, &raw mut timer) }, 0);
        TIMER.store(timer, SeqCst);
        next();
        Self(timer)
    }
}

impl Drop for Interrupts {
    fn drop(&mut self) {
        // SAFETY: it was made by `begin`, and is deleted once.
        unsafe { libc::timer_delete(self.0) };
    }
}

extern "C" fn interrupt(_: libc::c_int) {
    if let Some(handler) = HANDLER.get() {
        handler();
    }
    next();
}

/// Sets the timer. One that was deleted meanwhile stays so.
fn next() {
    let once = libc::itimerspec { it_interval: libc::timespec { tv_sec: 0, tv_nsec: 0 }, it_value: PAUSE };
    // SAFETY: the timer that was made by `begin`, or its number, which is no timer's any more; no
    // former times to be written.
    unsafe { libc::timer_settime(TIMER.load(SeqCst), 0, &raw const once, ptr::null_mut()) };
}
