//! A file in memory, unmapped when nothing in it can be needed any more.

use crate::error::SyncError;
use crate::mutex::Mutex;
use crate::sys::process;
use memmap2::{MmapOptions, MmapRaw};
use std::fs::File;
use std::mem;
use std::sync::{Mutex as Lock, PoisonError};

/// A shared, writable mapping of a segment.
#[derive(Debug)]
pub(super) struct Mapping {
    /// Present until dropped.
    memory: Option<MmapRaw>,
    /// Where in it the mutex is, if it holds one already.
    mutex_at: Option<usize>,
}

/// Mappings in which a thread of this process still holds the mutex. The kernel's list of that thread's robust locks
/// runs through the memory, so unmapping it would cut off the thread's *other* locks.
static HELD: Lock<Vec<(MmapRaw, usize)>> = Lock::new(Vec::new());

impl Mapping {
    /// Maps the first `len` bytes of `file`, which has that many.
    pub(super) fn new(file: &File, len: usize) -> Result<Self, SyncError> {
        let memory = MmapOptions::new().len(len).map_raw(file).map_err(|error| SyncError::system("mmap", error))?;
        Ok(Self { memory: Some(memory), mutex_at: None })
    }

    /// Where the mapping begins. It is aligned to a page.
    pub(super) fn start(&self) -> *mut u8 {
        self.memory.as_ref().map_or(std::ptr::null_mut(), MmapRaw::as_mut_ptr)
    }

    /// From now on there is an initialized mutex at `offset`.
    pub(super) fn holds_mutex_at(&mut self, offset: usize) {
        self.mutex_at = Some(offset);
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        let (Some(memory), Some(mutex_at)) = (self.memory.take(), self.mutex_at) else { return };
        if is_held_here(&memory, mutex_at) {
            // No guard borrows the handle any more, so one was leaked; or another handle's guard holds the same lock.
            let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
            let (keep, free): (Vec<_>, Vec<_>) =
                mem::take(&mut *held).into_iter().partition(|(m, at)| is_held_here(m, *at));
            *held = keep;
            held.push((memory, mutex_at));
            drop(held);
            drop(free);
        }
    }
}

/// Whether a thread of this process holds the mutex at `offset`.
fn is_held_here(memory: &MmapRaw, offset: usize) -> bool {
    // SAFETY: `holds_mutex_at` was told that an initialized mutex is there, and the memory is mapped.
    let mutex = unsafe { Mutex::from_buffer(memory.as_mut_ptr().wrapping_add(offset), memory.len() - offset) };
    mutex.is_ok_and(|mutex| process::is_own_thread(mutex.owner()))
}
