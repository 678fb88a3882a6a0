//! Former layouts that are named, and how each is upgraded.

use super::SharedOptions;
use crate::error::SyncError;
use crate::in_place::Writing;
use crate::locked::Lockable;
use crate::segment::SegmentName;
use crate::shared::Shared;
use crate::shared::former::{FormerLayouts, by_value, by_view, find_or_create_of};
use crate::shared::kept::SeenOf;
use crate::shared::record::in_place;
use crate::shared_locked::{Kept, SharedInPlace, SharedLocked};
use crate::view::View;
use core::error::Error;
use core::{any, fmt};

/// How segments of former layouts become one of a `T`: see [`SharedOptions::upgrade_from`] and
/// [`SharedOptions::upgrade_with`].
#[must_use = "options do nothing until `open`, `open_or_create` or `open_or_create_with`"]
pub struct Upgrade<'a, T: Kept> {
    options: SharedOptions<T>,
    formers: FormerLayouts<'a, T>,
}

impl<'a, T: Kept> Upgrade<'a, T> {
    pub(super) fn new(options: SharedOptions<T>) -> Self {
        Self { options, formers: FormerLayouts::none() }
    }

    /// One more former layout: see [`SharedOptions::upgrade_from`].
    pub fn upgrade_from<Former: SharedLocked>(self, upgrade: impl Fn(Former) -> T + 'a) -> Self
    where
        Former::Lock: Lockable<Former>,
        T: SharedLocked,
    {
        let formers = self.formers.and(any::type_name::<Former>(), by_value(move |former| Ok(upgrade(former))));
        Self { formers, ..self }
    }

    /// One more former layout: see [`SharedOptions::try_upgrade_from`].
    pub fn try_upgrade_from<Former: SharedLocked, E: Into<Box<dyn Error + Send + Sync>>>(
        self,
        upgrade: impl Fn(Former) -> Result<T, E> + 'a,
    ) -> Self
    where
        Former::Lock: Lockable<Former>,
        T: SharedLocked,
    {
        let step = by_value(move |former| upgrade(former).map_err(Into::into));
        Self { formers: self.formers.and(any::type_name::<Former>(), step), ..self }
    }

    /// One more former layout: see [`SharedOptions::upgrade_with`].
    pub fn upgrade_with<Former: Kept>(
        self,
        upgrade: impl Fn(SeenOf<'_, Former>, View<'_, T, Writing<'_>>) -> Result<(), Box<dyn Error + Send + Sync>> + 'a,
    ) -> Self
    where
        T: SharedInPlace,
    {
        let formers = self.formers.and(any::type_name::<Former>(), by_view::<Former, T>(upgrade));
        Self { formers, ..self }
    }

    /// Opens the segment called `name`. If it is of one of the former layouts, it is upgraded
    /// first.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::open`]: [`LayoutMismatch`](SyncError::LayoutMismatch) if it is of none of
    /// these layouts. Those of [`Locked::get_lock`](crate::Locked::get_lock) for the lock of the former segment, among them
    /// [`Deadlock`](SyncError::Deadlock) if the calling thread holds it. Those of
    /// [`Shared::replace`]. [`NotUpgraded`](SyncError::NotUpgraded) if a closure of
    /// [`try_upgrade_from`](Self::try_upgrade_from) or [`upgrade_with`](Self::upgrade_with) returns
    /// an error.
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
    pub fn open_or_create(self, name: &str, initial: T) -> Result<Shared<T>, SyncError>
    where
        T: SharedLocked,
    {
        let mode = self.options.checked_mode()?;
        let formers = self.formers.and_of_defaults();
        let found = find_or_create_of(&formers, &SegmentName::new(name)?, mode, self.options.timeout, &initial);
        found.map(|segment| super::copied(&self.options, segment))
    }

    /// [`open`](Self::open), or makes the segment as [`Shared::create_with`] does if there is none.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open) and [`Shared::create_with`], except `NotFound` and
    /// `AlreadyExists`.
    pub fn open_or_create_with(
        self,
        name: &str,
        initial: impl FnMut(View<'_, T, Writing<'_>>) -> Result<(), SyncError>,
    ) -> Result<Shared<T>, SyncError>
    where
        T: SharedInPlace,
    {
        let mode = self.options.checked_mode()?;
        let (name, formers, mut contents) =
            (SegmentName::new(name)?, self.formers.and_of_defaults(), in_place(initial));
        let create = |name| contents.create(name, mode);
        let segment = formers.find_or_create(&name, mode, self.options.timeout, create)?;
        Ok(self.options.handle(segment))
    }
}

impl<T: Kept> fmt::Debug for Upgrade<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { options, formers } = self;
        f.debug_struct("Upgrade").field("options", options).field("former_layouts", formers).finish()
    }
}
