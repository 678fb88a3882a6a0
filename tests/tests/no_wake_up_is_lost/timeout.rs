//! What the runtime names as `crate::timeout`: nothing times out.

use crate::sys::clock::Moment;
use core::time::Duration;

pub(crate) const LONGEST_SLEEP: Duration = Duration::ZERO;

#[derive(Clone, Copy)]
pub(crate) struct Timeout;

impl Timeout {
    #[allow(non_upper_case_globals, reason = "the name of the runtime's variant")]
    pub(crate) const Never: Self = Self;
}

pub(crate) trait IntoTimeout: Into<Timeout> {}

impl<T: Into<Timeout>> IntoTimeout for T {}

#[derive(Clone, Copy)]
pub(crate) struct Deadline;

#[allow(clippy::unused_self, reason = "the signatures of the runtime's")]
impl Deadline {
    pub(crate) fn new(_: Timeout) -> Self {
        Self
    }

    /// So that a model in which a wake-up was lost comes to its end.
    pub(crate) fn has_passed(self) -> bool {
        crate::sys::futex::overslept()
    }

    pub(crate) fn is_interruptible(self) -> bool {
        false
    }

    pub(crate) fn or_one_turn(self) -> Self {
        self
    }

    #[allow(clippy::unnecessary_wraps, reason = "the signature of the runtime's")]
    pub(crate) fn or_after(self, _: Duration) -> Option<Moment> {
        Some(Moment)
    }
}

pub(crate) fn count_overslept() {}
