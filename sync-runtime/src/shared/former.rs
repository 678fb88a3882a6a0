//! Segments of a former layout, upgraded while others use them.

use super::kept::{PlaceOf, SeenOf};
use super::record::{SINGLE, in_place_once, single};
use crate::error::{LayoutMismatch, NotUpgraded, SyncError};
use crate::in_place::Writing;
use crate::locked::Locked;
use crate::segment::{self, Segment, SegmentName, Successor};
use crate::shared_locked::{FormerInPlace, Formers, Keeping, Kept, SharedInPlace, SharedLocked};
use crate::sys::fork::Generation;
use crate::timeout::Timeout;
use crate::view::View;
use core::error::Error;
use core::fmt;

/// Layouts that the segments of a `T` had, and how each is upgraded.
pub(super) struct FormerLayouts<'a, T: Kept>(Vec<FormerLayout<'a, T>>);

struct FormerLayout<'a, T: Kept> {
    name: &'static str,
    /// What is tried on a segment that is of another layout.
    step: Step<'a, T>,
}

/// Makes a segment of a `T` of one of a former layout, if it is that. `None` if it is superseded by
/// now, or has lost the name.
pub(super) type Step<'a, T> =
    Box<dyn Fn(&SegmentName, u32, Timeout) -> Result<Option<Segment<PlaceOf<T>>>, SyncError> + 'a>;

impl<T: Kept> Formers<T> for FormerLayouts<'_, T> {
    fn former<Former: SharedLocked>(self, name: &'static str, upgrade: fn(Former) -> T) -> Self
    where
        T: SharedLocked,
    {
        self.and(name, by_value(move |former| Ok(upgrade(former))))
    }

    fn former_in_place<Former: FormerInPlace<T>>(self) -> Self
    where
        T: SharedInPlace,
    {
        self.and(Former::NAME, by_view::<Former, T>(|former, new| Ok(Former::upgrade(former, new)?)))
    }
}

impl<'a, T: Kept> FormerLayouts<'a, T> {
    pub(super) fn none() -> Self {
        Self(Vec::new())
    }

    /// Those that have not got the fields with `#[shared(default)]`.
    pub(super) fn of_defaults() -> Self {
        Self::none().and_of_defaults()
    }

    /// And those, each tried after the ones that are here already: a closure for such a layout goes
    /// before its defaults.
    pub(super) fn and_of_defaults(self) -> Self {
        T::How::former_layouts(self)
    }

    /// One more.
    pub(super) fn and(mut self, name: &'static str, step: Step<'a, T>) -> Self {
        self.0.push(FormerLayout { name, step });
        self
    }

    /// [`find`](Self::find) of a segment that was found to be of another layout.
    #[cold]
    pub(super) fn find_other(
        name: &str,
        mode: u32,
        timeout: Timeout,
        mismatch: Box<LayoutMismatch>,
    ) -> Result<Segment<PlaceOf<T>>, SyncError> {
        let formers = Self::of_defaults();
        if formers.0.is_empty() {
            return Err(SyncError::LayoutMismatch(mismatch));
        }
        formers.find(&SegmentName::new(name)?, mode, timeout)
    }

    /// Opens the segment, of whichever of the layouts it is.
    pub(super) fn find(
        &self,
        name: &SegmentName,
        mode: u32,
        timeout: Timeout,
    ) -> Result<Segment<PlaceOf<T>>, SyncError> {
        let () = <T::How as Keeping<T>>::FITS;
        // Each turn after the first means that another process upgraded or replaced it meanwhile.
        let mut superseded = None;
        loop {
            let looked_at = segment::file_called(name);
            let mut outcome = segment::open::<PlaceOf<T>>(name.clone(), SINGLE, mode, timeout).map(Some);
            for former in &self.0 {
                if matches!(outcome, Err(SyncError::LayoutMismatch(_))) {
                    outcome = match (former.step)(name, mode, timeout) {
                        Err(SyncError::LayoutMismatch(_)) => outcome,
                        other => other,
                    };
                }
            }
            match outcome {
                Ok(Some(segment)) if segment.is_superseded() && segment.is_unlinked()? => {}
                Ok(Some(segment)) => return Ok(segment),
                // Opening it gives the name to what waits for it. Nothing does.
                Ok(None) if superseded.is_some() && superseded == looked_at => return Err(SyncError::Superseded),
                Ok(None) => superseded = looked_at,
                // Each layout was compared with the same file, or it was upgraded in between.
                Err(SyncError::LayoutMismatch(_)) if segment::file_called(name) != looked_at => {}
                Err(SyncError::LayoutMismatch(mismatch)) => {
                    let former = self.0.iter().map(|former| former.name.to_owned());
                    return Err(SyncError::LayoutMismatch(mismatch.tried(former)));
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
        mut create: impl FnMut(SegmentName) -> Result<Segment<PlaceOf<T>>, SyncError>,
    ) -> Result<Segment<PlaceOf<T>>, SyncError> {
        loop {
            match self.find(name, mode, timeout) {
                Err(SyncError::NotFound { .. }) => {}
                found => return found,
            }
            match create(name.clone()) {
                Err(SyncError::AlreadyExists { .. }) => {}
                created => return created,
            }
        }
    }
}

/// [`FormerLayouts::find_or_create`] of a value that is copied. Where `T: Kept` is a bound as well,
/// the compiler does not see that its segment holds a [`Locked`].
pub(super) fn find_or_create_of<T: SharedLocked>(
    formers: &FormerLayouts<'_, T>,
    name: &SegmentName,
    mode: u32,
    timeout: Timeout,
    initial: &T,
) -> Result<Segment<Locked<T>>, SyncError> {
    formers.find_or_create(name, mode, timeout, |name| single(initial).create(name, mode))
}

/// The step from a value that is copied to another one.
pub(super) fn by_value<'a, Former: SharedLocked, T: SharedLocked>(
    upgrade: impl Fn(Former) -> Result<T, Box<dyn Error + Send + Sync>> + 'a,
) -> Step<'a, T> {
    step::<Former, T>(move |segment, former| {
        let process = Generation::current();
        let new = upgrade(former).map_err(|source| NotUpgraded::of::<Former, T>(segment.label(), source))?;
        // A child that `upgrade` forked must not take the place of the segment that its parent has
        // waiting.
        if !process.is_current() {
            return Err(SyncError::NotOwner);
        }
        single(&new).instead_of(segment)
    })
}

/// The step to a value that is changed in place.
pub(super) fn by_view<'a, Former: Kept, T: SharedInPlace>(
    upgrade: impl Fn(SeenOf<'_, Former>, View<'_, T, Writing<'_>>) -> Result<(), Box<dyn Error + Send + Sync>> + 'a,
) -> Step<'a, T> {
    step::<Former, T>(move |segment, former| {
        let initial = |new: View<'_, T, Writing<'_>>| {
            upgrade(former, new).map_err(|source| NotUpgraded::of::<Former, T>(segment.label(), source))
        };
        in_place_once(initial).instead_of(segment)
    })
}

/// The step of which `make` makes the segment that takes the former one's place.
fn step<'a, Former: Kept, T: Kept>(
    make: impl Fn(&Segment<PlaceOf<Former>>, SeenOf<'_, Former>) -> Result<Successor<PlaceOf<T>>, SyncError> + 'a,
) -> Step<'a, T> {
    Box::new(move |name, mode, timeout| {
        let former = segment::open::<PlaceOf<Former>>(name.clone(), SINGLE, mode, timeout)?;
        let prepare = |value: SeenOf<'_, Former>| {
            let successor = make(&former, value)?;
            Ok(move || successor.take_name())
        };
        match Former::How::supersede(former.first(), timeout, prepare) {
            Err(SyncError::Superseded) => Ok(None),
            outcome => outcome,
        }
    })
}

impl<T: Kept> fmt::Debug for FormerLayouts<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|former| former.name)).finish()
    }
}
