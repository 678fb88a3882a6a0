//! How a segment is created or opened.

mod upgrade;

pub use upgrade::Upgrade;

use super::Shared;
use super::former::{FormerLayouts, find_or_create_of};
use super::kept::{PlaceOf, SeenOf};
use super::record::{SINGLE, in_place, in_place_once, single};
use crate::error::SyncError;
use crate::in_place::Writing;
use crate::locked::{Lockable, Locked};
use crate::segment::{self, Record, Segment, SegmentName};
use crate::shared_locked::{Keeping, Kept, SharedInPlace, SharedLocked};
use crate::timeout::{IntoTimeout, Timeout};
use crate::view::View;
use core::error::Error;
use core::fmt;
use core::marker::PhantomData;
use std::os::fd::OwnedFd;
use std::sync::Arc;

/// How a segment is created or opened, and how long its handle waits for the lock.
///
/// ```
/// # use sync_runtime::{Shared, Timeout};
/// # let name = format!("doc-options-{}", std::process::id());
/// # let name = name.as_str();
/// let total = Shared::<u64>::options().mode(0o660).timeout(Timeout::Never).create(name, 0)?;
/// # drop(total);
/// # Shared::<u64>::unlink(name)?;
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
#[must_use = "options do nothing until `create`, `open`, `open_or_create`, `replace`, `anonymous`, `inherit`, `from_fd` or `unlink`"]
pub struct SharedOptions<T: Kept> {
    pub(crate) mode: u32,
    pub(crate) damaged: bool,
    keep_descriptor: bool,
    prefault: bool,
    pub(crate) timeout: Timeout,
    value: PhantomData<fn() -> T>,
}

impl<T: Kept> SharedOptions<T> {
    /// The owner alone.
    const DEFAULT_MODE: u32 = 0o600;

    pub(crate) fn new() -> Self {
        Self {
            mode: Self::DEFAULT_MODE,
            damaged: false,
            keep_descriptor: true,
            prefault: false,
            timeout: <T::How as Keeping<T>>::TIMEOUT,
            value: PhantomData,
        }
    }

    /// The permissions of a segment that is created, whatever the umask. A segment that is opened
    /// may let no other users write it than these: all who may write it are trusted. Default:
    /// `0o600`.
    pub fn mode(mut self, mode: u32) -> Self {
        self.mode = mode;
        self
    }

    /// Lets [`unlink`](Self::unlink) and [`replace`](Self::replace) remove what is no segment: a
    /// damaged one, one that was cut short, another program's file, a link; anything but a
    /// directory. Default: `false`.
    ///
    /// ```
    /// # use sync_runtime::{Shared, SyncError};
    /// # let name = format!("doc-damaged-{}", std::process::id());
    /// # let name = name.as_str();
    /// std::fs::write(format!("/dev/shm/{name}"), "no segment").unwrap();
    /// assert!(matches!(Shared::<u64>::unlink(name), Err(SyncError::NotASegment { .. })));
    /// Shared::<u64>::options().damaged(true).unlink(name)?;
    /// # Ok::<(), SyncError>(())
    /// ```
    pub fn damaged(mut self, damaged: bool) -> Self {
        self.damaged = damaged;
        self
    }

    /// Whether the handle of a segment without a name keeps a descriptor, by which the segment can
    /// be [passed](Shared::pass_to) or [handed on](Shared::descriptor). Default: `true`.
    ///
    /// Without one, a process can have thousands of such segments, however few files it may have
    /// open. Children that are forked, without `exec`, share the segment all the same. The handle
    /// of a segment with a name never keeps one.
    ///
    /// ```
    /// # use sync_runtime::{Shared, SyncError};
    /// let total = Shared::<u64>::options().keep_descriptor(false).anonymous(0)?;
    /// assert!(total.descriptor().is_none());
    /// let mut worker = std::process::Command::new("worker");
    /// assert!(matches!(total.pass_to(&mut worker, "TOTAL"), Err(SyncError::NoDescriptor)));
    /// # Ok::<(), SyncError>(())
    /// ```
    pub fn keep_descriptor(mut self, keep_descriptor: bool) -> Self {
        self.keep_descriptor = keep_descriptor;
        self
    }

    /// Whether every page of the segment is mapped at once, when it is created or opened, and not
    /// each when it is first used. Default: `false`.
    ///
    /// The memory itself is there as soon as the segment is. But a process that uses a page for the
    /// first time is stopped until the kernel has put the page into its page table. With a large
    /// value, whose first use must not be slow, all at once takes less time; it takes some for
    /// pages that are never used, too. Before Linux 5.14 it has no effect.
    ///
    /// ```
    /// # use sync_runtime::{Shared, SharedLocked};
    /// #[derive(SharedLocked)]
    /// #[shared(in_place)]
    /// struct Frame { number: u64, pixels: [u8; 1 << 20] }
    ///
    /// let frame = Shared::<Frame>::options().prefault(true).anonymous_with(|_| Ok(()))?;
    /// frame.with_lock(|frame| { frame.pixels().fill(7); Ok(()) })?; // without a page fault
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    pub fn prefault(mut self, prefault: bool) -> Self {
        self.prefault = prefault;
        self
    }

    /// How long the handle's locking methods wait, and [`open`](Self::open) if other processes open
    /// a segment of a dead PID namespace at the same time. Default: what the type says
    /// (`timeout_ms`), else one second.
    pub fn timeout(mut self, timeout: impl IntoTimeout) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// [`Shared::open`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::open`]; [`InvalidMode`](SyncError::InvalidMode).
    pub fn open(self, name: &str) -> Result<Shared<T>, SyncError> {
        let () = <T::How as Keeping<T>>::FITS;
        let mode = self.checked_mode()?;
        let segment = match segment::open(SegmentName::new(name)?, SINGLE, mode, self.timeout) {
            Err(SyncError::LayoutMismatch(mismatch)) => {
                FormerLayouts::<T>::find_other(name, mode, self.timeout, mismatch)
            }
            opened => opened,
        };
        segment.map(|segment| self.handle(segment))
    }

    /// [`Shared::unlink`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::unlink`].
    pub fn unlink(self, name: &str) -> Result<(), SyncError> {
        segment::unlink(&SegmentName::new(name)?, self.damaged)
    }

    /// [`Shared::inherit`] with these options; the mode means nothing here.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::inherit`].
    pub fn inherit(self, variable: &str) -> Result<Shared<T>, SyncError> {
        let () = <T::How as Keeping<T>>::FITS;
        segment::inherit(variable, SINGLE).map(|segment| self.handle(segment))
    }

    /// [`Shared::from_fd`] with these options; the mode means nothing here.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::from_fd`].
    pub fn from_fd(self, descriptor: OwnedFd) -> Result<Shared<T>, SyncError> {
        let () = <T::How as Keeping<T>>::FITS;
        segment::from_fd(descriptor, SINGLE).map(|segment| self.handle(segment))
    }

    fn handle(&self, segment: Segment<PlaceOf<T>>) -> Shared<T> {
        Shared::of_segment(self.apply_to(segment), self.timeout, self.mode)
    }

    /// A new segment, as [`keep_descriptor`](Self::keep_descriptor) and
    /// [`prefault`](Self::prefault) say.
    pub(crate) fn apply_to<R: Record>(&self, segment: Segment<R>) -> Arc<Segment<R>> {
        if self.prefault {
            segment.prefault();
        }
        Arc::new(if self.keep_descriptor { segment } else { segment.without_descriptor() })
    }

    /// The permissions of a segment that is created.
    ///
    /// # Errors
    ///
    /// [`InvalidMode`](SyncError::InvalidMode).
    pub(crate) fn checked_mode(&self) -> Result<u32, SyncError> {
        let mode = self.mode;
        if mode & 0o600 != 0o600 || mode > 0o777 {
            return Err(SyncError::InvalidMode { mode });
        }
        Ok(mode)
    }
}

/// The handle of a value that is copied. Where `T: Kept` is a bound as well, the compiler does not
/// see that its segment holds a [`Locked`].
fn copied<T: SharedLocked>(options: &SharedOptions<T>, segment: Segment<Locked<T>>) -> Shared<T> {
    options.handle(segment)
}

// The bounds stand at the functions: an unmet one of the impl is told without its text.
impl<T: Kept> SharedOptions<T> {
    /// [`Shared::create`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::create`]; [`InvalidMode`](SyncError::InvalidMode).
    #[allow(clippy::needless_pass_by_value, reason = "the caller's value becomes the shared one")]
    pub fn create(self, name: &str, initial: T) -> Result<Shared<T>, SyncError>
    where
        T: SharedLocked,
    {
        let () = Locked::<T>::FITS;
        let mode = self.checked_mode()?;
        single(&initial).create(SegmentName::new(name)?, mode).map(|segment| copied(&self, segment))
    }

    /// [`Shared::open_or_create`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::open_or_create`]; [`InvalidMode`](SyncError::InvalidMode).
    #[allow(clippy::needless_pass_by_value, reason = "the caller's value becomes the shared one")]
    pub fn open_or_create(self, name: &str, initial: T) -> Result<Shared<T>, SyncError>
    where
        T: SharedLocked,
    {
        let () = Locked::<T>::FITS;
        let mode = self.checked_mode()?;
        let name = SegmentName::new(name)?;
        let segment = match single(&initial).open_or_create(&name, mode, self.timeout) {
            Err(SyncError::LayoutMismatch(_)) => {
                find_or_create_of(&FormerLayouts::of_defaults(), &name, mode, self.timeout, &initial)
            }
            opened => opened,
        };
        segment.map(|segment| copied(&self, segment))
    }

    /// [`Shared::replace`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::replace`]; [`InvalidMode`](SyncError::InvalidMode).
    #[allow(clippy::needless_pass_by_value, reason = "the caller's value becomes the shared one")]
    pub fn replace(self, name: &str, value: T) -> Result<Shared<T>, SyncError>
    where
        T: SharedLocked,
    {
        let () = Locked::<T>::FITS;
        let mode = self.checked_mode()?;
        single(&value).replace(&SegmentName::new(name)?, mode, self.damaged).map(|segment| copied(&self, segment))
    }

    /// [`Shared::anonymous`] with these options; the mode means nothing here.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::anonymous`].
    #[allow(clippy::needless_pass_by_value, reason = "the caller's value becomes the shared one")]
    pub fn anonymous(self, initial: T) -> Result<Shared<T>, SyncError>
    where
        T: SharedLocked,
    {
        let () = Locked::<T>::FITS;
        single(&initial).anonymous().map(|segment| copied(&self, segment))
    }

    /// Opens a segment of a former layout, too, by upgrading it while others use it: `upgrade`
    /// makes the new value of the former one. A struct that only gained fields needs none of this:
    /// see `#[shared(default)]` in [`Pod`](trait@crate::Pod).
    ///
    /// Under the lock of the former segment the new one is made whole. One store then ends the
    /// former one, and the new one takes the name, in one step. From then on nothing changes in the
    /// former one: a process that has it open gets [`Superseded`](SyncError::Superseded) when it
    /// locks it, also if it is waiting for the lock or the condition, and still reads it. So no
    /// update is lost, and none is made twice. If `upgrade` panics, or this process is killed at
    /// whatever instruction, there is the former segment, whole and in use, or the new one; see
    /// [upgrading](crate::guide::upgrading).
    ///
    /// `upgrade` may be called more than once: again, if another process changes or replaces the
    /// segment meanwhile. It must not [`replace`](Shared::replace) or [`unlink`](Shared::unlink)
    /// the segment itself: opening it would begin anew each time, and never end. If it changes the
    /// former value by a recursive lock, opening it is [`Deadlock`](SyncError::Deadlock).
    ///
    /// Several former layouts can be named, one after the other. The first closure for a layout
    /// counts, and goes before what `#[shared(default)]` makes of that layout.
    ///
    /// ```
    /// use sync_runtime::{Shared, SharedLocked, SyncError};
    ///
    /// #[derive(SharedLocked)]
    /// struct Stats { requests: u64 }
    ///
    /// #[derive(SharedLocked)]
    /// struct NewStats { requests: u64, errors: u32 }
    ///
    /// # let name = format!("doc-upgrade-{}", std::process::id());
    /// # let name = name.as_str();
    /// let former = Shared::<Stats>::create(name, Stats { requests: 41 })?; // in a program that still runs
    ///
    /// let stats = Shared::<NewStats>::options()
    ///     .upgrade_from::<Stats>(|former| NewStats { requests: former.requests, errors: 0 })
    ///     .open(name)?;
    /// stats.with_lock(|stats| stats.requests += 1)?;
    /// assert_eq!(stats.load()?.requests, 42);
    ///
    /// assert!(matches!(former.with_lock(|stats| stats.requests += 1), Err(SyncError::Superseded)));
    /// assert_eq!(former.load()?.requests, 41);
    /// # Shared::<NewStats>::unlink(name)?;
    /// # Ok::<(), SyncError>(())
    /// ```
    ///
    /// The former struct has a lock, and one without `priority_inherit`. Each process that had the
    /// former segment open keeps its memory until it drops the last handle.
    pub fn upgrade_from<'a, Former: SharedLocked>(self, upgrade: impl Fn(Former) -> T + 'a) -> Upgrade<'a, T>
    where
        Former::Lock: Lockable<Former>,
        T: SharedLocked,
    {
        let () = Locked::<T>::FITS;
        Upgrade::new(self).upgrade_from(upgrade)
    }

    /// [`upgrade_from`](Self::upgrade_from) with a closure that may refuse: if it returns an error,
    /// the segment stays as it is, and opening it is [`NotUpgraded`](SyncError::NotUpgraded).
    ///
    /// ```
    /// use sync_runtime::{Shared, SharedLocked, SyncError};
    ///
    /// #[derive(SharedLocked, Debug)]
    /// struct Limit { per_second: u8 }
    ///
    /// # let name = format!("doc-try-upgrade-{}", std::process::id());
    /// # let name = name.as_str();
    /// let former = Shared::<u64>::create(name, 1000)?;
    /// let narrow = |former: u64| Ok::<_, std::num::TryFromIntError>(Limit { per_second: former.try_into()? });
    ///
    /// let refused = Shared::<Limit>::options().try_upgrade_from(narrow).open(name).unwrap_err();
    /// assert!(refused.to_string().contains("was not upgraded from `u64` to"));
    ///
    /// former.store(10)?;
    /// assert_eq!(Shared::<Limit>::options().try_upgrade_from(narrow).open(name)?.load()?.per_second, 10);
    /// # Shared::<Limit>::unlink(name)?;
    /// # Ok::<(), SyncError>(())
    /// ```
    pub fn try_upgrade_from<'a, Former: SharedLocked, E: Into<Box<dyn Error + Send + Sync>>>(
        self,
        upgrade: impl Fn(Former) -> Result<T, E> + 'a,
    ) -> Upgrade<'a, T>
    where
        Former::Lock: Lockable<Former>,
        T: SharedLocked,
    {
        let () = Locked::<T>::FITS;
        Upgrade::new(self).try_upgrade_from(upgrade)
    }

    /// [`upgrade_from`](Self::upgrade_from) to a value that is changed in place: `upgrade` sets the
    /// new value, which begins as zeroes. The former one was changed in place, too, and `upgrade`
    /// gets a view of it; or it was copied, and `upgrade` gets the value.
    ///
    /// No part of either is on the stack unless `upgrade` puts it there:
    /// [`copy_from`](View::copy_from) copies a part from the one view to the other. If `upgrade`
    /// returns an error, the segment stays as it is, and opening it is
    /// [`NotUpgraded`](SyncError::NotUpgraded).
    ///
    /// ```
    /// use sync_runtime::{Shared, SharedLocked, SyncError};
    ///
    /// #[derive(SharedLocked)]
    /// #[shared(in_place)]
    /// struct Frame { number: u64, pixels: [u8; 1 << 20] }
    ///
    /// #[derive(SharedLocked)]
    /// #[shared(in_place)]
    /// struct NewFrame { number: u32, pixels: [u8; 1 << 21], taken: bool }
    ///
    /// # let name = format!("doc-upgrade-with-{}", std::process::id());
    /// # let name = name.as_str();
    /// # let former = Shared::<Frame>::create_with(name, |frame| { frame.number().set(41); Ok(()) })?;
    /// let frame = Shared::<NewFrame>::options()
    ///     .upgrade_with::<Frame>(|former, new| {
    ///         new.number().set(former.number().get().try_into()?);
    ///         new.pixels().range(..1 << 20)?.copy_from(former.pixels().as_slice())?;
    ///         Ok(())
    ///     })
    ///     .open(name)?;
    /// assert_eq!(frame.view(|frame| frame.number().get())?, 41);
    /// # assert!(matches!(former.with_lock(|_| Ok(())), Err(SyncError::Superseded)));
    /// # Shared::<NewFrame>::unlink(name)?;
    /// # Ok::<(), SyncError>(())
    /// ```
    ///
    /// There is room for both segments at once, until the last process drops its handle of the
    /// former one. Other processes wait for the lock of the former one meanwhile.
    pub fn upgrade_with<'a, Former: Kept>(
        self,
        upgrade: impl Fn(SeenOf<'_, Former>, View<'_, T, Writing<'_>>) -> Result<(), Box<dyn Error + Send + Sync>> + 'a,
    ) -> Upgrade<'a, T>
    where
        T: SharedInPlace,
    {
        Upgrade::new(self).upgrade_with(upgrade)
    }
}

impl<T: Kept> SharedOptions<T> {
    /// [`Shared::create_with`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::create_with`]; [`InvalidMode`](SyncError::InvalidMode).
    pub fn create_with(
        self,
        name: &str,
        initial: impl FnOnce(View<'_, T, Writing<'_>>) -> Result<(), SyncError>,
    ) -> Result<Shared<T>, SyncError>
    where
        T: SharedInPlace,
    {
        let mode = self.checked_mode()?;
        in_place_once(initial).create(SegmentName::new(name)?, mode).map(|segment| self.handle(segment))
    }

    /// [`Shared::open_or_create_with`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::open_or_create_with`]; [`InvalidMode`](SyncError::InvalidMode).
    pub fn open_or_create_with(
        self,
        name: &str,
        initial: impl FnMut(View<'_, T, Writing<'_>>) -> Result<(), SyncError>,
    ) -> Result<Shared<T>, SyncError>
    where
        T: SharedInPlace,
    {
        let mode = self.checked_mode()?;
        let (name, mut contents) = (SegmentName::new(name)?, in_place(initial));
        let segment = match contents.open_or_create(&name, mode, self.timeout) {
            Err(SyncError::LayoutMismatch(_)) => {
                let formers = FormerLayouts::<T>::of_defaults();
                formers.find_or_create(&name, mode, self.timeout, |name| contents.create(name, mode))
            }
            opened => opened,
        };
        segment.map(|segment| self.handle(segment))
    }

    /// [`Shared::replace_with`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::replace_with`]; [`InvalidMode`](SyncError::InvalidMode).
    pub fn replace_with(
        self,
        name: &str,
        initial: impl FnOnce(View<'_, T, Writing<'_>>) -> Result<(), SyncError>,
    ) -> Result<Shared<T>, SyncError>
    where
        T: SharedInPlace,
    {
        let mode = self.checked_mode()?;
        in_place_once(initial).replace(&SegmentName::new(name)?, mode, self.damaged).map(|segment| self.handle(segment))
    }

    /// [`Shared::anonymous_with`] with these options; the mode means nothing here.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::anonymous_with`].
    pub fn anonymous_with(
        self,
        initial: impl FnOnce(View<'_, T, Writing<'_>>) -> Result<(), SyncError>,
    ) -> Result<Shared<T>, SyncError>
    where
        T: SharedInPlace,
    {
        in_place_once(initial).anonymous().map(|segment| self.handle(segment))
    }
}

impl<T: Kept> fmt::Debug for SharedOptions<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { mode, damaged, keep_descriptor, prefault, timeout, value: _ } = self;
        let mode = format_args!("{mode:#o}");
        f.debug_struct("SharedOptions")
            .field("mode", &mode)
            .field("damaged", damaged)
            .field("keep_descriptor", keep_descriptor)
            .field("prefault", prefault)
            .field("timeout", timeout)
            .finish()
    }
}
