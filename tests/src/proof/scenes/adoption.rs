//! A segment that goes to another PID namespace, seen after each instruction.

use super::Played;
use crate::forged::{At, Forged};
use crate::name::Name;
use crate::proof::fork::Fork;
use crate::proof::sample::{Mixed, Sample as _};
use crate::ptrace::Stop;
use std::io;
use std::mem;
use sync_runtime::{Mutex, Shared};

/// What an adoption changes: the stamp, and the bytes of the mutex.
type Image = (u64, [u8; Mutex::SIZE]);

/// A killed process leaves what is in the file at that moment. So what is there after each instruction of an adopter
/// is what its successor finds, which may be one of the former namespace that only had the segment closed.
pub(super) fn interrupted() -> Played {
    if Fork::free(enter_namespace).join() != Stop::Exited(0) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let name = Name::new("interrupted");
    drop(Shared::create(name.as_str(), Mixed::of(1)).unwrap());
    let forged = Forged::open(&name);
    let former = forged.word(At::PidNamespace);
    let mutex = forged.word(At::LockedAt) + 8;
    // Held, so that it differs from one that is made anew.
    forged.write(mutex, &1_u32.to_ne_bytes());

    let tracer = Fork::free(|| {
        enter_namespace();
        let mut adopter = Fork::traced(|| mem::forget(Shared::<Mixed>::open(name.as_str()).unwrap()));
        let look = || -> Image { (forged.word(At::PidNamespace), forged.read(mutex)) };
        let mut seen = vec![look()];
        while adopter.step() == Stop::Instruction {
            let now = look();
            if seen.last() != Some(&now) {
                seen.push(now);
            }
        }
        let (first, last) = (seen[0], look());
        assert!(first.0 == former && last.0 != former && first.1 != last.1, "{seen:?}");
        let half: Vec<_> = seen.iter().filter(|(_, mutex)| *mutex != first.1 && *mutex != last.1).collect();
        println!("{} states, {} of them with a half-made mutex", seen.len(), half.len());
        assert!(!half.is_empty(), "it is made in several steps");
        for (stamp, mutex) in &seen {
            let fits = *stamp == 0 || (*stamp == former && *mutex == first.1) || (*stamp == last.0 && *mutex == last.1);
            assert!(fits, "a namespace, and not the mutex made for it: {stamp}, {mutex:?}");
        }
        assert_eq!(adopter.run(), Stop::Exited(0));
    });
    assert_eq!(tracer.join(), Stop::Exited(0));
    let shared = Shared::<Mixed>::open(name.as_str()).unwrap();
    shared.with_lock(Mixed::advance).unwrap();
    assert_eq!(shared.load().unwrap().whole(), Some(2));
    Ok(())
}

/// The children that are started from now on are in a new PID namespace.
fn enter_namespace() {
    // SAFETY: takes no pointer.
    assert_eq!(unsafe { libc::unshare(libc::CLONE_NEWPID) }, 0);
}
