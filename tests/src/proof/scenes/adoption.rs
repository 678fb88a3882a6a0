//! A segment that goes to another PID namespace, seen after each instruction.

use super::Played;
use crate::forged::{At, Forged};
use crate::name::Name;
use crate::proof::fork::Fork;
use crate::proof::sample::{Mixed, Sample as _};
use crate::ptrace::Stop;
use std::fs;
use std::io;
use std::mem;
use sync_runtime::{Locked, Mutex, Shared, SyncError, Table};

/// What an adoption changes: the stamp, and the bytes of each mutex.
type Image = (u64, Vec<[u8; Mutex::SIZE]>);

/// A segment that was made in this namespace, and is adopted in another one.
struct Adopted {
    forged: Forged,
    /// Where its mutexes are.
    mutexes: Vec<u64>,
}

impl Adopted {
    /// The segment called `name`, with so many records. All of them are held, so that the mutexes
    /// differ from those that are made anew.
    fn new(name: &Name, records: usize) -> Self {
        let forged = Forged::open(name);
        let first = forged.word(At::LockedAt) + 8;
        let mutexes = (0..records).map(|record| first + (record * Locked::<Mixed>::SIZE) as u64);
        let adopted = Self { mutexes: mutexes.collect(), forged };
        for mutex in &adopted.mutexes {
            adopted.forged.write(*mutex, &1_u32.to_ne_bytes());
        }
        adopted
    }

    fn look(&self) -> Image {
        (self.forged.word(At::PidNamespace), self.mutexes.iter().map(|mutex| self.forged.read(*mutex)).collect())
    }

    /// Makes it what it was at one moment.
    fn restore(&self, (stamp, mutexes): &Image) {
        self.forged.set(At::PidNamespace, &stamp.to_ne_bytes());
        for (at, bytes) in self.mutexes.iter().zip(mutexes) {
            self.forged.write(*at, bytes);
        }
    }
}

/// A killed process leaves what is in the file at that moment. So what is there after each
/// instruction of an adopter is what its successor finds, which may be one of the former namespace
/// that only had the segment closed.
pub(super) fn interrupted() -> Played {
    let name = Name::new("interrupted");
    drop(Shared::create(name.as_str(), Mixed::of(1)).unwrap());
    interrupt(&name, 1, || mem::forget(Shared::<Mixed>::open(name.as_str()).unwrap()))?;
    let shared = Shared::<Mixed>::open(name.as_str()).unwrap();
    shared.with_lock(Mixed::advance).unwrap();
    assert_eq!(shared.load().unwrap().whole(), Some(2));
    Ok(())
}

/// As [`interrupted`], for a table: the locks of some of its records are new, and those of others
/// are not.
pub(super) fn of_a_table_interrupted() -> Played {
    const RECORDS: usize = 3;
    let name = Name::new("interrupted-table");
    drop(Table::create(name.as_str(), RECORDS, |_| Mixed::of(1)).unwrap());
    let half = interrupt(&name, RECORDS, || mem::forget(Table::<Mixed>::open(name.as_str()).unwrap()))?;
    let mut advanced = 1;
    for image in [half.first().unwrap(), half.last().unwrap()] {
        Adopted::new(&name, RECORDS).restore(image);
        let table = Table::<Mixed>::open(name.as_str()).unwrap();
        advanced += 1;
        for record in &table {
            record.with_lock(Mixed::advance).unwrap();
            assert_eq!(record.load().unwrap().whole(), Some(advanced));
            assert_eq!(record.recoveries(), 0);
        }
    }
    Ok(())
}

/// Adopts a segment in another namespace by `open`, looks after each instruction, and returns what
/// was neither as before nor as after.
fn interrupt(name: &Name, records: usize, open: impl FnOnce()) -> io::Result<Vec<Image>> {
    if Fork::free(enter_namespace).join() != Stop::Exited(0) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let place = Adopted::new(name, records);
    let former = place.look();
    // What the tracer found, for its parent.
    let found = Name::new("found");
    let tracer = Fork::free(|| {
        enter_namespace();
        let mut adopter = Fork::traced(open);
        let mut seen = vec![place.look()];
        while adopter.step() == Stop::Instruction {
            let now = place.look();
            if seen.last() != Some(&now) {
                seen.push(now);
            }
        }
        let (first, last) = (former.clone(), place.look());
        assert!(seen[0] == first && last.0 != first.0 && first.1 != last.1, "{seen:?}");
        let half: Vec<_> = seen.iter().filter(|(_, mutexes)| *mutexes != first.1 && *mutexes != last.1).collect();
        println!("{} states, {} of them with a half-made mutex", seen.len(), half.len());
        assert!(!half.is_empty(), "it is made in several steps");
        let bytes = half.iter().flat_map(|(stamp, mutexes)| [&stamp.to_ne_bytes(), mutexes.as_flattened()].concat());
        fs::write(found.path(), bytes.collect::<Vec<u8>>()).unwrap();
        for (stamp, mutexes) in &seen {
            let fits =
                *stamp == 0 || (*stamp == first.0 && *mutexes == first.1) || (*stamp == last.0 && *mutexes == last.1);
            assert!(fits, "a namespace, and not the mutexes made for it: {stamp}, {mutexes:?}");
        }
        assert_eq!(adopter.run(), Stop::Exited(0));
    });
    assert_eq!(tracer.join(), Stop::Exited(0));
    let bytes = fs::read(found.path()).unwrap();
    let images = bytes.chunks_exact(8 + records * Mutex::SIZE).map(|image| {
        let (stamp, mutexes) = image.split_first_chunk().unwrap();
        (u64::from_ne_bytes(*stamp), mutexes.as_chunks().0.to_vec())
    });
    Ok(images.collect())
}

/// A child in another namespace that inherits a table cannot lock any of its records, and locks
/// those of its own.
pub(super) fn inherited_table() -> Played {
    if Fork::free(enter_namespace).join() != Stop::Exited(0) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let table = Table::<u64>::anonymous(3, |_| 7).unwrap();
    table.at(0).unwrap().with_lock(|value| *value += 1).unwrap();
    let parent = Fork::free(|| {
        enter_namespace();
        let child = Fork::free(|| {
            for record in (0..3).map(|index| table.at(index).unwrap()).chain(&table) {
                assert!(matches!(record.with_lock(|_| ()), Err(SyncError::PidNamespace { .. })));
            }
            assert!(matches!(table.claim(|_| true), Err(SyncError::PidNamespace { .. })));
            let own = Table::<u64>::anonymous(3, |_| 0).unwrap();
            own.at(2).unwrap().with_lock(|value| *value += 1).unwrap();
            assert!(own.claim(|value| *value == 1).unwrap().is_some());
        });
        assert_eq!(child.join(), Stop::Exited(0));
    });
    assert_eq!(parent.join(), Stop::Exited(0));
    Ok(())
}

/// The children that are started from now on are in a new PID namespace.
fn enter_namespace() {
    // SAFETY: takes no pointer.
    assert_eq!(unsafe { libc::unshare(libc::CLONE_NEWPID) }, 0);
}
