//! Bare mutexes for the tests.

use crate::memory::Memory;
use crate::name::Name;
use std::ops::Deref;
use sync_runtime::{Mutex, MutexOptions};

/// A mutex at the beginning of a file that processes share.
#[derive(Debug)]
pub struct FileMutex {
    memory: Memory,
    name: Name,
}

impl FileMutex {
    /// Makes the file, and in it a mutex.
    #[must_use]
    pub fn new(options: MutexOptions) -> Self {
        let name = Name::new("mutex");
        let mutex = Self { memory: Memory::create(&name), name };
        // SAFETY: nobody else knows the file yet.
        unsafe { mutex.initialize(options) }.unwrap();
        mutex
    }

    /// The file's path, for an actor.
    #[must_use]
    pub fn path(&self) -> std::path::PathBuf {
        self.name.path()
    }

    /// The mutex's bytes.
    #[must_use]
    pub fn start(&self) -> *mut u8 {
        self.memory.start()
    }
}

impl Deref for FileMutex {
    type Target = Mutex;

    fn deref(&self) -> &Mutex {
        // SAFETY: the memory is mapped as long as it is borrowed, and a mutex's alone; `new`
        // initializes it first.
        unsafe { Mutex::from_buffer(self.memory.start(), Memory::LEN) }.unwrap()
    }
}

/// Bytes from one to the next of [`ManyMutexes`].
pub const SPACE: usize = 64;

/// A file full of mutexes.
#[derive(Debug)]
pub struct ManyMutexes {
    memory: Memory,
    name: Name,
    count: usize,
}

impl ManyMutexes {
    /// Makes the file, and in it so many mutexes.
    #[must_use]
    pub fn new(count: usize) -> Self {
        let name = Name::new("mutexes");
        let mutexes = Self { memory: Memory::create_of(&name, count * SPACE), name, count };
        for mutex in mutexes.iter() {
            // SAFETY: nobody else knows the file yet.
            unsafe { mutex.initialize(MutexOptions::default()) }.unwrap();
        }
        mutexes
    }

    /// The file's path, for an actor.
    #[must_use]
    pub fn path(&self) -> std::path::PathBuf {
        self.name.path()
    }

    /// Removes the file's name, and leaves the mutexes where they are for as long as this process
    /// lives: a thread still holds some of them.
    pub fn leak(self) {
        let Self { memory, name, .. } = self;
        drop(name);
        std::mem::forget(memory);
    }

    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = &Mutex> {
        (0..self.count).map(|index| {
            let place = self.memory.start().wrapping_add(index * SPACE);
            // SAFETY: mapped as long as it is borrowed, and a mutex's alone; `new` initializes it
            // first.
            unsafe { Mutex::from_buffer(place, SPACE) }.unwrap()
        })
    }
}

/// Every kind of mutex that `sync-runtime` makes.
#[must_use]
pub fn every_kind() -> Vec<MutexOptions> {
    let bits = 0..16_u8;
    let kind = |bits: u8| MutexOptions {
        shared: bits & 1 != 0,
        recursive: bits & 2 != 0,
        robust: bits & 4 != 0,
        priority_inherit: bits & 8 != 0,
    };
    bits.map(kind).filter(|kind| !(kind.recursive && kind.priority_inherit)).collect()
}

/// This thread's id.
#[must_use]
pub fn this_thread() -> u32 {
    // SAFETY: takes nothing.
    unsafe { libc::gettid() }.cast_unsigned()
}
