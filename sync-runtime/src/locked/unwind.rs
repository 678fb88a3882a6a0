//! What may be seen after a panic was caught: whole values, for a panic rolls back.

use super::{LockGuard, Locked, RecursiveGuard};
use crate::shared_locked::SharedLocked;
use core::panic::{RefUnwindSafe, UnwindSafe};

// A closure that panics changes a private copy, which is thrown away: the shared value is what it
// was before. Whatever else is in a `Locked` is changed by single atomic steps.
impl<T: SharedLocked> UnwindSafe for Locked<T> {}
impl<T: SharedLocked> RefUnwindSafe for Locked<T> {}

// A guard that is moved into a closure that panics is dropped by the panic, and commits nothing.
impl<T: SharedLocked> UnwindSafe for LockGuard<'_, T> {}
// A reference to it only reads the copy.
impl<T: SharedLocked + RefUnwindSafe> RefUnwindSafe for LockGuard<'_, T> {}

// As for `LockGuard`. But not `RefUnwindSafe`: through a reference a closure could set one half of
// a change and panic before the other, and the guard, which lives on, would commit the half.
impl<T: SharedLocked> UnwindSafe for RecursiveGuard<'_, T> {}
