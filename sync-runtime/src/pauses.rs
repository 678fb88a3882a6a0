//! Looking again and again, after ever longer pauses.

use crate::sys::clock::Moment;
use crate::sys::signal;
use crate::timeout::Deadline;
use core::time::Duration;

/// The first pause.
const SHORTEST: Duration = Duration::from_micros(50);

/// Pauses that grow, none beyond the deadline.
#[derive(Debug)]
pub(crate) struct Pauses {
    deadline: Deadline,
    next: Duration,
    longest: Duration,
    /// If the deadline is interruptible: all signals are held back between two pauses.
    signals: Option<signal::Held>,
}

impl Pauses {
    pub(crate) fn new(deadline: Deadline, longest: Duration) -> Self {
        let signals = deadline.is_interruptible().then(signal::Held::new);
        Self { deadline, next: SHORTEST, longest, signals }
    }

    /// Sleeps a little; `false` if a signal ended that, and the deadline is interruptible.
    pub(crate) fn pause(&mut self) -> bool {
        let end = self.deadline.or_after(self.next).unwrap_or_else(Moment::now);
        self.next = (self.next * 2).min(self.longest);
        if let Some(signals) = &self.signals {
            return signals.sleep_until(end);
        }
        end.sleep_until();
        true
    }
}
