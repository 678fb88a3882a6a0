//! An upgrade that was refused.

use super::SyncError;
use super::label::SegmentLabel;
use core::any;
use core::error::Error;
use core::fmt;

/// Why a segment was not upgraded: the closure of
/// [`try_upgrade_from`](crate::SharedOptions::try_upgrade_from) or
/// [`upgrade_with`](crate::SharedOptions::upgrade_with) returned an error. `Debug` shows the same
/// message as `Display`.
pub struct NotUpgraded {
    /// The segment, which is as before.
    pub segment: SegmentLabel,
    /// The struct that it holds.
    pub former: &'static str,
    /// The struct that it was to hold.
    pub new: &'static str,
    /// What the closure returned.
    pub source: Box<dyn Error + Send + Sync>,
}

impl NotUpgraded {
    #[cold]
    pub(crate) fn of<O, T>(segment: SegmentLabel, source: Box<dyn Error + Send + Sync>) -> SyncError {
        let (former, new) = (any::type_name::<O>(), any::type_name::<T>());
        SyncError::NotUpgraded(Box::new(Self { segment, former, new, source }))
    }
}

impl fmt::Display for NotUpgraded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { segment, former, new, source } = self;
        write!(f, "{segment} was not upgraded from `{former}` to `{new}`, and is in use as before: {source}")
    }
}

impl fmt::Debug for NotUpgraded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for NotUpgraded {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}
