//! Sleeping until a signal handler runs.

use super::clock::Moment;
use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::ptr;
use std::io;

/// Holds back signals from the calling thread, except while it [sleeps](Self::sleep_until). So each
/// that comes is noticed: one that comes in between is delivered when the thread sleeps again.
#[derive(Debug)]
pub(crate) struct Held {
    /// What is held back while it sleeps, and afterwards.
    former: libc::sigset_t,
    /// Not `Send`: each thread has a mask of its own.
    thread: PhantomData<*mut ()>,
}

impl Held {
    /// From now until this is dropped. See `pthread_sigmask(3)`.
    pub(crate) fn new() -> Self {
        let mut all = MaybeUninit::uninit();
        // SAFETY: valid for writing.
        unsafe { libc::sigfillset(all.as_mut_ptr()) };
        let mut former = MaybeUninit::uninit();
        // It cannot fail for these arguments.
        // SAFETY: a set that was filled, and one to be written.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, all.as_ptr(), former.as_mut_ptr()) };
        // SAFETY: written by the call.
        Self { former: unsafe { former.assume_init() }, thread: PhantomData }
    }

    /// Sleeps until `moment`; `false` if a signal handler ran first. See `ppoll(2)`, which is never
    /// restarted after a handler, whatever its flags.
    pub(crate) fn sleep_until(&self, moment: Moment) -> bool {
        let left = moment.since(Moment::now());
        let Some(left) = Moment::ZERO.after(left) else { return true };
        // SAFETY: no descriptors; a timespec and a set that outlive the call.
        let outcome = unsafe { libc::ppoll(ptr::null_mut(), 0, left.as_timespec(), &raw const self.former) };
        outcome == 0 || io::Error::last_os_error().raw_os_error() != Some(libc::EINTR)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // SAFETY: a set that `new` was given by the system, and no set to be written.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &raw const self.former, ptr::null_mut()) };
    }
}
