//! A descriptor that becomes readable when a value is committed.

use super::Shared;
use crate::error::SyncError;
use crate::in_place::LockedInPlace;
use crate::locked::{Lockable, Locked};
use crate::shared_locked::{ByValue, InPlace, Keeping, Kept, SharedInPlace, SharedLocked};
use crate::sys::event;
use crate::sys::signal::Held;
use crate::timeout::{Deadline, LONGEST_SLEEP, Timeout};
use crate::watchers::Watch;
use std::fs::File;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};
use std::sync::Arc;
use std::thread;

/// A descriptor that is readable if a value was committed since this was made, or since it was last
/// [cleared](Self::clear): for `poll(2)`, `epoll(7)`, and async runtimes. Made by
/// [`Shared::commits`].
///
/// The descriptor belongs to this process, and so does a thread that writes to it. It stays open,
/// and `as_raw_fd` and `as_fd` return this one, as long as this lives: `AsyncFd` relies on that.
/// The thread sleeps as a caller of [`load_newer`](crate::Locked::load_newer) does. So the other
/// processes know nothing of it: they commit without a system call if nobody watches, and may be
/// killed at any instruction. A commit whose process was killed before it could wake a watcher is
/// seen within a tenth of a second.
///
/// Commits that come before it is cleared are one: clear it first, then
/// [`load`](crate::Locked::load). A commit that comes in between makes it readable again.
///
/// # The end
///
/// It is readable once more when the segment is superseded by another layout, and then no more.
/// `load` returns the last value of the former segment for ever. So ask
/// [`load_newer`](crate::Locked::load_newer) in place of `load`, with the version of the value seen
/// last and [`Timeout::Try`]: it is [`Superseded`](SyncError::Superseded) then. When the name was
/// given to another segment ([`replace`](Shared::replace), [`unlink`](Shared::unlink)), nothing
/// becomes readable: ask [`is_unlinked`](Shared::is_unlinked) now and then.
///
/// A forked child has the descriptor but no thread that writes to it: it has to make one of its own.
/// When this is dropped, the thread ends within a tenth of a second; until then the segment stays
/// mapped.
///
/// # Examples
///
/// ```
/// use sync_runtime::{Shared, SyncError, Timeout};
/// use tokio::io::unix::AsyncFd;
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
/// # runtime.block_on(async {
/// let config = Shared::<u32>::anonymous(7)?;
/// // SAFETY: `Commits` keeps its one descriptor open as long as it lives.
/// let commits = unsafe { AsyncFd::register(config.commits()?) }.unwrap();
/// let mut current = config.snapshot()?;
///
/// config.with_lock(|config| *config += 1)?; // in any process
///
/// let mut ready = commits.readable().await.unwrap();
/// commits.get_ref().clear();
/// ready.clear_ready();
/// if let Some(newer) = config.load_newer(current.version, Timeout::Try)? { // or `Superseded`
///     current = newer;
/// }
/// assert_eq!(current.value, 8);
/// # Ok::<(), SyncError>(()) })?;
/// # Ok::<(), SyncError>(())
/// ```
///
/// # References
///
/// [`eventfd(2)`](https://man7.org/linux/man-pages/man2/eventfd.2.html)
#[derive(Debug)]
pub struct Commits {
    /// The thread ends when it is gone.
    event: Arc<File>,
}

impl Commits {
    /// Starts the thread. `await_newer` waits for one turn for a version other than the one that it
    /// is told, and returns the newest one, or `None` if there will be no other.
    fn new(seen: u64, await_newer: impl Fn(u64) -> Option<u64> + Send + 'static) -> Result<Self, SyncError> {
        let event = Arc::new(event::new().map_err(|error| SyncError::system("eventfd", error))?);
        let owner = Arc::downgrade(&event);
        let run = move || {
            let mut seen = Some(seen);
            while let Some(before) = seen {
                seen = await_newer(before);
                let Some(event) = owner.upgrade() else { return };
                if seen != Some(before) {
                    event::raise(&event);
                }
            }
        };
        // The thread handles no signals, for it begins with this thread's mask.
        let held = Held::new();
        let spawned = thread::Builder::new().name("sync-runtime".into()).spawn(run);
        drop(held);
        spawned.map_err(|error| SyncError::system("pthread_create", error))?;
        Ok(Self { event })
    }

    /// Makes it not readable until the next commit; whether it was readable.
    #[allow(clippy::must_use_candidate, reason = "who has polled it knows")]
    pub fn clear(&self) -> bool {
        event::clear(&self.event)
    }
}

impl AsFd for Commits {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.event.as_fd()
    }
}

impl AsRawFd for Commits {
    fn as_raw_fd(&self) -> RawFd {
        self.event.as_raw_fd()
    }
}

/// How values are kept whose commits can be watched: all ways but `#[shared(lock = none)]`.
#[diagnostic::on_unimplemented(
    message = "`{T}` has no commits to be watched",
    label = "this value has no lock",
    note = "a struct with `#[shared(lock = none)]` changes one number at a time: remove `lock = none`, or look at the value now and then"
)]
pub trait Watchable<T>: Keeping<T> {
    #[doc(hidden)]
    /// How often the value was committed.
    fn version(place: &Self::Place) -> u64;

    #[doc(hidden)]
    /// Waits a tenth of a second at most until the version is another than `seen`, and returns it.
    /// `None` if there will be no other.
    fn await_newer(place: &Self::Place, seen: u64) -> Option<u64>;
}

#[diagnostic::do_not_recommend]
impl<T: SharedLocked> Watchable<T> for ByValue
where
    T::Lock: Lockable<T>,
{
    fn version(place: &Locked<T>) -> u64 {
        place.version()
    }

    fn await_newer(place: &Locked<T>, seen: u64) -> Option<u64> {
        still_watched(place.watch(seen, one_turn()), seen, place.version())
    }
}

#[diagnostic::do_not_recommend]
impl<T: SharedInPlace> Watchable<T> for InPlace {
    fn version(place: &LockedInPlace<T>) -> u64 {
        place.version()
    }

    fn await_newer(place: &LockedInPlace<T>, seen: u64) -> Option<u64> {
        still_watched(place.watch(seen, one_turn()), seen, place.version())
    }
}

/// The `version` that was found after a turn. `None` if there will be no other than `seen`.
fn still_watched(ended: Watch, seen: u64, version: u64) -> Option<u64> {
    (version != seen || ended != Watch::Moved).then_some(version)
}

fn one_turn() -> Deadline {
    Deadline::new(Timeout::After(LONGEST_SLEEP))
}

impl<T: Kept> Shared<T> {
    /// A descriptor that becomes readable when the value is committed, by whatever process.
    ///
    /// # Errors
    ///
    /// [`System`](SyncError::System) if there can be no descriptor or no thread.
    pub fn commits(&self) -> Result<Commits, SyncError>
    where
        T: 'static,
        T::How: Watchable<T>,
    {
        let segment = Arc::clone(&self.segment);
        Commits::new(T::How::version(segment.first()), move |seen| T::How::await_newer(segment.first(), seen))
    }
}
