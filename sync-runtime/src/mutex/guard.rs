//! A lock held for as long as a scope.

use super::{Acquired, Mutex};
use crate::stays::stays;
use core::marker::PhantomData;

/// Holds a [`Mutex`]; dropping it releases the lock.
///
/// It belongs to the thread that acquired it, as the lock does.
#[must_use = "dropping the guard releases the lock at once"]
#[derive(Debug)]
pub struct MutexGuard<'a> {
    mutex: &'a Mutex,
    acquired: Acquired,
    /// Not `Send`: pthread ownership belongs to the thread.
    thread: PhantomData<*mut ()>,
}

stays!([] MutexGuard<'_>);

impl<'a> MutexGuard<'a> {
    pub(super) fn new(mutex: &'a Mutex, acquired: Acquired) -> Self {
        Self { mutex, acquired, thread: PhantomData }
    }

    /// Whether the owner before died while it held the lock.
    #[must_use]
    pub fn recovered(&self) -> bool {
        self.acquired == Acquired::OwnerDied
    }
}

impl Drop for MutexGuard<'_> {
    fn drop(&mut self) {
        self.mutex.release_quietly();
    }
}
