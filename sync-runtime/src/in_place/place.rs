//! Making a value that is changed in place, and its lock, in given memory, finding it there, and
//! ending it.

use super::{LockedInPlace, Writing};
use crate::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};
use crate::atomic::fence;
use crate::error::{LayoutMismatch, SyncError};
use crate::locked::state;
use crate::mutex_options::MutexOptions;
use crate::place;
use crate::schema::Fingerprint;
use crate::shared_locked::SharedInPlace;
use crate::sys::fork::{self, Generation};
use crate::twin::{Room, Twin};
use crate::view::View;
use core::mem::offset_of;

/// How a schema names the way in which such a value is locked.
pub(crate) const LOCK: &str = "in place";

impl<T: SharedInPlace> LockedInPlace<T> {
    /// How the schema names the way in which it is locked.
    pub(crate) const LOCK: &'static str = LOCK;

    /// Bytes that the value and its lock take.
    pub const SIZE: usize = offset_of!(Self, value) + Twin::<T::Layout>::SIZE;

    /// What their address has to be a multiple of.
    pub const ALIGN: usize = align_of::<Self>();

    /// Where in it the mutex is.
    pub(crate) const MUTEX_OFFSET: usize = offset_of!(Self, mutex);

    /// The layout and the lock, as one number.
    pub(crate) const FINGERPRINT: u64 = Fingerprint::new(Self::LOCK, T::SCHEMA).get();

    const STATE: u64 = state::of(Self::FINGERPRINT);

    const OPTIONS: MutexOptions =
        MutexOptions { shared: true, recursive: false, robust: true, priority_inherit: T::PRIORITY_INHERIT };

    /// Makes a value and its lock at `buffer`, which has `len` bytes; further ones than
    /// [`Self::SIZE`] are not used. The value begins as zeroes, and `initial` makes of it what it
    /// is to be at first.
    ///
    /// ```
    /// use std::alloc::{Layout, alloc};
    /// use sync_runtime::{LockedInPlace, SharedLocked};
    ///
    /// #[derive(SharedLocked)]
    /// #[shared(in_place)]
    /// struct Frame { number: u64, pixels: [u8; 1 << 20] }
    ///
    /// type Place = LockedInPlace<Frame>;
    /// let layout = Layout::from_size_align(Place::SIZE, Place::ALIGN).unwrap();
    /// // In real use: a mapping that processes share.
    /// // SAFETY: a layout with bytes.
    /// let buffer = unsafe { alloc(layout) };
    /// // SAFETY: the memory is never given back, and nothing else uses it.
    /// let frame = unsafe { Place::initialize_at(buffer, layout.size(), |frame| { frame.number().set(1); Ok(()) })? };
    /// frame.with_lock(|frame| { frame.pixels().fill(7); Ok(()) })?;
    /// // SAFETY: as above.
    /// let again = unsafe { Place::attach(buffer, layout.size())? };
    /// assert_eq!(again.view(|frame| Ok((frame.number().get()?, frame.pixels().at(99)?.get()?)))?, (1, 7));
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`BufferTooSmall`](SyncError::BufferTooSmall), [`Misaligned`](SyncError::Misaligned);
    /// [`System`](SyncError::System) if the C library refuses the mutex; those of `initial`.
    ///
    /// # Safety
    ///
    /// That of [`Locked::initialize_at`](crate::Locked::initialize_at).
    pub unsafe fn initialize_at<'a>(
        buffer: *mut u8,
        len: usize,
        initial: impl FnOnce(View<'_, T, Writing<'_>>) -> Result<(), SyncError>,
    ) -> Result<&'a Self, SyncError> {
        check::<T>(buffer, len)?;
        // SAFETY: `SIZE` bytes that are exclusively ours.
        unsafe { buffer.write_bytes(0, Self::SIZE) };
        // SAFETY: the caller's promise, and it is zero.
        unsafe { Self::initialize_zeroed(buffer, len, initial) }
    }

    /// [`initialize_at`](Self::initialize_at), where all bytes are zero, as those of a new file
    /// are: nothing is written but what `initial` writes.
    ///
    /// # Safety
    ///
    /// That of [`initialize_at`](Self::initialize_at), and the first `SIZE` bytes at `buffer` are
    /// zero.
    pub(crate) unsafe fn initialize_zeroed<'a>(
        buffer: *mut u8,
        len: usize,
        initial: impl FnOnce(View<'_, T, Writing<'_>>) -> Result<(), SyncError>,
    ) -> Result<&'a Self, SyncError> {
        let place = check::<T>(buffer, len)?;
        // SAFETY: valid for `'a`, aligned, and any bytes are one: atomic integers, and a mutex that
        // is made next.
        let locked: &'a Self = unsafe { &*place };
        // SAFETY: nobody uses it yet.
        unsafe { locked.mutex.initialize(Self::OPTIONS)? };
        fork::watch();
        locked.value.begin();
        let room = Room::new();
        // SAFETY: nobody else uses the value before this returns, so this thread needs no lock.
        // `check` exposed the provenance of `SIZE` bytes.
        let tip = unsafe { locked.value.tip(&room, Generation::current()) };
        // SAFETY: right above.
        let pen = unsafe { tip.pen(&room) };
        initial(View::new(locked.value.working(pen), Writing(pen)))?;
        if !pen.is_of_this_process() {
            return Err(SyncError::NotOwner);
        }
        pen.commit_first();
        locked.state.store(Self::STATE, Release);
        Ok(locked)
    }

    /// The value and its lock that were made at `buffer`, which has `len` bytes.
    ///
    /// # Errors
    ///
    /// [`BufferTooSmall`](SyncError::BufferTooSmall), [`Misaligned`](SyncError::Misaligned);
    /// [`NotInitialized`](SyncError::NotInitialized) if nothing is there, or nothing any more;
    /// [`LayoutMismatch`](SyncError::LayoutMismatch) if it is of another type, or locked in another
    /// way.
    ///
    /// # Safety
    ///
    /// That of [`Locked::attach`](crate::Locked::attach).
    pub unsafe fn attach<'a>(buffer: *mut u8, len: usize) -> Result<&'a Self, SyncError> {
        let place = check::<T>(buffer, len)?;
        // SAFETY: valid for `'a`, aligned, and any bytes are one, of which the state is looked at
        // first.
        let locked: &'a Self = unsafe { &*place };
        fork::watch();
        locked.check()?;
        Ok(locked)
    }

    /// Whether a value and its lock were made here, as what the state word says.
    pub(crate) fn check(&self) -> Result<(), SyncError> {
        match self.state.load(Acquire) {
            state if state == Self::STATE => Ok(()),
            state if state::is_marked(state) => Err(LayoutMismatch::unexplained().into()),
            _ => Err(SyncError::NotInitialized),
        }
    }

    /// [`Locked::renew_lock`](crate::Locked): makes the lock and the condition anew. What an owner
    /// that died had not committed is undone by the next one. A value that was superseded stays so.
    ///
    /// # Safety
    ///
    /// No other thread of any process uses the lock or the condition, or waits for them, until this
    /// returns. No thread that holds the lock is alive.
    pub(crate) unsafe fn renew_lock(&self) -> Result<(), SyncError> {
        if self.is_superseded() {
            return Ok(());
        }
        // SAFETY: the caller's promise.
        unsafe { self.mutex.initialize(Self::OPTIONS)? };
        // SAFETY: the caller's promise.
        unsafe { self.condvar.renew() };
        Ok(())
    }

    /// Ends the value and its lock: from now on [`attach`](Self::attach) finds nothing there.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](SyncError::WouldBlock) if a thread holds the lock; nothing is ended then.
    ///
    /// # Safety
    ///
    /// Nobody uses it from now on, in this process or any other, through this reference or any
    /// other.
    pub unsafe fn destroy(&self) -> Result<(), SyncError> {
        // SAFETY: the caller's promise.
        unsafe { self.mutex.destroy()? };
        self.state.store(state::NOTHING, Relaxed);
        Ok(())
    }

    /// Wakes watchers, by an owner that keeps the lock.
    pub(super) fn wake_watchers_before_release(&self) {
        // What the release of the mutex does on some processors: the store of the version comes
        // before the look for watchers.
        fence(SeqCst);
        self.value.wake_watchers();
    }
}

/// The address of a value with its lock at `buffer`, if it fits and is aligned. The provenance of
/// all its bytes is exposed.
fn check<T: SharedInPlace>(buffer: *mut u8, len: usize) -> Result<*const LockedInPlace<T>, SyncError> {
    let needed = LockedInPlace::<T>::SIZE;
    let place = place::check_size::<LockedInPlace<T>>(buffer, len, needed)?;
    buffer.expose_provenance();
    Ok(place.as_ptr())
}
