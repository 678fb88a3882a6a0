//! Making segments, so that no process ever sees half of one.

use super::check;
use super::claim;
use super::draft::{self, Draft};
use super::header::{self, Header};
use super::identity::Identity;
use super::mapping::Mapping;
use super::name::SegmentName;
use super::record::{Record, Records, Wanted};
use super::succession;
use super::target::Target;
use super::{Origin, Segment};
use crate::error::SyncError;
use crate::sys::room::{self, NoRoom};
use crate::sys::{file, process};
use crate::timeout::Timeout;
use core::marker::PhantomData;
use std::fs::{File, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};

/// What a new segment holds: how many records, and what makes each.
#[derive(Debug)]
pub(crate) struct Contents<R, F> {
    records: Records,
    initialize: F,
    record: PhantomData<fn() -> R>,
}

/// What makes the record with an index at an address.
pub(crate) trait Initialize: FnMut(usize, *mut u8) -> Result<(), SyncError> {}

impl<F: FnMut(usize, *mut u8) -> Result<(), SyncError>> Initialize for F {}

impl<R: Record, F: Initialize> Contents<R, F> {
    /// `initialize` is called with each index, and the address of that record: as many bytes as an
    /// `R` has, aligned, zero, and not used by anything else.
    ///
    /// # Safety
    ///
    /// Where `initialize` returns `Ok`, it has made an `R`.
    pub(crate) unsafe fn new(records: Records, initialize: F) -> Self {
        Self { records, initialize, record: PhantomData }
    }

    /// Makes a segment and gives it its name in one step, when it is whole.
    pub(crate) fn create(&mut self, name: SegmentName, mode: u32) -> Result<Segment<R>, SyncError> {
        self.named(name, mode, |draft, name| draft.publish(name))
    }

    /// Opens the segment called `name`, or makes it if there is none. A segment of a dead PID
    /// namespace is adopted within `timeout`.
    pub(crate) fn open_or_create(
        &mut self,
        name: &SegmentName,
        mode: u32,
        timeout: Timeout,
    ) -> Result<Segment<R>, SyncError> {
        // Each turn after the first means that another process created or unlinked the segment
        // meanwhile.
        loop {
            match super::open(name.clone(), Wanted::Exactly(self.records), mode, timeout) {
                Err(SyncError::NotFound { .. }) => {}
                opened => return opened,
            }
            match self.create(name.clone(), mode) {
                Err(SyncError::AlreadyExists { .. }) => {}
                created => return created,
            }
        }
    }

    /// Makes a segment and gives it its name in one step, when it is whole, whether or not another
    /// segment has the name. What is no segment is only replaced if `damaged` says so.
    pub(crate) fn replace(&mut self, name: &SegmentName, mode: u32, damaged: bool) -> Result<Segment<R>, SyncError> {
        match check::is_segment(name) {
            Ok(()) | Err(SyncError::NotFound { .. }) => {}
            Err(_) if damaged => {}
            Err(error) => return Err(error),
        }
        draft::remove_abandoned();
        let former = super::file_called(name);
        let new = self.named(name.clone(), mode, Draft::publish_over)?;
        if let Some(former) = former {
            succession::forget(name, former);
        }
        Ok(new)
    }

    fn named(
        &mut self,
        name: SegmentName,
        mode: u32,
        publish: impl FnOnce(Draft, &SegmentName) -> Result<(), SyncError>,
    ) -> Result<Segment<R>, SyncError> {
        let (target, records) = (Target::Named(&name), self.records);
        let draft = Draft::new(&name)?;
        draft.file().set_permissions(Permissions::from_mode(mode)).map_err(target.failed("fchmod"))?;
        let (mapping, locked_at) = self.fill(draft.file(), target)?;
        let identity = Identity::of(&draft.file().metadata().map_err(target.failed("fstat"))?);
        publish(draft, &name)?;
        let (mapping, found) = check::register(identity, mapping, locked_at, records);
        Ok(Segment { found, mapping, origin: Origin::Named { name, identity }, is_creator: true })
    }

    /// Makes a segment that waits to take the name of `former`, with its owner and permissions.
    /// Nobody opens it before `former` is superseded. The caller holds the lock of that.
    ///
    /// # Errors
    ///
    /// [`Superseded`](SyncError::Superseded) if the former segment has lost the name.
    pub(crate) fn instead_of<O: Record>(mut self, former: &Segment<O>) -> Result<Successor<R>, SyncError> {
        let Origin::Named { name, identity: of_former } = former.origin() else { return Err(SyncError::NoDescriptor) };
        let (name, of_former, records) = (name.clone(), *of_former, self.records);
        let target = Target::Named(&name);
        draft::remove_abandoned();
        let mut draft = Draft::new(&name)?;
        let (_, found) = check::open(&name, check::Trust::Anyone)?;
        let made = draft.file().metadata().map_err(target.failed("fstat"))?;
        if (made.uid(), made.gid()) != (found.uid(), found.gid()) {
            fchown(draft.file(), Some(found.uid()), Some(found.gid())).map_err(target.failed("fchown"))?;
        }
        let permissions = Permissions::from_mode(found.mode() & file::PERMISSIONS);
        draft.file().set_permissions(permissions).map_err(target.failed("fchmod"))?;
        let (mapping, locked_at) = self.fill(draft.file(), target)?;
        let identity = Identity::of(&made);
        if of_former.has_lost(&name)? {
            return Err(SyncError::Superseded);
        }
        draft.wait_at(succession::waiting_name(&name, of_former)).map_err(target.failed("linkat into /dev/shm"))?;
        Ok(Successor { name, draft, identity, mapping, locked_at, records, record: PhantomData })
    }

    /// Makes a segment without a name, whose size is sealed.
    pub(crate) fn anonymous(&mut self) -> Result<Segment<R>, SyncError> {
        let (target, records) = (Target::Anonymous, self.records);
        let file = file::in_memory(c"sync-runtime").map_err(target.failed("memfd_create"))?;
        claim::must_share(&file, target)?;
        let (mapping, locked_at) = self.fill(&file, target)?;
        file::seal_size(&file).map_err(target.failed("fcntl F_ADD_SEALS"))?;
        let identity = Identity::of(&file.metadata().map_err(target.failed("fstat"))?);
        let (mapping, found) = check::register(identity, mapping, locked_at, records);
        Ok(Segment { found, mapping, origin: Origin::Anonymous(Some(file)), is_creator: true })
    }

    /// Writes a whole segment into an empty file, and says where in it the records begin.
    pub(super) fn fill(&mut self, file: &File, target: Target<'_>) -> Result<(Mapping, usize), SyncError> {
        let too_large = || target.failed("fallocate")(io::ErrorKind::FileTooLarge.into());
        let schema = R::schema() + &self.records.describe();
        let locked_at = (Header::SIZE + schema.len()).next_multiple_of(align_of::<R>());
        let len = self.records.bytes::<R>().checked_add(locked_at as u64).ok_or_else(too_large)?;
        check_room(len).and_then(|()| file::allocate(file, len)).map_err(target.failed("fallocate"))?;
        let mapping = Mapping::new(file, usize::try_from(len).map_err(|_| too_large())?, target)?;

        let start = mapping.start();
        // SAFETY: the mapping begins with a page's alignment, is longer than a header, and new, so
        // no other code uses it.
        let header: &Header = unsafe { start.cast().as_ref() };
        header.write(header::own_namespace(target)?, R::FINGERPRINT, schema.len(), locked_at, self.records);
        // SAFETY: the text's bytes lie between the header and `locked_at`, all within the mapping.
        let text = unsafe { start.add(Header::SIZE) };
        // SAFETY: as above; no other code uses the mapping, and the text is elsewhere.
        unsafe { text.as_ptr().copy_from_nonoverlapping(schema.as_ptr(), schema.len()) };
        let records = start.as_ptr().wrapping_add(locked_at);
        if let Records::Table(_) = self.records {
            process::note_attached(records.addr(), mapping.len() - locked_at);
        }
        for index in 0..(mapping.len() - locked_at) / R::SIZE {
            (self.initialize)(index, records.wrapping_add(index * R::SIZE))?;
        }
        Ok((mapping, locked_at))
    }
}

/// Bytes of a segment from which on it is asked first whether the machine has them.
const LARGE: u64 = 64 << 20;

/// Refuses what the machine has no memory for. The kernel would begin, and end processes of the
/// whole machine to go on: nothing limits a file in memory, nor a `/dev/shm` that is larger than
/// the memory.
fn check_room(len: u64) -> io::Result<()> {
    if len < LARGE {
        return Ok(());
    }
    match room::available() {
        Some(available) if available < len => Err(NoRoom { asked: len, available }.into()),
        _ => Ok(()),
    }
}

/// A whole segment that is to take the name of another one.
#[derive(Debug)]
pub(crate) struct Successor<R> {
    name: SegmentName,
    draft: Draft,
    identity: Identity,
    mapping: Mapping,
    locked_at: usize,
    records: Records,
    record: PhantomData<fn() -> R>,
}

impl<R: Record> Successor<R> {
    /// Takes the name, in one step. `None` if another process gave it the name, or will.
    ///
    /// # Errors
    ///
    /// Those of `rename(2)`. Nothing has changed then, and nothing waits any more.
    pub(crate) fn take_name(self) -> Result<Option<Segment<R>>, SyncError> {
        let Self { name, draft, identity, mapping, locked_at, records, .. } = self;
        if !draft.take_name(&name)? {
            return Ok(None);
        }
        let (mapping, found) = check::register(identity, mapping, locked_at, records);
        Ok(Some(Segment { found, mapping, origin: Origin::Named { name, identity }, is_creator: true }))
    }
}
