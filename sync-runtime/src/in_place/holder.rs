//! Asking who holds a lock.

use super::LockedInPlace;
use crate::holder::Holder;
use crate::shared_locked::SharedInPlace;

impl<T: SharedInPlace> LockedInPlace<T> {
    /// The thread that holds the lock, as of a moment ago. `None` if no thread does, its owner
    /// died, or the segment was upgraded to another layout.
    ///
    /// The answer may be old before it arrives: use it for messages, not for decisions.
    #[must_use]
    pub fn holder(&self) -> Option<Holder> {
        match self.mutex.owner() {
            0 => None,
            _ if self.is_superseded() => None,
            thread => Some(Holder::thread_and_process(thread)),
        }
    }
}
