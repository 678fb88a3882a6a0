//! How views of a value that is changed in place read and write.

use crate::error::SyncError;
use crate::pod::Pod;
use crate::pod::damage::Possible;
use crate::stays::stays;
use crate::twin::{Look, Pen};
use crate::view::{Read, Sealed, Write};
use core::fmt;

/// The `A` of the [`View`](crate::View) in `with_lock`, and of the `view` of a guard: the owner of
/// the lock sees what it has written, and notes what it is about to write.
#[derive(Clone, Copy)]
pub struct Writing<'a>(pub(super) Pen<'a>);

stays!([] Writing<'_>);

impl Sealed for Writing<'_> {}

impl Read for Writing<'_> {
    type Damage<T: Pod> = T::Damage;

    const MAY_FAIL: bool = false;

    #[inline(always)]
    fn before_read(&self, at: *const u8, len: usize) {
        self.0.before_read(at, len);
    }

    #[inline(always)]
    fn after_read(&self) -> Result<(), SyncError> {
        Ok(())
    }
}

#[diagnostic::do_not_recommend]
impl Write for Writing<'_> {
    #[inline(always)]
    fn before_write(&self, at: *const u8, len: usize, align: usize) {
        self.0.before_write(at, len, align);
    }
}

impl fmt::Debug for Writing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writing").finish_non_exhaustive()
    }
}

/// The `A` of the [`View`](crate::View) in the closures of `wait_until` and `wait_while`, and of the
/// former value in `upgrade_with`: the owner of the lock only reads, and sees what it has written. A
/// wait commits what was changed before it, so what
/// they ask for must not change anything.
#[derive(Clone, Copy)]
pub struct Holding<'a>(pub(super) Pen<'a>);

stays!([] Holding<'_>);

impl Sealed for Holding<'_> {}

impl Read for Holding<'_> {
    type Damage<T: Pod> = T::Damage;

    const MAY_FAIL: bool = false;

    #[inline(always)]
    fn before_read(&self, at: *const u8, len: usize) {
        self.0.before_read(at, len);
    }

    #[inline(always)]
    fn after_read(&self) -> Result<(), SyncError> {
        Ok(())
    }
}

impl fmt::Debug for Holding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Holding").finish_non_exhaustive()
    }
}

/// The `A` of the [`View`](crate::View) in `view` and `view_newer`, without the lock: what they read is of one version, or is not given.
#[derive(Clone, Copy)]
pub struct Reading<'a>(pub(super) &'a Look<'a>);

stays!([] Reading<'_>);

impl Sealed for Reading<'_> {}

impl Read for Reading<'_> {
    type Damage<T: Pod> = Possible;

    const MAY_FAIL: bool = true;

    #[inline(always)]
    fn before_read(&self, _: *const u8, _: usize) {}

    #[inline(always)]
    fn after_read(&self) -> Result<(), SyncError> {
        if self.0.is_whole() { Ok(()) } else { Err(SyncError::Overtaken) }
    }
}

impl fmt::Debug for Reading<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading").field("version", &self.0.version()).finish_non_exhaustive()
    }
}
