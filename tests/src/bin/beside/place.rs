//! Where the mutex is that both libraries use.

use super::hands::{self, Hand, How};
use libc::pthread_mutex_t;
use std::fs;
use sync_runtime::{Acquired, Mutex, MutexOptions, Shared, SyncError};
use tests::proof::board::Board;
use tests::{Memory, Name};

/// The kind that this library acquires without a call of the C library.
pub(crate) const PLAIN: MutexOptions =
    MutexOptions { shared: true, recursive: false, robust: true, priority_inherit: false };

/// A mutex, known to every process that is forked after it was made.
pub(crate) enum Place {
    /// By itself.
    Bare(Board),
    /// That of a value, and where it is by the [format](sync_runtime::guide).
    Value { value: Shared<u64>, segment: Memory, at: usize },
}

impl Place {
    pub(crate) fn bare() -> Self {
        let place = Self::Bare(Board::new(Mutex::SIZE.div_ceil(8)));
        // SAFETY: nobody else knows it.
        unsafe { place.mutex().initialize(PLAIN) }.unwrap();
        place
    }

    pub(crate) fn of_value() -> Self {
        let name = Name::new("beside");
        let value = Shared::create(name.as_str(), 0).unwrap();
        let bytes = fs::read(name.path()).unwrap();
        let locked_at = u64::from_ne_bytes(bytes[40..48].try_into().unwrap());
        let at = usize::try_from(locked_at).unwrap() + 8;
        Self::Value { value, segment: Memory::open(&name.path()), at }
    }

    /// As the C library knows it: of a value, in another mapping than this library has.
    pub(crate) fn raw(&self) -> *mut pthread_mutex_t {
        match self {
            Self::Bare(board) => board.start().cast(),
            Self::Value { segment, at, .. } => segment.start().wrapping_add(*at).cast(),
        }
    }

    fn mutex(&self) -> &Mutex {
        // SAFETY: a mutex that stays as long as it is borrowed; see `bare`.
        unsafe { Mutex::from_buffer(self.raw().cast(), Mutex::SIZE) }.unwrap()
    }

    /// Acquires the lock. One that was of a dead owner is consistent then.
    pub(crate) fn acquire(&self, hand: Hand) -> How {
        let Hand::Library(timeout) = hand else {
            // SAFETY: an initialized mutex, which stays.
            let how = unsafe { hands::acquire(self.raw(), hand) };
            if how == How::OwnerDied {
                // SAFETY: as above.
                unsafe { hands::make_consistent(self.raw()) };
            }
            return how;
        };
        let outcome = match self {
            Self::Bare(_) => self.mutex().acquire(timeout),
            Self::Value { value, .. } => value.acquire(timeout).map(sync_runtime::Unguarded::how),
        };
        match outcome {
            Ok(Acquired::Clean) => How::Clean,
            Ok(Acquired::OwnerDied) => How::OwnerDied,
            Err(SyncError::WouldBlock { .. } | SyncError::Timeout { .. }) => How::Busy,
            Err(error) => panic!("{error:?}"),
        }
    }

    /// Releases it.
    pub(crate) fn release(&self, hand: Hand) {
        match (hand, self) {
            (Hand::Library(_), Self::Bare(_)) => self.mutex().release().unwrap(),
            // SAFETY: acquired without a guard.
            (Hand::Library(_), Self::Value { value, .. }) => unsafe { value.release() }.unwrap(),
            // SAFETY: an initialized mutex, which stays.
            _ => unsafe { hands::release(self.raw()) },
        }
    }

    /// Calls `inside` while it holds the lock; whether it got it.
    pub(crate) fn section(&self, hand: Hand, inside: impl FnOnce(How)) -> bool {
        if let (Hand::Library(timeout), Self::Value { value, .. }) = (hand, self) {
            let mut guard = match value.get_lock_within(timeout) {
                Ok(guard) => guard,
                Err(SyncError::WouldBlock { .. } | SyncError::Timeout { .. }) => return false,
                Err(error) => panic!("{error:?}"),
            };
            *guard += 1;
            inside(if guard.recovered() { How::OwnerDied } else { How::Clean });
            return true;
        }
        let how = self.acquire(hand);
        if how == How::Busy {
            return false;
        }
        inside(how);
        self.release(hand);
        true
    }

    /// Wakes all that sleep until it is released, and says how many there were. See `futex(2)`.
    pub(crate) fn wake_all(&self) -> u64 {
        // SAFETY: no address is used but to look for sleepers.
        let woken = unsafe { libc::syscall(libc::SYS_futex, self.raw(), libc::FUTEX_WAKE, i32::MAX) };
        woken.try_into().unwrap()
    }
}
