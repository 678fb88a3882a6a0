//! Segments of a former layout, upgraded while others use them.

use super::record::{SINGLE, single};
use super::{Shared, SharedOptions};
use crate::error::{NotUpgraded, SyncError};
use crate::locked::{Lockable, Locked};
use crate::segment::{self, Segment, SegmentName};
use crate::shared_locked::{Formers, SharedLocked};
use crate::timeout::Timeout;
use core::error::Error;
use core::{any, fmt};

/// How segments of former layouts become one of a `T`: see [`SharedOptions::upgrade_from`].
#[must_use = "options do nothing until `open` or `open_or_create`"]
pub struct Upgrade<'a, T: SharedLocked> {
    options: SharedOptions<T>,
    formers: FormerLayouts<'a, T>,
}

impl<'a, T: SharedLocked> Upgrade<'a, T> {
    pub(super) fn new(options: SharedOptions<T>) -> Self {
        Self { options, formers: FormerLayouts(Vec::new()) }
    }

    /// One more former layout: see [`SharedOptions::upgrade_from`].
    pub fn upgrade_from<Former: SharedLocked>(self, upgrade: impl Fn(Former) -> T + 'a) -> Self
    where
        Former::Lock: Lockable<Former>,
    {
        let formers = self.formers.and(any::type_name::<Former>(), move |former| Ok(upgrade(former)));
        Self { formers, ..self }
    }

    /// One more former layout: see [`SharedOptions::try_upgrade_from`].
    pub fn try_upgrade_from<Former: SharedLocked, E: Into<Box<dyn Error + Send + Sync>>>(
        self,
        upgrade: impl Fn(Former) -> Result<T, E> + 'a,
    ) -> Self
    where
        Former::Lock: Lockable<Former>,
    {
        let formers = self.formers.and(any::type_name::<Former>(), move |former| upgrade(former).map_err(Into::into));
        Self { formers, ..self }
    }

    /// Opens the segment called `name`. If it is of one of the former layouts, it is upgraded
    /// first.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::open`]: [`LayoutMismatch`](SyncError::LayoutMismatch) if it is of none of
    /// these layouts. Those of [`Locked::get_lock`] for the lock of the former segment, among them
    /// [`Deadlock`](SyncError::Deadlock) if the calling thread holds it. Those of
    /// [`Shared::replace`]. [`NotUpgraded`](SyncError::NotUpgraded) if a closure of
    /// [`try_upgrade_from`](Self::try_upgrade_from) returns an error.
    pub fn open(self, name: &str) -> Result<Shared<T>, SyncError> {
        let mode = self.options.checked_mode()?;
        let segment = self.formers.and_of_defaults().find(&SegmentName::new(name)?, mode, self.options.timeout)?;
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
        let formers = self.formers.and_of_defaults();
        let segment = formers.find_or_create(&SegmentName::new(name)?, mode, self.options.timeout, &initial)?;
        Ok(self.options.handle(segment))
    }
}

/// Layouts that the segments of a `T` had, and how each is upgraded.
pub(super) struct FormerLayouts<'a, T: SharedLocked>(Vec<FormerLayout<'a, T>>);

struct FormerLayout<'a, T: SharedLocked> {
    name: &'static str,
    /// What is tried on a segment that is of another layout.
    step: Step<'a, T>,
}

type Step<'a, T> = Box<dyn Fn(&SegmentName, u32, Timeout) -> Result<Option<Segment<Locked<T>>>, SyncError> + 'a>;

impl<T: SharedLocked> Formers<T> for FormerLayouts<'_, T> {
    fn former<Former: SharedLocked>(self, name: &'static str, upgrade: fn(Former) -> T) -> Self {
        self.and(name, move |former| Ok(upgrade(former)))
    }
}

impl<'a, T: SharedLocked> FormerLayouts<'a, T> {
    /// Those that have not got the fields with `#[shared(default)]`.
    pub(super) fn of_defaults() -> Self {
        Self(Vec::new()).and_of_defaults()
    }

    /// And those, each tried after the ones that are here already: a closure for such a layout goes
    /// before its defaults.
    fn and_of_defaults(self) -> Self {
        T::former_layouts(self)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One more.
    fn and<Former: SharedLocked>(
        mut self,
        name: &'static str,
        upgrade: impl Fn(Former) -> Result<T, Box<dyn Error + Send + Sync>> + 'a,
    ) -> Self {
        let step = Box::new(move |name: &_, mode, timeout| step(name, mode, timeout, &upgrade));
        self.0.push(FormerLayout { name, step });
        self
    }

    /// Opens the segment, of whichever of the layouts it is.
    pub(super) fn find(
        &self,
        name: &SegmentName,
        mode: u32,
        timeout: Timeout,
    ) -> Result<Segment<Locked<T>>, SyncError> {
        // Each turn after the first means that another process upgraded or replaced it meanwhile.
        let mut superseded = None;
        loop {
            let looked_at = segment::file_called(name);
            let mut outcome = segment::open::<Locked<T>>(name.clone(), SINGLE, mode, timeout).map(Some);
            for former in &self.0 {
                if matches!(outcome, Err(SyncError::LayoutMismatch(_))) {
                    outcome = match (former.step)(name, mode, timeout) {
                        Err(SyncError::LayoutMismatch(_)) => outcome,
                        other => other,
                    };
                }
            }
            match outcome {
                Ok(Some(segment)) if segment.first().is_superseded() && segment.is_unlinked()? => {}
                Ok(Some(segment)) => return Ok(segment),
                // Opening it gives the name to what waits for it. Nothing does.
                Ok(None) if superseded.is_some() && superseded == looked_at => return Err(SyncError::Superseded),
                Ok(None) => superseded = looked_at,
                // Each layout was compared with the same file, or it was upgraded in between.
                Err(SyncError::LayoutMismatch(_)) if segment::file_called(name) != looked_at => {}
                Err(SyncError::LayoutMismatch(mut mismatch)) => {
                    mismatch.former = self.0.iter().map(|former| former.name.to_owned()).collect();
                    return Err(SyncError::LayoutMismatch(mismatch));
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// [`find`](Self::find), or makes the segment if there is none.
    pub(super) fn find_or_create(
        &self,
        name: &SegmentName,
        mode: u32,
        timeout: Timeout,
        initial: &T,
    ) -> Result<Segment<Locked<T>>, SyncError> {
        loop {
            match self.find(name, mode, timeout) {
                Err(SyncError::NotFound { .. }) => {}
                found => return found,
            }
            match single(initial).create(name.clone(), mode) {
                Err(SyncError::AlreadyExists { .. }) => {}
                created => return created,
            }
        }
    }
}

/// Makes a segment of a `T` of one of a `Former`, if it is that. `None` if it is superseded by now,
/// or has lost the name.
fn step<Former: SharedLocked, T: SharedLocked>(
    name: &SegmentName,
    mode: u32,
    timeout: Timeout,
    upgrade: &impl Fn(Former) -> Result<T, Box<dyn Error + Send + Sync>>,
) -> Result<Option<Segment<Locked<T>>>, SyncError> {
    let () = Locked::<T>::FITS;
    let former = segment::open::<Locked<Former>>(name.clone(), SINGLE, mode, timeout)?;
    let prepare = |value| {
        let new = upgrade(value).map_err(|source| NotUpgraded::of::<Former, T>(name.label(), source))?;
        let successor = single(&new).instead_of(&former)?;
        Ok(move || successor.take_name())
    };
    match former.first().supersede(timeout, prepare) {
        Err(SyncError::Superseded) => Ok(None),
        outcome => outcome,
    }
}

impl<T: SharedLocked> fmt::Debug for Upgrade<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { options, formers } = self;
        f.debug_struct("Upgrade").field("options", options).field("former_layouts", formers).finish()
    }
}

impl<T: SharedLocked> fmt::Debug for FormerLayouts<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|former| former.name)).finish()
    }
}
