//! pthread mutexes in memory that the caller owns.

mod guard;
mod limit;
mod model;
mod owned;
mod shut;
mod slow;
mod spin;

pub use guard::MutexGuard;
pub(crate) use model::MutexModel;
pub use owned::OwnedMutex;

use crate::error::SyncError;
use crate::holder::Holder;
use crate::mutex_options::MutexOptions;
use crate::place;
use crate::sys::errno::Failure;
use crate::sys::fork::Generation;
use crate::sys::mutex::{self as raw, RawMutex};
use crate::timeout::{IntoTimeout, Timeout};
use core::cell::UnsafeCell;
use core::fmt;
use std::io;

/// A pthread mutex, placed in a buffer: shared memory, a device's memory, or any other.
///
/// It guards nothing; for a value with a lock use [`Shared`](crate::Shared) or
/// [`Locked`](crate::Locked). A robust one (the default) survives the death of its owner: the next
/// to acquire it is told so.
///
/// ```
/// use sync_runtime::{Acquired, Mutex, MutexOptions, Timeout};
///
/// let mut buffer = [0_u64; Mutex::SIZE.div_ceil(8)]; // in real use: memory that processes share
/// // SAFETY: the buffer is ours, outlives the mutex, and is used for nothing else.
/// let mutex = unsafe { Mutex::from_buffer(buffer.as_mut_ptr().cast(), size_of_val(&buffer))? };
/// // SAFETY: nobody uses the mutex yet.
/// unsafe { mutex.initialize(MutexOptions::default())? };
/// assert_eq!(mutex.acquire(Timeout::default())?, Acquired::Clean);
/// mutex.release()?;
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
///
/// # References
///
/// [`pthread_mutex_lock(3p)`](https://man7.org/linux/man-pages/man3/pthread_mutex_lock.3p.html)
#[repr(transparent)]
pub struct Mutex(UnsafeCell<RawMutex>);

// SAFETY: the lock belongs to a thread, but the mutex to nobody: that is what a mutex is for.
unsafe impl Send for Mutex {}
// SAFETY: every operation is one of the C library's, or does what these do, and they are made for
// concurrent use.
unsafe impl Sync for Mutex {}

/// How a lock was acquired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acquired {
    /// From an owner that released it, or for the first time, or once more by this thread.
    Clean,
    /// From an owner that died while it held the lock. The mutex is consistent again; what it
    /// guards may not be.
    OwnerDied,
}

impl Mutex {
    /// Bytes that a mutex takes in a buffer.
    pub const SIZE: usize = size_of::<Self>();

    /// What the buffer's address has to be a multiple of.
    pub const ALIGN: usize = align_of::<Self>();

    /// The mutex that is, or is about to be, at the beginning of a buffer of `len` bytes. Further
    /// bytes are not used.
    ///
    /// # Errors
    ///
    /// [`SyncError::BufferTooSmall`] below [`Self::SIZE`] bytes; [`SyncError::Misaligned`] if the
    /// address is no multiple of [`Self::ALIGN`].
    ///
    /// # Safety
    ///
    /// The first `SIZE` bytes at `buffer` are valid for reading and writing for `'a`, are accessed
    /// as a mutex alone, and hold one that was initialized, unless [`initialize`](Self::initialize)
    /// is the first use of them. The memory stays mapped, at this address, as long as a thread of
    /// this process holds the lock. All threads that acquire it are in one PID namespace.
    pub unsafe fn from_buffer<'a>(buffer: *mut u8, len: usize) -> Result<&'a Self, SyncError> {
        let place = place::check::<Self>(buffer, len)?;
        // SAFETY: the caller's promise; length and alignment were checked, and any bytes are a
        // `RawMutex`.
        Ok(unsafe { place.as_ref() })
    }

    /// Makes the mutex, free.
    ///
    /// # Errors
    ///
    /// [`SyncError::InvalidOptions`] for a mutex that is both recursive and priority-inheriting;
    /// [`SyncError::System`] if the C library refuses the options.
    ///
    /// # Safety
    ///
    /// Nobody holds the mutex, waits for it or uses it meanwhile.
    pub unsafe fn initialize(&self, options: MutexOptions) -> Result<(), SyncError> {
        let model = MutexModel::new(options)?;
        // SAFETY: the caller's promise.
        unsafe { model.initialize(self) }
    }

    /// Acquires the lock, waiting for it no longer than `timeout`. If it is free, the clock is not
    /// read.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](SyncError::WouldBlock) and [`Timeout`](SyncError::Timeout) name the owner;
    /// [`Deadlock`](SyncError::Deadlock) if this thread is the owner and the mutex not recursive;
    /// [`TooManyLocks`](SyncError::TooManyLocks) if it is and the count is full;
    /// [`TooManyHeld`](SyncError::TooManyHeld) if this thread holds 1,536 robust mutexes;
    /// [`PidNamespace`](SyncError::PidNamespace) in a forked child that is in another PID namespace
    /// than its parent; [`NotRecoverable`](SyncError::NotRecoverable);
    /// [`NotInitialized`](SyncError::NotInitialized) after [`destroy`](Self::destroy);
    /// [`Interrupted`](SyncError::Interrupted) by a signal, if `timeout` is
    /// [interruptible](Timeout::interruptible).
    ///
    /// # References
    ///
    /// [`pthread_mutex_trylock(3p)`](https://man7.org/linux/man-pages/man3/pthread_mutex_trylock.3p.html),
    /// [`pthread_mutex_clocklock(3)`](https://man7.org/linux/man-pages/man3/pthread_mutex_clocklock.3.html)
    #[inline]
    pub fn acquire(&self, timeout: Timeout) -> Result<Acquired, SyncError> {
        let (acquired, _) = self.acquire_unrepaired(&timeout)?;
        if acquired == Acquired::OwnerDied {
            self.make_consistent();
        }
        Ok(acquired)
    }

    /// Acquires the lock, and says in which process. After [`Acquired::OwnerDied`] the caller has
    /// to [`make_consistent`](Self::make_consistent).
    ///
    /// The timeout is not loaded before it is needed.
    #[inline(always)]
    pub(crate) fn acquire_unrepaired(&self, timeout: &Timeout) -> Result<(Acquired, Generation), SyncError> {
        // SAFETY: as in `try_lock`.
        match unsafe { raw::try_lock_alone(self.0.get()) } {
            Some(Ok(process)) => Ok((Acquired::Clean, process)),
            // One more lock is not too many.
            Some(Err(failure)) => Ok((self.acquire_slowly(failure, timeout)?, Generation::current())),
            None => self.acquire_among_others(timeout),
        }
    }

    /// [`acquire_unrepaired`](Self::acquire_unrepaired) by a thread that may hold other locks, or
    /// has held none yet.
    #[inline(never)]
    fn acquire_among_others(&self, timeout: &Timeout) -> Result<(Acquired, Generation), SyncError> {
        limit::ask(self)?;
        match self.try_lock() {
            Ok(process) => Ok((Acquired::Clean, process)),
            Err(failure) => Ok((self.acquire_slowly(failure, timeout)?, Generation::current())),
        }
    }

    #[inline(always)]
    fn try_lock(&self) -> Result<Generation, Failure> {
        // SAFETY: `from_buffer`'s promise: an initialized mutex, in memory that stays.
        unsafe { raw::try_lock(self.0.get()) }
    }

    /// Whether it is on the list of its owner's robust mutexes.
    fn is_robust(&self) -> bool {
        // SAFETY: as in `try_lock`.
        unsafe { raw::is_robust(self.0.get()) }
    }

    /// Where it is.
    fn address(&self) -> usize {
        self.0.get().addr()
    }

    /// Makes the mutex usable after its owner died; until then the next owner's death is the same
    /// event.
    #[cold]
    pub(crate) fn make_consistent(&self) {
        // SAFETY: as in `try_lock`. It fails only where the owner did not die.
        let repaired = unsafe { raw::make_consistent(self.0.get()) };
        debug_assert_eq!(repaired, Ok(()));
    }

    /// Releases the lock, once.
    ///
    /// # Errors
    ///
    /// [`NotOwner`](SyncError::NotOwner) if this thread does not hold it;
    /// [`NotInitialized`](SyncError::NotInitialized) after [`destroy`](Self::destroy).
    ///
    /// # References
    ///
    /// [`pthread_mutex_unlock(3p)`](https://man7.org/linux/man-pages/man3/pthread_mutex_unlock.3p.html)
    #[inline]
    pub fn release(&self) -> Result<(), SyncError> {
        // SAFETY: as in `try_lock`; who acquired it from a dead owner made it consistent. `self` is
        // borrowed until this returns, and with it the memory: a handle's mapping goes with the
        // last handle, and one is borrowed here, by the guard that is dropped, or by the caller.
        unsafe { raw::unlock(self.0.get()) }.map_err(|failure| unexpected("pthread_mutex_unlock", failure))
    }

    /// Releases the lock for a guard that is dropped, which cannot return an error. In a forked
    /// child the lock is the parent's, and stays locked.
    #[inline(always)]
    pub(crate) fn release_quietly(&self) {
        // SAFETY: as in `release`.
        let _ = unsafe { raw::unlock(self.0.get()) };
    }

    /// Releases the lock as often as this thread holds it, and says how often that was.
    pub(crate) fn release_all(&self) -> Result<u32, SyncError> {
        self.release()?;
        let mut levels = 1;
        while self.release().is_ok() {
            levels += 1;
        }
        Ok(levels)
    }

    /// Acquires the lock within the [default timeout](Timeout::DEFAULT); dropping the guard
    /// releases it.
    ///
    /// # Errors
    ///
    /// As [`acquire`](Self::acquire).
    #[inline]
    pub fn lock(&self) -> Result<MutexGuard<'_>, SyncError> {
        self.lock_within(Timeout::DEFAULT)
    }

    /// Acquires the lock within `timeout`; dropping the guard releases it.
    ///
    /// # Errors
    ///
    /// As [`acquire`](Self::acquire).
    #[inline]
    pub fn lock_within(&self, timeout: impl IntoTimeout) -> Result<MutexGuard<'_>, SyncError> {
        let acquired = self.acquire(timeout.into())?;
        Ok(MutexGuard::new(self, acquired))
    }

    /// Ends the mutex: with glibc every use fails from now on, until it is initialized again.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](SyncError::WouldBlock) if a thread holds it; the C library would destroy it
    /// all the same.
    ///
    /// # Safety
    ///
    /// Nobody waits for the mutex or uses it meanwhile.
    ///
    /// # References
    ///
    /// [`pthread_mutex_destroy(3p)`](https://man7.org/linux/man-pages/man3/pthread_mutex_destroy.3p.html)
    pub unsafe fn destroy(&self) -> Result<(), SyncError> {
        let owner = self.owner();
        if owner != 0 {
            return Err(SyncError::WouldBlock { holder: Holder::thread(owner) });
        }
        // SAFETY: the caller's promise.
        unsafe { raw::destroy(self.0.get()) }.map_err(|failure| unexpected("pthread_mutex_destroy", failure))
    }

    /// The thread that holds the lock, as of a moment ago; 0 for nobody.
    pub(crate) fn owner(&self) -> u32 {
        // SAFETY: as in `try_lock`.
        unsafe { raw::owner(self.0.get()) }
    }
}

impl fmt::Debug for Mutex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mutex").finish_non_exhaustive()
    }
}

/// The error for a failure that has nothing more to tell than itself.
#[cold]
fn unexpected(call: &'static str, failure: Failure) -> SyncError {
    use crate::sys::errno;
    let code = match failure {
        Failure::Deadlock => return SyncError::Deadlock,
        Failure::NotOwner => return SyncError::NotOwner,
        Failure::TooManyLocks => return SyncError::TooManyLocks,
        Failure::NotRecoverable => return SyncError::NotRecoverable,
        Failure::Invalid => return SyncError::NotInitialized,
        Failure::Interrupted => return SyncError::Interrupted,
        Failure::Busy => errno::EBUSY,
        Failure::TimedOut => errno::ETIMEDOUT,
        Failure::OwnerDied => errno::EOWNERDEAD,
        Failure::Other(code) => code,
    };
    SyncError::system(call, io::Error::from_raw_os_error(code))
}
