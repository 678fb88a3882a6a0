//! Many mutexes that are alike.

use super::{Mutex, unexpected};
use crate::error::SyncError;
use crate::mutex_options::MutexOptions;
use crate::sys::mutex::{self as raw, Attributes};

/// Initializes mutexes that are alike. The C library's attributes are set once, not for each of
/// them.
///
/// Copying the bytes of one mutex that was initialized would be faster. POSIX leaves it open what a
/// copy is, so each is initialized by the C library.
#[derive(Debug)]
pub(crate) struct MutexModel(Attributes);

impl MutexModel {
    /// # Errors
    ///
    /// Those of [`Mutex::initialize`].
    pub(crate) fn new(options: MutexOptions) -> Result<Self, SyncError> {
        if options.priority_inherit && options.recursive {
            return Err(SyncError::InvalidOptions {
                reason: "with `priority_inherit` it cannot be recursive, for the C library aborts the process where such \
                         mutexes deadlock; set `recursive: false`, or `priority_inherit: false`",
            });
        }
        Attributes::new(options).map(Self).map_err(|failure| unexpected("pthread_mutexattr_init", failure))
    }

    /// [`Mutex::initialize`], with the options that this was made of.
    ///
    /// # Safety
    ///
    /// That of [`Mutex::initialize`].
    pub(crate) unsafe fn initialize(&self, mutex: &Mutex) -> Result<(), SyncError> {
        // SAFETY: valid memory, and the caller's promise.
        let made = unsafe { raw::initialize(mutex.0.get(), &self.0) };
        made.map_err(|failure| unexpected("pthread_mutex_init", failure))
    }
}
