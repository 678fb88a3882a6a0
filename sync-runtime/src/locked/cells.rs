//! Values without a lock, field by field.

use super::Locked;
use crate::shared_locked::{SharedLocked, Unlocked};
use crate::view::View;

/// No lock: `#[shared(lock = none)]`.
#[diagnostic::on_unimplemented(
    message = "`{T}` has a lock, and its fields change only while it is held",
    label = "`cells` is for values without a lock",
    note = "use `with_lock`, or declare the struct with `#[shared(lock = none)]`"
)]
#[doc(hidden)]
pub trait Unguarded<T> {}

impl<T> Unguarded<T> for Unlocked {}

impl<T: SharedLocked> Locked<T> {
    /// The fields of a value with `#[shared(lock = none)]`, each of which is read and written
    /// without the others.
    ///
    /// So threads and processes that have a field or an element each do not undo what the others
    /// write, which they would by [`load`](Self::load) and [`store`](Self::store).
    ///
    /// # Examples
    ///
    /// ```
    /// use sync_runtime::{Shared, SharedLocked};
    ///
    /// #[derive(SharedLocked)]
    /// #[shared(lock = none)]
    /// struct Stats { requests: u64, errors: u32, latency: [f64; 4] }
    ///
    /// let stats = Shared::anonymous(Stats { requests: 0, errors: 0, latency: [0.0; 4] })?;
    /// stats.cells().requests().fetch_add(1);
    /// stats.cells().latency().at(2)?.set(0.25);
    /// assert_eq!(stats.cells().requests().get(), 1);
    /// assert_eq!(stats.load()?.latency, [0.0, 0.0, 0.25, 0.0]);
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    #[inline(always)]
    #[must_use]
    pub fn cells(&self) -> View<'_, T>
    where
        T::Lock: Unguarded<T>,
    {
        View::direct(self.value.unlocked())
    }
}
