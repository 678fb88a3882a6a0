//! Making segments, so that no process ever sees half of one.

use super::check::{self, Identity};
use super::claim;
use super::draft::{self, Draft};
use super::header::{self, Header};
use super::mapping::Mapping;
use super::name::SegmentName;
use super::record::{Record, Records};
use super::target::Target;
use super::{Origin, Segment};
use crate::error::SyncError;
use crate::sys::file;
use core::marker::PhantomData;
use std::fs::{File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;

/// What a new segment holds: how many records, and what makes each.
#[derive(Debug)]
pub(crate) struct Contents<R, F> {
    records: Records,
    initialize: F,
    record: PhantomData<fn() -> R>,
}

impl<R: Record, F: FnMut(usize, *mut u8) -> Result<(), SyncError>> Contents<R, F> {
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
    pub(crate) fn create(self, name: SegmentName, mode: u32) -> Result<Segment<R>, SyncError> {
        self.named(name, mode, |draft, name| draft.publish(name))
    }

    /// Makes a segment and gives it its name in one step, when it is whole, whether or not another
    /// segment has the name. What is no segment is only replaced if `damaged` says so.
    pub(crate) fn replace(self, name: SegmentName, mode: u32, damaged: bool) -> Result<Segment<R>, SyncError> {
        match check::is_segment(&name) {
            Ok(()) | Err(SyncError::NotFound { .. }) => {}
            Err(_) if damaged => {}
            Err(error) => return Err(error),
        }
        draft::remove_abandoned();
        self.named(name, mode, Draft::publish_over)
    }

    fn named(
        self,
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
        Ok(Segment { found, _mapping: mapping, origin: Origin::Named { name, identity }, is_creator: true })
    }

    /// Makes a segment without a name, whose size is sealed.
    pub(crate) fn anonymous(self) -> Result<Segment<R>, SyncError> {
        let (target, records) = (Target::Anonymous, self.records);
        let file = file::in_memory(c"sync-runtime").map_err(target.failed("memfd_create"))?;
        claim::must_share(&file, target)?;
        let (mapping, locked_at) = self.fill(&file, target)?;
        file::seal_size(&file).map_err(target.failed("fcntl F_ADD_SEALS"))?;
        let identity = Identity::of(&file.metadata().map_err(target.failed("fstat"))?);
        let (mapping, found) = check::register(identity, mapping, locked_at, records);
        Ok(Segment { found, _mapping: mapping, origin: Origin::Anonymous(Some(file)), is_creator: true })
    }

    /// Writes a whole segment into an empty file, and says where in it the records begin.
    pub(super) fn fill(mut self, file: &File, target: Target<'_>) -> Result<(Mapping, usize), SyncError> {
        let too_large = || target.failed("fallocate")(io::ErrorKind::FileTooLarge.into());
        let schema = R::schema() + &self.records.describe();
        let locked_at = (Header::SIZE + schema.len()).next_multiple_of(align_of::<R>());
        let len = self.records.bytes::<R>().checked_add(locked_at as u64).ok_or_else(too_large)?;
        file::allocate(file, len).map_err(target.failed("fallocate"))?;
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
        for index in 0..(mapping.len() - locked_at) / size_of::<R>() {
            (self.initialize)(index, records.wrapping_add(index * size_of::<R>()))?;
        }
        Ok((mapping, locked_at))
    }
}
