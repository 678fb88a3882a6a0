//! pthread mutexes in memory that the caller owns.

mod guard;
mod limit;
mod model;
mod owned;
mod spin;

pub use guard::MutexGuard;
pub(crate) use model::MutexModel;
pub use owned::OwnedMutex;

use crate::error::SyncError;
use crate::holder::Holder;
use crate::mutex_options::MutexOptions;
use crate::pauses::Pauses;
use crate::place;
use crate::sys::errno::Failure;
use crate::sys::mutex::{self as raw, RawMutex};
use crate::sys::process;
use crate::timeout::{Deadline, IntoTimeout, Timeout};
use core::cell::UnsafeCell;
use core::fmt;
use core::time::Duration;
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
// SAFETY: every operation is one of the C library's, which are made for concurrent use.
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
        let acquired = self.acquire_unrepaired(&timeout)?;
        if acquired == Acquired::OwnerDied {
            self.make_consistent();
        }
        Ok(acquired)
    }

    /// Acquires the lock. After [`Acquired::OwnerDied`] the caller has to
    /// [`make_consistent`](Self::make_consistent).
    ///
    /// The timeout is not loaded before it is needed.
    #[inline(always)]
    pub(crate) fn acquire_unrepaired(&self, timeout: &Timeout) -> Result<Acquired, SyncError> {
        limit::ask(self)?;
        match self.try_lock() {
            Ok(()) => Ok(Acquired::Clean),
            Err(failure) => self.acquire_slowly(failure, timeout),
        }
    }

    #[inline(always)]
    fn try_lock(&self) -> Result<(), Failure> {
        // SAFETY: `from_buffer`'s promise: an initialized mutex, in memory that stays.
        unsafe { raw::try_lock(self.0.get()) }
    }

    /// What to do if the lock was not simply free.
    #[cold]
    #[inline(never)]
    fn acquire_slowly(&self, first: Failure, &timeout: &Timeout) -> Result<Acquired, SyncError> {
        let mut waited = Duration::ZERO;
        let outcome = match (first, timeout) {
            (Failure::Busy, _) if self.is_shut() => return Err(SyncError::Superseded),
            // A mutex of some kinds says no more than that to its own owner.
            (Failure::Busy, Timeout::Try) if self.is_own() => Err(Failure::Deadlock),
            (Failure::Busy, Timeout::Never | Timeout::After(_) | Timeout::Interruptible(_)) => match spin::spin(self) {
                Err(Failure::Busy) if self.is_own() => Err(Failure::Deadlock),
                Err(Failure::Busy) => {
                    // Only now is the clock worth reading.
                    let deadline = Deadline::new(timeout);
                    let outcome =
                        if deadline.is_interruptible() { self.poll_until(deadline) } else { self.lock_until(deadline) };
                    waited = deadline.waited();
                    outcome
                }
                outcome => outcome,
            },
            _ => Err(first),
        };
        match outcome {
            Ok(()) => Ok(Acquired::Clean),
            Err(Failure::OwnerDied) => Ok(Acquired::OwnerDied),
            Err(_) if self.is_shut() => Err(SyncError::Superseded),
            Err(Failure::Busy) => Err(SyncError::WouldBlock { holder: Holder::thread(self.owner()) }),
            Err(Failure::Interrupted) => Err(SyncError::Interrupted),
            Err(Failure::TimedOut) => {
                Err(SyncError::Timeout { waited, holder: Holder::thread_and_process(self.owner()) })
            }
            Err(failure) => Err(unexpected("pthread_mutex_lock", failure)),
        }
    }

    /// Waits in turns. A waiter that is killed just after it was woken may take the wake-up with
    /// it. If another thread has acquired the lock by then, the C library's record that there are
    /// more waiters is gone, and these would sleep on beside a free lock.
    fn lock_until(&self, deadline: Deadline) -> Result<(), Failure> {
        loop {
            let outcome = match deadline.or_one_turn() {
                Some(turn) if self.would_abort() => {
                    turn.sleep_until();
                    self.try_lock()
                        .map_err(|failure| if failure == Failure::Busy { Failure::TimedOut } else { failure })
                }
                // SAFETY: as in `try_lock`.
                Some(turn) => unsafe { raw::lock_until(self.0.get(), turn) },
                // SAFETY: as in `try_lock`.
                None => unsafe { raw::lock(self.0.get()) },
            };
            if outcome != Err(Failure::TimedOut) {
                return outcome;
            }
            if self.is_shut() {
                return outcome;
            }
            if deadline.has_passed() {
                // It may be free all the same, for the same reason.
                return match self.try_lock() {
                    Err(Failure::Busy) => Err(Failure::TimedOut),
                    outcome => outcome,
                };
            }
        }
    }

    /// Tries again and again, until a signal handler runs: the C library would sleep on.
    fn poll_until(&self, deadline: Deadline) -> Result<(), Failure> {
        const LONGEST_PAUSE: Duration = Duration::from_millis(5);
        let mut pauses = Pauses::new(deadline, LONGEST_PAUSE);
        loop {
            match self.try_lock() {
                Err(Failure::Busy) if deadline.has_passed() || self.is_shut() => return Err(Failure::TimedOut),
                Err(Failure::Busy) if !pauses.pause() => return Err(Failure::Interrupted),
                Err(Failure::Busy) => {}
                outcome => return outcome,
            }
        }
    }

    /// Makes it one that no thread can acquire any more, by one store: who tries is told
    /// [`Superseded`](SyncError::Superseded). To be followed by [`leave_shut`](Self::leave_shut) or
    /// [`open_again`](Self::open_again); those who wait for it find out without them, too, at the
    /// end of their turn.
    ///
    /// # Safety
    ///
    /// The calling thread holds the lock, and the mutex is robust and does not inherit priorities.
    /// It stays mapped until the thread has called one of the two.
    #[cold]
    pub(crate) unsafe fn shut(&self) {
        // SAFETY: the caller's promise.
        unsafe { raw::shut(self.0.get()) };
    }

    /// Wakes those who wait for it. The thread holds it no longer.
    ///
    /// # Safety
    ///
    /// The calling thread called [`shut`](Self::shut).
    pub(crate) unsafe fn leave_shut(&self) {
        // SAFETY: the caller's promise.
        unsafe { raw::leave_shut(self.0.get()) };
    }

    /// Makes it one that the calling thread holds, as before.
    ///
    /// # Safety
    ///
    /// The calling thread called [`shut`](Self::shut), and not [`leave_shut`](Self::leave_shut).
    pub(crate) unsafe fn open_again(&self) {
        // SAFETY: the caller's promise.
        unsafe { raw::open_again(self.0.get()) };
    }

    /// Whether the word in which the kernel finds a mutex's owner is that of one that was
    /// [shut](Self::shut).
    pub(crate) fn is_word_of_shut(word: u32) -> bool {
        raw::is_word_of_shut(word)
    }

    /// Whether it was [shut](Self::shut).
    pub(crate) fn is_shut(&self) -> bool {
        // SAFETY: as in `try_lock`.
        unsafe { raw::is_shut(self.0.get()) }
    }

    /// Whether the calling thread holds the lock.
    fn is_own(&self) -> bool {
        self.owner() == process::own_thread()
    }

    /// Whether glibc would abort the process if it waited: it does where a priority-inheriting
    /// mutex is held by a thread that is gone, which the kernel did not mark. That happens when
    /// other code than this library held too many robust mutexes.
    #[cold]
    fn would_abort(&self) -> bool {
        // SAFETY: as in `try_lock`.
        let needs_living_owner = unsafe { raw::needs_living_owner(self.0.get()) };
        if !needs_living_owner {
            return false;
        }
        let owner = self.owner();
        // Looked at twice: between the two it may have been marked or released.
        owner != 0 && !process::thread_exists(owner) && self.owner() == owner
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
