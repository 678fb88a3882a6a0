//! What is acquired and released directly, beside what the C library does with the same mutexes.

use super::*;
use crate::sys::mutex::{make_consistent, try_lock_by_library, unlock_by_library};
use crate::sys::robust::held;
use std::sync::mpsc;
use std::thread;

/// A mutex that stays.
fn mutex(options: MutexOptions) -> *mut RawMutex {
    let mutex = Box::leak(Box::new(MaybeUninit::<RawMutex>::zeroed())).as_mut_ptr();
    // SAFETY: nobody else knows it.
    unsafe { initialize(mutex, &Attributes::new(options).unwrap()) }.unwrap();
    mutex
}

/// Prepares the calling thread.
fn begin() {
    fork::watch();
    prepare();
}

fn acquire(mutex: *mut RawMutex) -> Option<Result<Generation, Failure>> {
    // SAFETY: one of `mutex`.
    unsafe { try_lock(mutex) }
}

fn release(mutex: *mut RawMutex) -> bool {
    // SAFETY: one of `mutex`.
    unsafe { unlock(mutex) }
}

fn acquire_by_library(mutex: *mut RawMutex) -> Result<(), Failure> {
    // SAFETY: one of `mutex`.
    unsafe { try_lock_by_library(mutex) }.map(drop)
}

fn release_by_library(mutex: *mut RawMutex) -> Result<(), Failure> {
    // SAFETY: one of `mutex`.
    unsafe { unlock_by_library(mutex) }
}

/// What the words are, the list aside.
fn words(mutex: *mut RawMutex) -> [u32; 6] {
    // SAFETY: one of `mutex`.
    let words = unsafe { Words::of(mutex) };
    [&words.lock, &words.count, &words.owner, &words.users, &words.kind, &words.spins].map(|word| word.load(Relaxed))
}

fn has_acquired(mutex: *mut RawMutex) -> bool {
    acquire(mutex) == Some(Ok(Generation::current()))
}

#[test]
fn this_c_library_does_the_same() {
    begin();
    assert!(OWN.get().process.is_current(), "this glibc's mutexes are acquired directly");
    assert!(OWN.get().library_does_the_same().unwrap());
    let other = Thread { id: 1, ..OWN.get() };
    assert!(!other.library_does_the_same().unwrap(), "another owner's words are told apart");
}

#[test]
fn either_may_acquire_and_either_may_release() {
    begin();
    let mutex = mutex(OPTIONS);
    let id = process::own_thread();
    for (acquires_directly, releases_directly) in [(true, true), (true, false), (false, true), (false, false)] {
        if acquires_directly {
            assert!(has_acquired(mutex));
        } else {
            acquire_by_library(mutex).unwrap();
        }
        assert_eq!(words(mutex), [id, 1, id, 1, KIND, 0]);
        assert_eq!(held(9), 1);
        assert_eq!(acquire(mutex), None, "what is one's own is left to the library");
        assert_eq!(acquire_by_library(mutex), Err(Failure::Deadlock));
        if releases_directly {
            assert!(release(mutex));
        } else {
            release_by_library(mutex).unwrap();
        }
        assert_eq!(words(mutex), [0, 1, 0, 0, KIND, 0]);
        assert_eq!(held(9), 0);
        assert!(!release(mutex), "what is not held is left to the library");
        assert_eq!(release_by_library(mutex), Err(Failure::NotOwner));
    }
}

#[test]
fn the_list_is_whole_in_any_order() {
    begin();
    let inheriting = MutexOptions { priority_inherit: true, ..OPTIONS };
    let recursive = MutexOptions { recursive: true, ..OPTIONS };
    // Two that are acquired directly, and two that never are.
    let mutexes = [mutex(OPTIONS), mutex(inheriting), mutex(OPTIONS), mutex(recursive)];
    let list = OWN.get().list;
    for order in 0..24 {
        for &mutex in &mutexes {
            match acquire(mutex) {
                Some(outcome) => assert!(outcome.is_ok()),
                None => acquire_by_library(mutex).unwrap(),
            }
        }
        let mut left = mutexes.to_vec();
        let mut order = order;
        while !left.is_empty() {
            assert_eq!(held(9) as usize, left.len());
            assert_eq!(list.back_from_first(), list.head());
            let mutex = left.remove(order % left.len());
            order /= left.len() + 1;
            if !release(mutex) {
                release_by_library(mutex).unwrap();
            }
        }
        assert_eq!((held(9), list.first()), (0, list.head()));
        assert!(!list.is_pending());
    }
}

#[test]
fn other_kinds_are_left_to_the_library() {
    begin();
    let kinds = [
        MutexOptions { recursive: true, ..OPTIONS },
        MutexOptions { shared: false, robust: false, ..OPTIONS },
        MutexOptions { robust: false, ..OPTIONS },
        MutexOptions { priority_inherit: true, ..OPTIONS },
    ];
    for mutex in kinds.map(mutex) {
        assert_eq!(acquire(mutex), None);
        acquire_by_library(mutex).unwrap();
        assert!(!release(mutex));
        release_by_library(mutex).unwrap();
    }
    let ended = mutex(OPTIONS);
    // SAFETY: nobody else knows it.
    unsafe { destroy(ended) }.unwrap();
    assert_eq!(acquire(ended), None);
    assert_eq!(acquire_by_library(ended), Err(Failure::Invalid));
    assert_eq!(acquire(Box::leak(Box::new(MaybeUninit::<RawMutex>::zeroed())).as_mut_ptr()), None);
}

#[test]
fn a_dead_owner_is_left_to_the_library() {
    let shared = mutex(OPTIONS).expose_provenance();
    let of = move || core::ptr::with_exposed_provenance_mut::<RawMutex>(shared);
    let die = move || {
        begin();
        assert!(acquire(of()).is_some());
    };
    begin();
    thread::spawn(die).join().unwrap();
    assert_eq!(acquire(of()), None);
    assert_eq!(acquire_by_library(of()), Err(Failure::OwnerDied));
    assert!(!release(of()), "it is not consistent");
    // SAFETY: acquired above.
    unsafe { make_consistent(of()) }.unwrap();
    assert!(release(of()));
    assert!(has_acquired(of()));
    assert!(release(of()));

    thread::spawn(die).join().unwrap();
    assert_eq!(acquire_by_library(of()), Err(Failure::OwnerDied));
    release_by_library(of()).unwrap();
    assert_eq!(acquire(of()), None, "it was released without having been made consistent");
    assert_eq!(words(of())[0], 0, "and is free, as the library has it");
    assert!(!OWN.get().list.is_pending());
    assert_eq!(acquire_by_library(of()), Err(Failure::NotRecoverable));
}

#[test]
fn another_thread_sees_it_held_and_sleeps_until_it_is_free() {
    begin();
    let mutex = mutex(OPTIONS);
    assert!(has_acquired(mutex));
    let shared = mutex.expose_provenance();
    let (sleeps, slept) = mpsc::channel();
    let waiter = thread::spawn(move || {
        let mutex = core::ptr::with_exposed_provenance_mut::<RawMutex>(shared);
        assert_eq!(acquire(mutex), None, "a thread that has not prepared calls the library");
        begin();
        assert_eq!(acquire(mutex), Some(Err(Failure::Busy)));
        assert!(!release(mutex));
        assert_eq!(release_by_library(mutex), Err(Failure::NotOwner));
        sleeps.send(()).unwrap();
        // SAFETY: it stays.
        check(unsafe { libc::pthread_mutex_lock(mutex) }).unwrap();
        assert!(release(mutex));
    });
    slept.recv().unwrap();
    while words(mutex)[0] & WAITERS == 0 {
        thread::yield_now();
    }
    assert!(release(mutex));
    waiter.join().unwrap();
    assert_eq!(words(mutex), [0, 1, 0, 0, KIND, 0]);
}

#[test]
fn a_forked_child_is_told_apart() {
    begin();
    let mutex = mutex(OPTIONS);
    let own = OWN.replace(Thread { process: Generation::OTHER, ..OWN.get() });
    assert_eq!(acquire(mutex), None);
    acquire_by_library(mutex).unwrap();
    assert!(!release(mutex));
    release_by_library(mutex).unwrap();
    prepare();
    assert_eq!(OWN.get().process, own.process, "it looks once more");
    assert!(has_acquired(mutex));
    assert!(release(mutex));
}
