//! A mutex that needs no buffer.

use super::Mutex;
use crate::error::SyncError;
use crate::mutex_options::MutexOptions;
use crate::sys::mutex::RawMutex;
use core::cell::UnsafeCell;
use core::mem::{ManuallyDrop, MaybeUninit};
use core::ops::Deref;

/// A [`Mutex`] in memory of its own, for the threads of one process.
///
/// ```
/// use sync_runtime::{MutexOptions, OwnedMutex};
///
/// let mutex = OwnedMutex::new(MutexOptions { recursive: false, ..Default::default() })?;
/// let guard = mutex.lock()?;
/// assert!(mutex.lock().is_err(), "locking again is a deadlock, and told so");
/// # drop(guard);
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
#[derive(Debug)]
pub struct OwnedMutex {
    /// Taken out by nobody but `drop`, which leaves it where it is if it is still held.
    mutex: ManuallyDrop<Box<Mutex>>,
}

impl OwnedMutex {
    /// Makes a mutex.
    ///
    /// # Errors
    ///
    /// As [`Mutex::initialize`].
    pub fn new(options: MutexOptions) -> Result<Self, SyncError> {
        // SAFETY: a pthread mutex is plain data; zeroes are a value of it, replaced right below.
        let zeroed = unsafe { MaybeUninit::<RawMutex>::zeroed().assume_init() };
        let mutex = Box::new(Mutex(UnsafeCell::new(zeroed)));
        // SAFETY: nobody else knows it.
        unsafe { mutex.initialize(options)? };
        Ok(Self { mutex: ManuallyDrop::new(mutex) })
    }
}

impl Deref for OwnedMutex {
    type Target = Mutex;

    fn deref(&self) -> &Mutex {
        &self.mutex
    }
}

impl Drop for OwnedMutex {
    fn drop(&mut self) {
        // SAFETY: no guard borrows it any more. One that was leaked still holds it, which `destroy`
        // refuses.
        let destroyed = unsafe { self.mutex.destroy() };
        // The kernel's list of the leaker's locks runs through a mutex that is held: it has to stay
        // where it is.
        if destroyed.is_ok() {
            // SAFETY: dropped once, here.
            unsafe { ManuallyDrop::drop(&mut self.mutex) };
        }
    }
}
