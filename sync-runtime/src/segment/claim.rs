//! Whether this process may lock what is in a segment: the PID namespace that the segment belongs
//! to.
//!
//! A mutex knows its owner by the thread id, which means something in one PID namespace only. So
//! all processes that have a segment open for writing are in one namespace, and the segment's
//! header says which: the stamp. When no living process has it open any more, a process of another
//! namespace may adopt it. Its value is whole, for the last commit counts whenever its writers
//! died; its mutex, which may name an owner of the dead namespace, is made anew.
//!
//! # Who has it open
//!
//! Every process that has a segment open for writing holds a shared `flock(2)` on the open file
//! that its mapping refers to. The kernel drops it when the last mapping goes, at death at the
//! latest, and not before it has marked the robust mutexes of the dead. So when an exclusive
//! `flock` is granted, no living process has the segment open, in whatever namespace.
//!
//! # The rules
//!
//! 1. If the stamp is this process's namespace: take the shared lock, and look at the stamp again.
//!    If it is still the same, the segment is open. (An adopter holds the exclusive lock while it
//!    changes the stamp, so the stamp that is read under the shared lock stays as long as the lock
//!    does.)
//! 2. Otherwise take the turn, which one opener has at a time: an OFD lock on the first byte of the
//!    file. It ends with the opener. Then take the exclusive lock.
//!     - Granted: set the stamp to 0, make the mutex anew, set the stamp to the own namespace, and
//!       change the exclusive lock into a shared one.
//!     - Refused: take the shared lock and look at the stamp. If it is the own namespace, an
//!       earlier opener has adopted the segment. Otherwise a living process of another namespace
//!       has it open: [`SyncError::PidNamespace`].
//!
//! # Killed anywhere
//!
//! An adopter that is killed leaves the former stamp and a mutex that was not touched; or the stamp
//! 0, which equals no namespace, so that the next opener adopts; or its own stamp and a mutex that
//! is whole. Without the 0 a process of the former namespace, which may well be alive and only have
//! had it closed, would find its own stamp on a half-made mutex.
//!
//! # Namespace numbers are used again
//!
//! The kernel gives the number of a namespace to another one only after the last process of the
//! first one has died. If such a number is found in a stamp, no process that opened the segment
//! under that stamp is alive, or it would be in the former namespace, which then would still exist.
//! Its mutex was left as the kernel leaves those of the dead: free, or marked for the next owner to
//! recover. So equality of the numbers is enough, and nothing has to be made anew.

use super::Found;
use super::header::{Header, NO_NAMESPACE, own_namespace};
use super::record::Record;
use super::target::Target;
use crate::error::SyncError;
use crate::sys::file;
use crate::timeout::{Deadline, Timeout};
use std::fs::File;
use std::io;
use std::thread;
use std::time::Duration;

/// How long an opener sleeps before it asks again for a lock on the file.
const PAUSE: Duration = Duration::from_micros(200);

/// Whether a segment can be used as it is. The shared lock or, with a turn, the exclusive one is
/// held.
#[derive(Debug)]
pub(super) enum Claim<'a> {
    /// It belongs to this process's PID namespace.
    Ours,
    /// No living process has it open, and it belongs to no living namespace, or to another one.
    Vacant(Turn<'a>),
}

impl<'a> Claim<'a> {
    /// Finds out, and takes the lock. `file` is an open file of this opener's own.
    pub(super) fn new(
        file: &'a File,
        header: &Header,
        target: Target<'a>,
        timeout: Timeout,
    ) -> Result<Self, SyncError> {
        let own = own_namespace(target)?;
        if header.namespace() == own && share(file, target)? && header.namespace() == own {
            return Ok(Self::Ours);
        }
        Self::by_turns(file, header, own, Deadline::new(timeout), target)
    }

    #[cold]
    fn by_turns(
        file: &'a File,
        header: &Header,
        own: u64,
        deadline: Deadline,
        target: Target<'a>,
    ) -> Result<Self, SyncError> {
        // An opener that waits for its turn must not look as if it had the segment open.
        file::unlock(file).map_err(target.failed("flock"))?;
        let turn = Turn::take(file, target, deadline)?;
        loop {
            if turn.exclude()? {
                return turn.with_stamp(header.namespace(), own);
            }
            if share(file, target)? {
                match header.namespace() {
                    stamp if stamp == own => return Ok(Self::Ours),
                    // An adopter died, and the kernel was about to drop its locks.
                    NO_NAMESPACE => {}
                    // As above, if it died before it changed the stamp. To be asked again.
                    _ if turn.exclude()? => return turn.with_stamp(header.namespace(), own),
                    found => {
                        return Err(SyncError::PidNamespace { segment: Some(target.label()), expected: own, found });
                    }
                }
            }
            pause(deadline, target)?;
        }
    }
}

/// The turn of one opener. It ends when this is dropped, and with the opener.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    file: &'a File,
    target: Target<'a>,
    deadline: Deadline,
}

impl<'a> Turn<'a> {
    fn take(file: &'a File, target: Target<'a>, deadline: Deadline) -> Result<Self, SyncError> {
        while !file::lock_first_byte(file).map_err(target.failed("fcntl F_OFD_SETLK"))? {
            pause(deadline, target)?;
        }
        Ok(Self { file, target, deadline })
    }

    /// Takes the exclusive lock; `false` if another has a lock. A shared one of this opener's is
    /// lost then.
    fn exclude(&self) -> Result<bool, SyncError> {
        file::lock_exclusive(self.file).map_err(self.target.failed("flock"))
    }

    /// The claim of an opener that holds the exclusive lock and found `stamp`.
    fn with_stamp(self, stamp: u64, own: u64) -> Result<Claim<'a>, SyncError> {
        if stamp == own {
            // Adopted by an earlier opener that has closed it since.
            self.share()?;
            return Ok(Claim::Ours);
        }
        Ok(Claim::Vacant(self))
    }

    /// Changes the exclusive lock into a shared one. There is no other that could take the
    /// exclusive lock in between, except a program that knows nothing of turns.
    fn share(&self) -> Result<(), SyncError> {
        while !share(self.file, self.target)? {
            pause(self.deadline, self.target)?;
        }
        Ok(())
    }

    /// Makes the lock of a vacant segment anew, for this process's PID namespace.
    ///
    /// # Safety
    ///
    /// `header` and `found` are those of the segment that this turn is for.
    pub(super) unsafe fn adopt<R: Record>(self, header: &Header, found: &Found<R>) -> Result<(), SyncError> {
        let own = own_namespace(self.target)?;
        header.take_away();
        for index in 0..found.len() {
            // SAFETY: there are so many, and the mapping in which they were found is not dropped
            // before this returns.
            let record = unsafe { found.get(index) };
            if record.check().is_err() {
                // A damaged one is of no use to the opener either.
                continue;
            }
            // SAFETY: no thread uses the lock: the exclusive lock on the file was granted, so no
            // living process has it open for writing but those who wait for the turn, which have
            // not looked at it yet.
            unsafe { record.renew_lock()? };
        }
        header.give_to(own);
        self.share()
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // It cannot fail for a lock that is held. If it did, the lock would end with the open file.
        let _ = file::unlock_first_byte(self.file);
    }
}

/// Takes the shared lock that every process has that has a segment open for writing; `false` if a
/// segment is being adopted.
pub(super) fn share(file: &File, target: Target<'_>) -> Result<bool, SyncError> {
    file::lock_shared(file).map_err(target.failed("flock"))
}

/// [`share`], where no other process can have the exclusive lock: the file is new, or this process
/// has it open already.
pub(super) fn must_share(file: &File, target: Target<'_>) -> Result<(), SyncError> {
    if share(file, target)? { Ok(()) } else { Err(target.failed("flock")(io::ErrorKind::WouldBlock.into())) }
}

/// Sleeps a little before the next attempt; an error after the deadline.
fn pause(deadline: Deadline, target: Target<'_>) -> Result<(), SyncError> {
    if deadline.has_passed() {
        return Err(SyncError::BeingAdopted { segment: target.label(), waited: deadline.waited() });
    }
    thread::sleep(PAUSE);
    Ok(())
}
