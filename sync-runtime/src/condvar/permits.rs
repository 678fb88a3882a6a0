//! Who waits, and how many of them may wake: one word that is changed in one step, so that a
//! process may be killed anywhere.
//!
//! A waiter registers, which counts it. A notification grants permits, never more than there are
//! waiters without one. A waiter wakes when it takes a permit, which ends its registration in the
//! same step. So a notification of one wakes one, and a permit is lost only together with a waiter
//! that had taken it.
//!
//! A waiter that is killed leaves a registration, and perhaps a permit granted for it. Both expire:
//! time is divided into epochs, and a waiter registers anew in each. What is two epochs old belongs
//! to the dead, or to a waiter that was stopped for as long. Such a waiter finds that its
//! registration lapsed, and returns as if it had been notified, for it may have been.
//!
//! A waiter does not take a permit that was granted before it registered: see `notifications`. So a
//! permit of the dead must not stand for a waiter that came later, which no notification would find
//! without a permit then. That is why permits are counted for the epoch in which the waiters that
//! they are for registered, and expire with those. In each epoch there are never more permits than
//! waiters that may take one.

use crate::atomic::{AtomicU32, AtomicU64, Ordering::SeqCst};

/// Waiters and permits of a condition variable. Zeroes are one without any.
#[derive(Debug, Default)]
#[repr(C)]
pub(crate) struct Permits {
    /// A [`State`].
    pub(crate) state: AtomicU64,
    /// Raised before permits are granted.
    pub(crate) notifications: AtomicU32,
    /// The low half of the value's version at the last notification that found a waiter, or that
    /// was of a further condition of the value. Not used here: it is where padding would be.
    pub(crate) notified_version: AtomicU32,
}

/// The most waiters, and permits, that one epoch counts.
pub(crate) const MOST: u32 = (1 << 12) - 1;

/// The turns after which a waiter that registered in the current epoch ends it. A waiter looks at
/// the epoch once a turn, so a living one has as many turns to register anew.
pub(crate) const TURNS: u32 = 4;

/// What the word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct State {
    /// Permits granted for waiters registered in this epoch.
    pub(crate) permits: u32,
    /// Permits granted for waiters registered in the epoch before.
    pub(crate) old_permits: u32,
    /// Raised with each grant, so that a waiter about to sleep notices it; and with each
    /// registration, so that a grant notices it.
    pub(crate) changes: u8,
    /// Waiters registered in this epoch.
    pub(crate) waiters: u32,
    /// Waiters registered in the epoch before.
    pub(crate) old_waiters: u32,
    pub(crate) epoch: u8,
}

impl State {
    #[inline(always)]
    pub(crate) fn unpack(word: u64) -> Self {
        #[allow(clippy::cast_possible_truncation, reason = "the low bits are meant")]
        let count = |from: u32| (word >> from) as u32 & MOST;
        let byte = |from: u32| (word >> from).to_le_bytes()[0];
        Self {
            permits: count(0),
            old_permits: count(12),
            changes: byte(24),
            waiters: count(32),
            old_waiters: count(44),
            epoch: byte(56),
        }
    }

    pub(crate) fn pack(self) -> u64 {
        let Self { permits, old_permits, changes, waiters, old_waiters, epoch } = self;
        u64::from(permits)
            | u64::from(old_permits) << 12
            | u64::from(changes) << 24
            | u64::from(waiters) << 32
            | u64::from(old_waiters) << 44
            | u64::from(epoch) << 56
    }

    /// With permits for up to `count` waiters that have none; and how many. First for those that
    /// registered last: a permit for the others expires sooner.
    fn with_permits(self, count: u32) -> (Self, u32) {
        let new = count.min(self.waiters.saturating_sub(self.permits));
        let old = (count - new).min(self.old_waiters.saturating_sub(self.old_permits));
        let (permits, old_permits) = (self.permits + new, self.old_permits + old);
        (Self { permits, old_permits, changes: self.changes.wrapping_add(1), ..self }, new + old)
    }

    fn has_permits(self) -> bool {
        self.permits + self.old_permits != 0
    }

    /// Takes a permit for a waiter that registered in `epoch`, one of that epoch if there is one.
    fn without_permit(self, epoch: u8) -> Self {
        let is_old = self.epoch != epoch;
        if is_old && self.old_permits != 0 || self.permits == 0 {
            Self { old_permits: self.old_permits.saturating_sub(1), ..self }
        } else {
            Self { permits: self.permits - 1, ..self }
        }
    }

    /// Ends a registration made in `epoch`.
    fn without(self, epoch: u8) -> Self {
        match self.epoch.wrapping_sub(epoch) {
            0 => Self { waiters: self.waiters.saturating_sub(1), ..self },
            1 => Self { old_waiters: self.old_waiters.saturating_sub(1), ..self },
            _ => self,
        }
    }

    /// Begins an epoch: what is from the one before the last expires.
    fn advanced(self) -> Self {
        Self {
            permits: 0,
            old_permits: self.permits,
            waiters: 0,
            old_waiters: self.waiters,
            epoch: self.epoch.wrapping_add(1),
            ..self
        }
    }

    /// One registration more in this epoch, if it can be counted.
    fn with_one(self) -> Option<Self> {
        let changes = self.changes.wrapping_add(1);
        (self.waiters < MOST).then(|| Self { waiters: self.waiters + 1, changes, ..self })
    }
}

/// The registration of a waiter.
#[derive(Debug)]
pub(crate) struct Registration {
    /// The epoch it was made in.
    epoch: u8,
    /// Whether it is counted. It is not if there were too many.
    is_counted: bool,
    /// `notifications` when it was made.
    seen: u32,
    /// Turns since it was made or renewed.
    turns: u32,
}

/// What a waiter is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// Wake: the registration has ended.
    Wake,
    /// Sleep as long as the word is this. Permits that are there are for others.
    Sleep { word: u32, for_others: bool },
}

impl Permits {
    /// Counts the calling thread as a waiter. To be called while what is waited for cannot change.
    pub(crate) fn register(&self) -> Registration {
        let seen = self.notifications.load(SeqCst);
        let counted = self.change(State::with_one);
        let is_counted = counted.is_some();
        let state = counted.unwrap_or_else(|| State::unpack(self.state.load(SeqCst)));
        Registration { epoch: state.epoch, is_counted, seen, turns: 0 }
    }

    /// Whether there may be a waiter without a permit.
    #[inline(always)]
    pub(crate) fn is_awaited(&self) -> bool {
        self.state.load(SeqCst) >> 32 << 8 != 0
    }

    /// Grants up to `count` permits; returns how many waiters have to be woken.
    ///
    /// Where too many wait, or have died one soon after the other, some are not counted: these need
    /// no permit, and all are notified.
    pub(crate) fn grant(&self, count: u32) -> u32 {
        loop {
            let word = self.state.load(SeqCst);
            let (state, granted) = State::unpack(word).with_permits(count);
            let is_full = state.waiters == MOST;
            if granted == 0 && !is_full {
                return 0;
            }
            // In between: it notifies all whom the word counts. A waiter that registers afterwards
            // changes the word, so none is granted a permit that it could not take.
            self.notifications.fetch_add(1, SeqCst);
            if self.state.compare_exchange(word, state.pack(), SeqCst, SeqCst).is_ok() {
                return if is_full { u32::MAX } else { granted };
            }
        }
    }

    /// Wakes if there is a permit for this waiter.
    pub(crate) fn look(&self, registration: &Registration) -> Look {
        loop {
            // In this order: a grant that is seen raised `notifications` before.
            let word = self.state.load(SeqCst);
            let state = State::unpack(word);
            let is_notified = self.notifications.load(SeqCst) != registration.seen;
            let &Registration { epoch, is_counted, .. } = registration;
            let left = match is_counted {
                false if is_notified => return Look::Wake,
                true if state.epoch.wrapping_sub(epoch) > 1 => return Look::Wake,
                true if is_notified && state.has_permits() => state.without_permit(epoch).without(epoch),
                _ => {
                    #[allow(clippy::cast_possible_truncation, reason = "the low half is meant")]
                    return Look::Sleep { word: word as u32, for_others: state.has_permits() };
                }
            };
            if self.state.compare_exchange(word, left.pack(), SeqCst, SeqCst).is_ok() {
                return Look::Wake;
            }
        }
    }

    /// A turn of the waiter has ended: registers anew if an epoch has begun, and begins one when it
    /// is time. Not if there is a permit for it, which it takes when it looks again: that is of the
    /// epoch in which it is registered.
    pub(crate) fn renew(&self, registration: &mut Registration) {
        registration.turns += 1;
        let &mut Registration { epoch, is_counted, seen, turns } = registration;
        let left = |state: State| if is_counted { state.without(epoch) } else { state };
        let renewed = self.change(|state| match (state.epoch.wrapping_sub(epoch), is_counted) {
            _ if self.notifications.load(SeqCst) != seen && (state.has_permits() || !is_counted) => None,
            (0, _) if turns >= TURNS => left(state).advanced().with_one(),
            (1, true) | (_, false) => left(state).with_one(),
            _ => None,
        });
        if let Some(State { epoch, .. }) = renewed {
            *registration = Registration { epoch, is_counted: true, seen, turns: 0 };
        }
    }

    /// Ends the registration; whether there was a permit for this waiter.
    pub(crate) fn leave(&self, registration: &Registration) -> bool {
        loop {
            if self.look(registration) == Look::Wake {
                return true;
            }
            let &Registration { epoch, is_counted: true, .. } = registration else { return false };
            let word = self.state.load(SeqCst);
            let state = State::unpack(word);
            let is_notified = self.notifications.load(SeqCst) != registration.seen;
            if is_notified && state.has_permits() || state.epoch.wrapping_sub(epoch) > 1 {
                continue;
            }
            if self.state.compare_exchange(word, state.without(epoch).pack(), SeqCst, SeqCst).is_ok() {
                return false;
            }
        }
    }

    /// The half of the word that changes with each grant.
    pub(crate) fn word(&self) -> *const u32 {
        let halves: *const u32 = self.state.as_ptr().cast();
        if cfg!(target_endian = "little") { halves } else { halves.wrapping_add(1) }
    }

    /// Changes the state as `change` says; returns the new one, `None` if `change` does.
    fn change(&self, mut change: impl FnMut(State) -> Option<State>) -> Option<State> {
        let mut word = self.state.load(SeqCst);
        loop {
            let new = change(State::unpack(word))?;
            match self.state.compare_exchange_weak(word, new.pack(), SeqCst, SeqCst) {
                Ok(_) => return Some(new),
                Err(found) => word = found,
            }
        }
    }
}
