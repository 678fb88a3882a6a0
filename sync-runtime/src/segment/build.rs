//! Making segments, so that no process ever sees half of one.

use super::check::{self, Identity};
use super::claim;
use super::draft::{self, Draft};
use super::header::{self, Header};
use super::mapping::Mapping;
use super::name::SegmentName;
use super::target::Target;
use super::{Origin, Segment};
use crate::error::SyncError;
use crate::locked::Locked;
use crate::schema;
use crate::shared_locked::{LockKind as _, SharedLocked};
use crate::sys::file;
use std::fs::{File, Permissions};
use std::os::unix::fs::PermissionsExt as _;

/// Makes a segment and gives it its name in one step, when it is whole.
pub(crate) fn create<T: SharedLocked>(name: SegmentName, mode: u32, initial: &T) -> Result<Segment<T>, SyncError> {
    named(name, mode, initial, |draft, name| draft.publish(name))
}

/// Makes a segment and gives it its name in one step, when it is whole, whether or not another
/// segment has the name. What is no segment is only replaced if `damaged` says so.
pub(crate) fn replace<T: SharedLocked>(
    name: SegmentName,
    mode: u32,
    damaged: bool,
    initial: &T,
) -> Result<Segment<T>, SyncError> {
    match check::is_segment(&name) {
        Ok(()) | Err(SyncError::NotFound { .. }) => {}
        Err(_) if damaged => {}
        Err(error) => return Err(error),
    }
    draft::remove_abandoned();
    named(name, mode, initial, Draft::publish_over)
}

fn named<T: SharedLocked>(
    name: SegmentName,
    mode: u32,
    initial: &T,
    publish: impl FnOnce(Draft, &SegmentName) -> Result<(), SyncError>,
) -> Result<Segment<T>, SyncError> {
    let target = Target::Named(&name);
    let draft = Draft::new(&name)?;
    draft.file().set_permissions(Permissions::from_mode(mode)).map_err(target.failed("fchmod"))?;
    let (mapping, locked_at) = fill(draft.file(), initial, target)?;
    let identity = Identity::of(&draft.file().metadata().map_err(target.failed("fstat"))?);
    publish(draft, &name)?;
    let (mapping, locked) = check::register(identity, mapping, locked_at);
    Ok(Segment { locked, _mapping: mapping, origin: Origin::Named { name, identity }, is_creator: true })
}

/// Makes a segment without a name, whose size is sealed.
pub(crate) fn anonymous<T: SharedLocked>(initial: &T) -> Result<Segment<T>, SyncError> {
    let target = Target::Anonymous;
    let file = file::in_memory(c"sync-runtime").map_err(target.failed("memfd_create"))?;
    claim::must_share(&file, target)?;
    let (mapping, locked_at) = fill(&file, initial, target)?;
    file::seal_size(&file).map_err(target.failed("fcntl F_ADD_SEALS"))?;
    let identity = Identity::of(&file.metadata().map_err(target.failed("fstat"))?);
    let (mapping, locked) = check::register(identity, mapping, locked_at);
    Ok(Segment { locked, _mapping: mapping, origin: Origin::Anonymous(Some(file)), is_creator: true })
}

/// Writes a whole segment into an empty file, and says where in it the value and its lock are.
pub(super) fn fill<T: SharedLocked>(
    file: &File,
    initial: &T,
    target: Target<'_>,
) -> Result<(Mapping, usize), SyncError> {
    let schema = schema::describe::<T>(T::Lock::NAME, T::SCHEMA);
    let locked_at = (Header::SIZE + schema.len()).next_multiple_of(Locked::<T>::ALIGN);
    let len = locked_at + Locked::<T>::SIZE;
    file::allocate(file, len as u64).map_err(target.failed("fallocate"))?;
    let mapping = Mapping::new(file, len, target)?;

    let start = mapping.start();
    // SAFETY: the mapping begins with a page's alignment, is longer than a header, and new, so no
    // other code uses it.
    let header: &Header = unsafe { start.cast().as_ref() };
    header.write(header::own_namespace(target)?, Locked::<T>::FINGERPRINT, schema.len(), locked_at);
    // SAFETY: the text's bytes lie between the header and `locked_at`, all within the mapping.
    let text = unsafe { start.add(Header::SIZE) };
    // SAFETY: as above; no other code uses the mapping, and the text is elsewhere.
    unsafe { text.as_ptr().copy_from_nonoverlapping(schema.as_ptr(), schema.len()) };
    // SAFETY: `locked_at` lies within the mapping.
    let place = unsafe { start.add(locked_at) };
    // SAFETY: `SIZE` bytes from `locked_at` on are mapped, for as long as `Segment` keeps the
    // mapping, and a held mutex keeps it mapped beyond that. No other code uses them.
    let _: &Locked<T> = unsafe { Locked::initialize_with(place.as_ptr(), Locked::<T>::SIZE, initial)? };
    Ok((mapping, locked_at))
}
