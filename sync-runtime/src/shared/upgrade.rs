//! Segments of a former layout, upgraded while others use them.

use super::record::{SINGLE, single};
use super::{Shared, SharedOptions};
use crate::error::SyncError;
use crate::locked::{Lockable, Locked};
use crate::segment::{self, Segment, SegmentName};
use crate::shared_locked::SharedLocked;
use crate::timeout::Timeout;
use core::fmt;
use core::mem;

/// How segments of former layouts become one of a `T`: see [`SharedOptions::upgrade_from`].
#[must_use = "options do nothing until `open` or `open_or_create`"]
pub struct Upgrade<'a, T: SharedLocked> {
    options: SharedOptions<T>,
    steps: Vec<Step<'a, T>>,
}

/// What is tried on a segment that is of another layout.
type Step<'a, T> = Box<dyn Fn(&SegmentName, u32, Timeout) -> Result<Option<Segment<Locked<T>>>, SyncError> + 'a>;

impl<'a, T: SharedLocked> Upgrade<'a, T> {
    pub(super) fn new(options: SharedOptions<T>) -> Self {
        Self { options, steps: Vec::new() }
    }

    /// One more former layout: see [`SharedOptions::upgrade_from`].
    pub fn upgrade_from<Former: SharedLocked>(mut self, upgrade: impl Fn(Former) -> T + 'a) -> Self
    where
        Former::Lock: Lockable<Former>,
    {
        self.steps.push(Box::new(move |name, mode, timeout| step(name, mode, timeout, &upgrade)));
        self
    }

    /// Opens the segment called `name`. If it is of one of the former layouts, it is upgraded first.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::open`]: [`LayoutMismatch`](SyncError::LayoutMismatch) if it is of none of these layouts. Those of
    /// [`Locked::get_lock`] for the lock of the former segment, among them [`Deadlock`](SyncError::Deadlock) if the calling
    /// thread holds it. Those of [`Shared::replace`].
    pub fn open(self, name: &str) -> Result<Shared<T>, SyncError> {
        let mode = self.options.checked_mode()?;
        let segment = self.find(&SegmentName::new(name)?, mode)?;
        Ok(self.options.handle(segment))
    }

    /// [`open`](Self::open), or makes the segment with a first value if there is none.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open) and [`Shared::create`], except `NotFound` and `AlreadyExists`.
    #[allow(clippy::needless_pass_by_value, reason = "the caller's value becomes the shared one")]
    pub fn open_or_create(self, name: &str, initial: T) -> Result<Shared<T>, SyncError> {
        let mode = self.options.checked_mode()?;
        let name = SegmentName::new(name)?;
        let segment = loop {
            match self.find(&name, mode) {
                Err(SyncError::NotFound { .. }) => {}
                found => break found?,
            }
            match single(&initial).create(name.clone(), mode) {
                Err(SyncError::AlreadyExists { .. }) => {}
                created => break created?,
            }
        };
        Ok(self.options.handle(segment))
    }

    /// Opens the segment, of whichever of the layouts it is.
    fn find(&self, name: &SegmentName, mode: u32) -> Result<Segment<Locked<T>>, SyncError> {
        let timeout = self.options.timeout;
        // Each turn after the first means that another process upgraded or replaced it meanwhile.
        loop {
            let looked_at = segment::file_called(name);
            let mut outcome = segment::open::<Locked<T>>(name.clone(), SINGLE, mode, timeout).map(Some);
            for step in &self.steps {
                if matches!(outcome, Err(SyncError::LayoutMismatch(_))) {
                    outcome = match step(name, mode, timeout) {
                        Err(SyncError::LayoutMismatch(_)) => outcome,
                        other => other,
                    };
                }
            }
            match outcome {
                Ok(Some(segment)) if segment.first().is_superseded() && segment.is_unlinked()? => {}
                Ok(Some(segment)) => return Ok(segment),
                Ok(None) => {}
                // Each layout was compared with the same file, or it was upgraded in between.
                Err(SyncError::LayoutMismatch(_)) if segment::file_called(name) != looked_at => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// Makes a segment of a `T` of one of a `Former`, if it is that. `None` if the name is another segment's by now, or none's.
fn step<Former: SharedLocked, T: SharedLocked>(
    name: &SegmentName,
    mode: u32,
    timeout: Timeout,
    upgrade: &impl Fn(Former) -> T,
) -> Result<Option<Segment<Locked<T>>>, SyncError>
where
    Former::Lock: Lockable<Former>,
{
    let () = Locked::<T>::FITS;
    let former = segment::open::<Locked<Former>>(name.clone(), SINGLE, mode, timeout)?;
    let prepare = |value| {
        let successor = single(&upgrade(value)).instead_of(&former)?;
        Ok(move || successor.take_name())
    };
    // SAFETY: the mapping of a segment that was superseded is never unmapped: see `segment/registry.rs`. The segment was
    // opened by its name, and `instead_of` takes that.
    let new = unsafe { former.first().supersede(timeout, prepare) };
    match new {
        Ok(new) => {
            // The list of the locks that this thread holds runs through its mutex. The registry would keep it, too.
            mem::forget(former);
            Ok(Some(new))
        }
        Err(SyncError::Superseded) if former.is_unlinked()? => Ok(None),
        Err(error) => Err(error),
    }
}

impl<T: SharedLocked> fmt::Debug for Upgrade<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { options, steps } = self;
        f.debug_struct("Upgrade").field("options", options).field("former_layouts", &steps.len()).finish()
    }
}
