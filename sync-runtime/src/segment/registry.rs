//! The mappings of this process: each segment is mapped once, however many handles there are.
//!
//! The kernel's list of the robust locks that a thread holds runs through the memory of the
//! mutexes, at the addresses at which they were locked. Unmapping a held one would cut off the
//! thread's *other* locks. A guard borrows its handle, so a mapping without handles is held only if
//! a guard was leaked. It stays mapped then, and the next handle of the same segment uses it again.
//! If a segment were mapped several times, nothing would tell through which mapping it was locked,
//! and each that is dropped while the lock is held would have to stay.
//!
//! The guard's borrow also covers the release: until `pthread_mutex_unlock` has returned, the
//! kernel may write the mark of a dead owner into the mutex, so its memory must not become another
//! mapping's before that.

use super::identity::Identity;
use super::mapping::Mapping;
use super::region::{Mutexes, Region};
use crate::sys::fork::Own;
use core::any::Any;
use core::ptr;
use std::collections::HashMap;
use std::collections::hash_map::Entry as Place;
use std::hash::{BuildHasherDefault, Hasher};
use std::mem;
use std::sync::atomic::AtomicPtr;
use std::sync::{Arc, Mutex as Lock, MutexGuard, PoisonError, Weak};

/// A segment's mapping and where in it the mutexes are, for one handle and its clones.
#[derive(Debug)]
pub(super) struct Mapped {
    region: Arc<Region>,
    identity: Identity,
    /// Where it is registered, if it is.
    home: Option<&'static Home>,
}

/// The mappings of one process.
type Home = Own<Lock<Mappings>>;

#[derive(Debug, Default)]
struct Mappings {
    /// Not a tree: a node that is allocated and freed in turns costs as much as the rest of
    /// opening.
    entries: HashMap<Identity, Entry, BuildHasherDefault<Mixer>>,
    /// How many entries are parked.
    parked: usize,
    /// With so many parked entries it is time to look which are still held.
    sweep_at: usize,
}

#[derive(Debug)]
struct Entry {
    /// What the handles have.
    region: Weak<Region>,
    /// Keeps it when the last handle was dropped while the lock was held.
    parked: Option<Arc<Region>>,
    /// How many handles have it, clones not counted.
    users: usize,
}

/// The calling process's.
fn home() -> &'static Home {
    static CURRENT: AtomicPtr<Home> = AtomicPtr::new(ptr::null_mut());
    Own::at(&CURRENT)
}

fn lock(home: &Home) -> MutexGuard<'_, Mappings> {
    home.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The mapping of a segment that this process has mapped already, in the same length.
///
/// The kernel gives the numbers in an [`Identity`] to another file only after this one is gone, and
/// what is mapped is not gone.
pub(super) fn find(identity: Identity, len: usize) -> Option<Mapped> {
    let home = home();
    let mut mappings = lock(home);
    let region = mappings.find(identity, |region| region.mapping().len() == len)?;
    Some(Mapped { region, identity, home: Some(home) })
}

/// Registers the mapping of a segment that has initialized `mutexes`. If another
/// thread has mapped the same segment meanwhile, its mapping is returned.
pub(super) fn register(identity: Identity, mapping: Mapping, mutexes: Mutexes) -> Mapped {
    let (region, home) = (Arc::new(Region::new(mapping, mutexes)), home());
    let mut mappings = lock(home);
    match mappings.entries.entry(identity) {
        Place::Vacant(place) => {
            place.insert(Entry { region: Arc::downgrade(&region), parked: None, users: 1 });
            return Mapped { region, identity, home: Some(home) };
        }
        Place::Occupied(_) => {
            let len = region.mapping().len();
            let is_same = |other: &Region| other.mapping().len() == len && other.mutexes() == mutexes;
            if let Some(other) = mappings.find(identity, is_same) {
                return Mapped { region: other, identity, home: Some(home) };
            }
        }
    }
    // A file that has changed since it was mapped. It has two mappings now.
    Mapped { region, identity, home: None }
}

/// What keeps the segment mapped that has `address` in it, as a handle of this process does. `None`
/// if it is no registered one's.
pub(crate) fn keep(address: usize) -> Option<Arc<dyn Any + Send + Sync>> {
    let regions: Vec<_> = lock(home()).entries.values().filter_map(|entry| entry.region.upgrade()).collect();
    let has = |region: &Arc<Region>| {
        let start = region.mapping().start().addr().get();
        (start..start + region.mapping().len()).contains(&address)
    };
    regions.into_iter().find(has).map(|region| region as Arc<dyn Any + Send + Sync>)
}

impl Mapped {
    /// What is mapped.
    pub(super) fn mapping(&self) -> &Mapping {
        self.region.mapping()
    }

    /// Notes that the mutex at `index` may be locked from now on. The first need not be noted if it
    /// is the only one.
    #[inline(always)]
    pub(super) fn note_use_of(&self, index: usize) {
        self.region.note_use_of(index);
    }
}

impl Drop for Mapped {
    fn drop(&mut self) {
        match self.home {
            Some(home) if home.is_current() => lock(home).release(self),
            // Not registered, or a forked child's copy. It is not found again, so it cannot be used
            // again.
            _ if self.region.is_held_here() => mem::forget(Arc::clone(&self.region)),
            _ => {}
        }
    }
}

impl Mappings {
    /// The mapping of a segment, for one more handle, if it is the one that is wanted.
    fn find(&mut self, identity: Identity, is_wanted: impl FnOnce(&Region) -> bool) -> Option<Arc<Region>> {
        let entry = self.entries.get_mut(&identity)?;
        let region = entry.region.upgrade().filter(|region| is_wanted(region))?;
        entry.users += 1;
        self.parked -= usize::from(entry.parked.take().is_some());
        Some(region)
    }

    /// One handle less has this mapping, which is dropped right after.
    fn release(&mut self, mapped: &Mapped) {
        let Some(entry) = self.entries.get_mut(&mapped.identity) else { return };
        entry.users -= 1;
        if entry.users > 0 {
            return;
        }
        if !mapped.region.is_held_here() {
            self.entries.remove(&mapped.identity);
            return;
        }
        entry.parked = Some(Arc::clone(&mapped.region));
        self.parked += 1;
        if self.parked > self.sweep_at {
            self.sweep();
        }
    }

    /// Unmaps the parked mappings whose lock was released, or whose owner ended. It costs a system
    /// call for each, so it is only done when as many have come as were left the last time.
    fn sweep(&mut self) {
        const FEW: usize = 8;
        self.entries.retain(|_, entry| entry.parked.as_ref().is_none_or(|parked| parked.is_held_here()));
        self.parked = self.entries.values().filter(|entry| entry.parked.is_some()).count();
        self.sweep_at = 2 * self.parked + FEW;
    }
}

/// Makes one number of those in an [`Identity`], which the kernel chose, so no user can make many
/// of them collide.
#[derive(Debug, Default)]
struct Mixer(u64);

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        // The golden ratio: numbers that follow each other are spread over the upper bits, then
        // over all.
        self.0 = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
