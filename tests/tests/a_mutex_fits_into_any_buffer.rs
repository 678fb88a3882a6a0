//! Size and alignment are checked, further bytes are left alone, and what was destroyed can be made
//! again.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::ptr;
use sync_runtime::{Acquired, Mutex, MutexOptions, OwnedMutex, SyncError, Timeout};
use tests::mutexes::{every_kind, this_thread};

#[repr(align(64))]
struct Buffer([u8; 128]);

#[test]
fn a_short_buffer_is_too_small() {
    let mut buffer = Buffer([0; 128]);
    let start = buffer.0.as_mut_ptr();
    for len in [0, 1, Mutex::SIZE - 1] {
        // SAFETY: the buffer is longer than it is said to be.
        let error = unsafe { Mutex::from_buffer(start, len) }.unwrap_err();
        assert!(
            matches!(error, SyncError::BufferTooSmall { needed: Mutex::SIZE, got } if got == len),
            "{len}: {error:?}"
        );
        assert_eq!(error.errno(), None);
    }
    // SAFETY: a null pointer is refused.
    let error = unsafe { Mutex::from_buffer(ptr::null_mut(), 4096) }.unwrap_err();
    assert!(matches!(error, SyncError::BufferTooSmall { needed: Mutex::SIZE, got: 0 }), "{error:?}");
    // SAFETY: nobody uses the buffer.
    assert!(unsafe { Mutex::from_buffer(start, Mutex::SIZE) }.is_ok());
}

#[test]
fn an_odd_address_is_misaligned() {
    let mut buffer = Buffer([0; 128]);
    for offset in 0..16 {
        let place = buffer.0[offset..].as_mut_ptr();
        // SAFETY: the buffer is long enough, and nobody uses it.
        let outcome = unsafe { Mutex::from_buffer(place, 64) };
        if offset % Mutex::ALIGN == 0 {
            assert!(outcome.is_ok(), "{offset}");
        } else {
            let error = outcome.unwrap_err();
            assert!(matches!(error, SyncError::Misaligned { needed: Mutex::ALIGN }), "{offset}: {error:?}");
        }
    }
}

#[test]
fn further_bytes_are_not_used() {
    let mut buffer = Buffer([0xa5; 128]);
    let start = buffer.0.as_mut_ptr();
    for kind in every_kind() {
        // SAFETY: nobody else uses the buffer.
        let mutex = unsafe { Mutex::from_buffer(start, 128) }.unwrap();
        // SAFETY: nobody else uses the mutex.
        unsafe { mutex.initialize(kind) }.unwrap();
        assert_eq!(mutex.acquire(Timeout::Try).unwrap(), Acquired::Clean);
        mutex.release().unwrap();
        drop(mutex.lock().unwrap());
        // SAFETY: nobody uses the mutex any more.
        unsafe { mutex.destroy() }.unwrap();
    }
    assert_eq!(buffer.0[Mutex::SIZE..], [0xa5; 128 - Mutex::SIZE]);
}

#[test]
#[cfg(target_env = "gnu")]
fn destroyed_is_unusable_until_initialized() {
    for kind in every_kind() {
        let mutex = OwnedMutex::new(kind).unwrap();
        // SAFETY: nobody else uses the mutex.
        unsafe { mutex.destroy() }.unwrap();
        for timeout in [Timeout::Try, Timeout::default(), Timeout::Never] {
            let error = mutex.acquire(timeout).unwrap_err();
            assert!(matches!(error, SyncError::NotInitialized), "{kind:?}, {timeout:?}: {error:?}");
        }
        let error = mutex.release().unwrap_err();
        assert!(matches!(error, SyncError::NotInitialized), "{kind:?}: {error:?}");
        // SAFETY: nobody else uses the mutex.
        unsafe { mutex.initialize(kind) }.unwrap();
        assert_eq!(mutex.acquire(Timeout::Never).unwrap(), Acquired::Clean);
        mutex.release().unwrap();
    }
}

#[test]
fn a_held_mutex_is_not_destroyed() {
    for kind in every_kind() {
        let mutex = OwnedMutex::new(kind).unwrap();
        let guard = mutex.lock().unwrap();
        // SAFETY: it is refused.
        let error = unsafe { mutex.destroy() }.unwrap_err();
        let SyncError::WouldBlock { holder } = error else { panic!("{kind:?}: {error:?}") };
        assert_eq!(holder.tid(), Some(this_thread()), "{kind:?}");
        assert_eq!(holder.pid(), Some(std::process::id()), "{kind:?}");
        drop(guard);
        // SAFETY: nobody else uses the mutex.
        unsafe { mutex.destroy() }.unwrap();
    }
}

#[test]
fn the_default_is_shared_recursive_and_robust() {
    let expected = MutexOptions { shared: true, recursive: true, robust: true, priority_inherit: false };
    assert_eq!(MutexOptions::default(), expected);
}
