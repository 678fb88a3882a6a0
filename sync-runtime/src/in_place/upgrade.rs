//! The end of a value that another one takes the place of: see `locked/upgrade.rs`.

use super::{Holding, LockedInPlace, tip_of};
use crate::error::SyncError;
use crate::locked::section::Section;
use crate::shared_locked::SharedInPlace;
use crate::timeout::Timeout;
use crate::twin::Room;
use crate::view::View;

impl<T: SharedInPlace> LockedInPlace<T> {
    /// Whether another layout has taken its place.
    pub(crate) fn is_superseded(&self) -> bool {
        self.mutex.is_shut()
    }

    /// Ends this value under its lock: `prepare` makes what takes its place, and what that returns
    /// puts it there. If either fails or panics, nothing has changed.
    ///
    /// # Errors
    ///
    /// Those of acquiring the lock, [`Deadlock`](SyncError::Deadlock) if the calling thread holds
    /// it already, and those of the two functions.
    pub(crate) fn supersede<P: FnOnce() -> Result<R, SyncError>, R>(
        &self,
        timeout: Timeout,
        prepare: impl for<'a> FnOnce(View<'a, T, Holding<'a>>) -> Result<P, SyncError>,
    ) -> Result<R, SyncError> {
        const { assert!(!T::PRIORITY_INHERIT, "a struct with `priority_inherit` cannot be upgraded while others run") };
        let section = Section::enter(self, &timeout)?;
        // It undoes what an owner that died had not committed, and writes nothing of its own.
        let room = Room::new();
        let tip = tip_of(&section, &room);
        // SAFETY: right above.
        let pen = unsafe { tip.pen(&room) };
        let put = prepare(View::new(self.value.working(pen), Holding(pen)))?;
        // SAFETY: the mutex is robust, and a kind that is not is refused above.
        unsafe { section.supersede(put) }
    }
}
