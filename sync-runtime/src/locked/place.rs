//! Making a value and its lock in given memory, finding it there, and ending it.

use super::Locked;
use super::nest::Nest;
use super::state;
use crate::atomic::Ordering::{Acquire, Relaxed, Release};
use crate::error::{LayoutMismatch, SyncError};
use crate::mutex::MutexModel;
use crate::mutex_options::MutexOptions;
use crate::place;
use crate::pod::{Converted, limit};
use crate::schema::Fingerprint;
use crate::shared_locked::{LockKind as _, SharedLocked};
use crate::sys::fork::{self, Generation};
use core::mem::offset_of;
use core::ptr::NonNull;

impl<T: SharedLocked> Locked<T> {
    /// Bytes that the value and its lock take.
    pub const SIZE: usize = size_of::<Self>();

    /// What their address has to be a multiple of.
    pub const ALIGN: usize = align_of::<Self>();

    /// Refuses, at compile time, what cannot be shared.
    pub(crate) const FITS: () = {
        limit::check::<T>();
        if !T::Lock::LOCKED {
            limit::check_apart::<T>();
        }
    };

    /// Where in it the mutex is.
    pub(crate) const MUTEX_OFFSET: usize = offset_of!(Self, mutex);

    /// The layout and the lock, as one number.
    pub(crate) const FINGERPRINT: u64 = Fingerprint::new(T::Lock::NAME, T::SCHEMA).get();

    /// The state word of memory that holds a `Locked<T>`.
    const STATE: u64 = state::of(Self::FINGERPRINT);

    /// What its mutex is like.
    const OPTIONS: MutexOptions = MutexOptions {
        shared: true,
        recursive: T::Lock::RECURSIVE,
        robust: true,
        priority_inherit: T::PRIORITY_INHERIT,
    };

    /// Makes a value and its lock at `buffer`, which has `len` bytes; further ones than
    /// [`Self::SIZE`] are not used.
    ///
    /// ```
    /// use sync_runtime::Locked;
    ///
    /// #[repr(align(64))]
    /// struct Page([u8; 4096]);
    /// let mut page = Page([0; 4096]); // in real use: a mapping that processes share
    /// let (buffer, len) = (page.0.as_mut_ptr(), page.0.len());
    /// // SAFETY: the page outlives both references, and nothing else uses it.
    /// let total = unsafe { Locked::<u64>::initialize_at(buffer, len, 40)? };
    /// total.with_lock(|total| *total += 2)?;
    /// // SAFETY: as above.
    /// let again = unsafe { Locked::<u64>::attach(buffer, len)? };
    /// assert_eq!(again.load()?, 42);
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    ///
    /// Two values of different types, the second behind the first. All that open the memory reckon
    /// alike:
    ///
    /// ```
    /// # use sync_runtime::{Locked, Semaphore};
    /// # #[repr(align(64))]
    /// # struct Page([u8; 4096]);
    /// # let mut page = Page([0; 4096]);
    /// # let (buffer, len) = (page.0.as_mut_ptr(), page.0.len());
    /// const SECOND: usize = Locked::<u64>::SIZE.next_multiple_of(Locked::<Semaphore<8>>::ALIGN);
    ///
    /// // SAFETY: the page outlives the reference, and nothing else uses these bytes.
    /// let total = unsafe { Locked::<u64>::initialize_at(buffer, SECOND, 0)? };
    /// // SAFETY: within the page, which is longer.
    /// let second = unsafe { buffer.add(SECOND) };
    /// // SAFETY: as above.
    /// let slots = unsafe { Locked::initialize_at(second, len - SECOND, Semaphore::<8>::sized(2))? };
    /// let permit = slots.try_permit()?.expect("it has two");
    /// total.with_lock(|total| *total += 1)?;
    /// # drop(permit);
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`BufferTooSmall`](SyncError::BufferTooSmall), [`Misaligned`](SyncError::Misaligned);
    /// [`System`](SyncError::System) if the C library refuses the mutex.
    ///
    /// # Safety
    ///
    /// The first `SIZE` bytes at `buffer` are valid for reading and writing for `'a`, and nobody
    /// uses them until this returns, nor for anything else as long as any process uses them as
    /// this. All processes that can write there are trusted: the mutex holds pointers. The memory
    /// stays mapped, at this address, as long as a thread of this process holds the lock. All who
    /// lock it are in one PID namespace.
    #[allow(clippy::needless_pass_by_value, reason = "the caller's value becomes the shared one")]
    pub unsafe fn initialize_at<'a>(buffer: *mut u8, len: usize, initial: T) -> Result<&'a Self, SyncError> {
        // SAFETY: the caller's promise.
        unsafe { Self::initialize_with(buffer, len, &initial) }
    }

    /// [`initialize_at`](Self::initialize_at), with a value that is only borrowed.
    ///
    /// # Safety
    ///
    /// That of [`initialize_at`](Self::initialize_at).
    pub(crate) unsafe fn initialize_with<'a>(buffer: *mut u8, len: usize, initial: &T) -> Result<&'a Self, SyncError> {
        let place = place::check::<Self>(buffer, len)?;
        // Zeroes are what every word begins with, and the padding is not to tell what was here
        // before. SAFETY: `SIZE` bytes that are exclusively ours.
        unsafe { place.write_bytes(0, 1) };
        let model = Self::model()?;
        // SAFETY: the caller's promise; aligned, and zero since right above.
        unsafe { Self::initialize_zeroes(place, &model, initial) }
    }

    /// What [`initialize_zeroes`](Self::initialize_zeroes) needs, for any number of values.
    pub(crate) fn model() -> Result<MutexModel, SyncError> {
        let () = Self::FITS;
        fork::watch();
        MutexModel::new(Self::OPTIONS)
    }

    /// [`initialize_with`](Self::initialize_with), in memory that is zero.
    ///
    /// # Safety
    ///
    /// That of [`initialize_at`](Self::initialize_at). The address is aligned, and the `SIZE` bytes
    /// there are zero. `model` is that of [`model`](Self::model).
    pub(crate) unsafe fn initialize_zeroes<'a>(
        place: NonNull<Self>,
        model: &MutexModel,
        initial: &T,
    ) -> Result<&'a Self, SyncError> {
        // SAFETY: valid for `'a`, aligned, and any bytes are a `Locked`: cells, and a mutex that is
        // made next.
        let locked: &'a Self = unsafe { place.as_ref() };
        // SAFETY: nobody uses it yet.
        unsafe { model.initialize(&locked.mutex)? };
        if const { T::SCHEMA.runs_code() } {
            let process = Generation::current();
            Converted::with(initial, |initial| {
                // A child that a function of the program forked has the parent's memory, which
                // others may use already.
                if !process.is_current() {
                    return Err(SyncError::NotOwner);
                }
                locked.value.initialize_converted(&initial);
                Ok(())
            })?;
        } else {
            locked.value.initialize(initial);
        }
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
    /// The first `SIZE` bytes at `buffer` are valid for reading and writing for `'a`, and for
    /// anything else nobody uses them; see [`initialize_at`](Self::initialize_at).
    pub unsafe fn attach<'a>(buffer: *mut u8, len: usize) -> Result<&'a Self, SyncError> {
        let () = Self::FITS;
        let place = place::check::<Self>(buffer, len)?;
        // SAFETY: valid for `'a`, aligned, and any bytes are a `Locked`, of which the state is
        // looked at first.
        let locked: &'a Self = unsafe { place.as_ref() };
        fork::watch();
        locked.check()?;
        Ok(locked)
    }

    /// Whether a value and its lock were made here, as what the state word says.
    ///
    /// # Errors
    ///
    /// [`NotInitialized`](SyncError::NotInitialized),
    /// [`LayoutMismatch`](SyncError::LayoutMismatch).
    #[inline(always)]
    pub(crate) fn check(&self) -> Result<(), SyncError> {
        let state = self.state.load(Acquire);
        if state == Self::STATE { Ok(()) } else { Err(not_whole(state)) }
    }

    /// Whether a thread holds the lock, as of a moment ago. An owner that died does not.
    #[inline(always)]
    pub(crate) fn is_held(&self) -> bool {
        self.mutex.owner() != 0
    }

    /// Makes the lock and the condition anew, and leaves the value and its version as they are.
    /// What an owner that died had not committed is lost, as after every owner's death; it is not
    /// counted. A value that was superseded stays so.
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
        // SAFETY: no thread that holds the lock is alive, and no other thread uses it until this
        // returns.
        let held = unsafe { self.value.held() };
        Nest::of(&held).reset();
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
}

/// What is wrong where this state word was found.
#[cold]
fn not_whole(state: u64) -> SyncError {
    if state::is_marked(state) { LayoutMismatch::unexplained().into() } else { SyncError::NotInitialized }
}
