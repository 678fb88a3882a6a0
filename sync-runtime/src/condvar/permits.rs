//! Who waits, and how many of them may wake: one word that is changed in one step, so that a process
//! may be killed anywhere.
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
//! A waiter does not take a permit that was granted before it registered: see `notifications`.

use crate::atomic::{AtomicU32, AtomicU64, Ordering::SeqCst};

/// Waiters and permits of a condition variable. Zeroes are one without any.
#[derive(Debug, Default)]
#[repr(C)]
pub(super) struct Permits {
    /// A [`State`].
    state: AtomicU64,
    /// Raised before permits are granted.
    notifications: AtomicU32,
}

/// The most waiters, and permits, that one epoch counts.
const MOST: u32 = (1 << 12) - 1;

/// The turns after which a waiter that registered in the current epoch ends it. A waiter looks at
/// the epoch once a turn, so a living one has as many turns to register anew.
const TURNS: u32 = 4;

/// What the word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct State {
    /// Permits granted in this epoch.
    permits: u32,
    /// Permits granted in the epoch before.
    old_permits: u32,
    /// Raised with each grant, so that a waiter about to sleep notices it.
    grants: u8,
    /// Waiters registered in this epoch.
    waiters: u32,
    /// Waiters registered in the epoch before.
    old_waiters: u32,
    epoch: u8,
}

impl State {
    #[inline(always)]
    fn unpack(word: u64) -> Self {
        #[allow(clippy::cast_possible_truncation, reason = "the low bits are meant")]
        let count = |from: u32| (word >> from) as u32 & MOST;
        let byte = |from: u32| (word >> from).to_le_bytes()[0];
        Self {
            permits: count(0),
            old_permits: count(12),
            grants: byte(24),
            waiters: count(32),
            old_waiters: count(44),
            epoch: byte(56),
        }
    }

    fn pack(self) -> u64 {
        let Self { permits, old_permits, grants, waiters, old_waiters, epoch } = self;
        u64::from(permits)
            | u64::from(old_permits) << 12
            | u64::from(grants) << 24
            | u64::from(waiters) << 32
            | u64::from(old_waiters) << 44
            | u64::from(epoch) << 56
    }

    /// Waiters that no permit was granted for.
    fn without_permit(self) -> u32 {
        (self.waiters + self.old_waiters).saturating_sub(self.permits + self.old_permits)
    }

    fn has_permits(self) -> bool {
        self.permits + self.old_permits != 0
    }

    /// Takes a permit, the oldest first.
    fn without_one(self) -> Self {
        match self.old_permits.checked_sub(1) {
            Some(old_permits) => Self { old_permits, ..self },
            None => Self { permits: self.permits.saturating_sub(1), ..self },
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
        (self.waiters < MOST).then(|| Self { waiters: self.waiters + 1, ..self })
    }
}

/// The registration of a waiter.
#[derive(Debug)]
pub(super) struct Registration {
    /// The epoch it was made in; `None` if there were too many to be counted.
    epoch: Option<u8>,
    /// `notifications` when it was made.
    seen: u32,
    /// Turns since it was made or renewed.
    turns: u32,
}

/// What a waiter is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Wake: the registration has ended.
    Wake,
    /// Sleep as long as the word is this. Permits that are there are for others.
    Sleep { word: u32, for_others: bool },
}

impl Permits {
    /// Counts the calling thread as a waiter. To be called while what is waited for cannot change.
    pub(super) fn register(&self) -> Registration {
        let seen = self.notifications.load(SeqCst);
        let counted = self.change(State::with_one);
        Registration { epoch: counted.map(|state| state.epoch), seen, turns: 0 }
    }

    /// Whether there may be a waiter without a permit.
    #[inline(always)]
    pub(super) fn is_awaited(&self) -> bool {
        self.state.load(SeqCst) >> 32 << 8 != 0
    }

    /// Grants up to `count` permits; returns how many.
    pub(super) fn grant(&self, count: u32) -> u32 {
        if State::unpack(self.state.load(SeqCst)).without_permit() == 0 {
            return 0;
        }
        self.notifications.fetch_add(1, SeqCst);
        let mut granted = 0;
        self.change(|state| {
            granted = count.min(state.without_permit()).min(MOST - state.permits);
            let grants = state.grants.wrapping_add(1);
            (granted != 0).then(|| State { permits: state.permits + granted, grants, ..state })
        });
        granted
    }

    /// Wakes if there is a permit for this waiter.
    pub(super) fn look(&self, registration: &Registration) -> Look {
        loop {
            // In this order: a grant that is seen raised `notifications` before.
            let word = self.state.load(SeqCst);
            let state = State::unpack(word);
            let is_notified = self.notifications.load(SeqCst) != registration.seen;
            let left = match registration.epoch {
                None if is_notified => return Look::Wake,
                None => state,
                Some(epoch) if state.epoch.wrapping_sub(epoch) > 1 => return Look::Wake,
                Some(epoch) => state.without(epoch),
            };
            if registration.epoch.is_none() || !is_notified || !state.has_permits() {
                #[allow(clippy::cast_possible_truncation, reason = "the low half is meant")]
                return Look::Sleep { word: word as u32, for_others: state.has_permits() };
            }
            if self.state.compare_exchange(word, left.without_one().pack(), SeqCst, SeqCst).is_ok() {
                return Look::Wake;
            }
        }
    }

    /// A turn of the waiter has ended: registers anew if an epoch has begun, and begins one when it
    /// is time.
    pub(super) fn renew(&self, registration: &mut Registration) {
        let Some(epoch) = registration.epoch else { return };
        registration.turns += 1;
        let turns = registration.turns;
        let renewed = self.change(|state| match state.epoch.wrapping_sub(epoch) {
            0 if turns >= TURNS => state.without(epoch).advanced().with_one(),
            1 => state.without(epoch).with_one(),
            _ => None,
        });
        if let Some(state) = renewed {
            registration.epoch = Some(state.epoch);
            registration.turns = 0;
        }
    }

    /// Ends the registration; whether there was a permit for this waiter.
    pub(super) fn leave(&self, registration: &Registration) -> bool {
        loop {
            if self.look(registration) == Look::Wake {
                return true;
            }
            let Some(epoch) = registration.epoch else { return false };
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

    #[cfg(test)]
    fn state(&self) -> State {
        State::unpack(self.state.load(SeqCst))
    }

    /// The half of the word that changes with each grant.
    pub(super) fn word(&self) -> *const u32 {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn sleeps(permits: &Permits, registration: &Registration) -> bool {
        matches!(permits.look(registration), Look::Sleep { .. })
    }

    #[test]
    fn as_many_wake_as_were_notified() {
        let permits = Permits::default();
        let waiters: Vec<_> = (0..6).map(|_| permits.register()).collect();
        assert_eq!(permits.grant(2), 2);
        let woken = waiters.iter().filter(|waiter| permits.look(waiter) == Look::Wake).count();
        assert_eq!(woken, 2);
        assert_eq!(permits.state().waiters, 4);
        assert_eq!(permits.grant(u32::MAX), 4);
        assert_eq!(permits.grant(1), 0, "each has a permit");
    }

    #[test]
    fn a_permit_is_not_for_a_waiter_that_came_later() {
        let permits = Permits::default();
        let first = permits.register();
        assert_eq!(permits.grant(1), 1);
        let second = permits.register();
        assert!(matches!(permits.look(&second), Look::Sleep { for_others: true, .. }));
        assert_eq!(permits.look(&first), Look::Wake);
        assert!(!permits.leave(&second));
        assert_eq!(permits.state().waiters, 0);
    }

    #[test]
    fn a_waiter_that_times_out_takes_what_was_granted() {
        let permits = Permits::default();
        let waiter = permits.register();
        assert_eq!(permits.grant(1), 1);
        assert!(permits.leave(&waiter));
        assert_eq!(permits.state(), State { grants: 1, ..State::default() });
    }

    #[test]
    fn what_the_dead_leave_expires() {
        let permits = Permits::default();
        let _dead = permits.register();
        assert_eq!(permits.grant(1), 1, "it could be alive");
        let mut waiter = permits.register();
        for _ in 0..3 * TURNS {
            assert!(sleeps(&permits, &waiter));
            permits.renew(&mut waiter);
        }
        let state = permits.state();
        assert_eq!((state.waiters + state.old_waiters, state.permits + state.old_permits), (1, 0));
        let other = permits.register();
        assert_eq!(permits.grant(1), 1);
        assert_ne!(sleeps(&permits, &waiter), sleeps(&permits, &other), "one, and not two");
    }

    #[test]
    fn a_waiter_that_was_stopped_for_long_wakes() {
        let permits = Permits::default();
        let (stopped, mut waiter) = (permits.register(), permits.register());
        for _ in 0..3 * TURNS {
            permits.renew(&mut waiter);
        }
        assert_eq!(permits.look(&stopped), Look::Wake);
        assert!(permits.leave(&stopped));
        assert_eq!(permits.grant(u32::MAX), 1, "the other is still counted");
    }

    #[test]
    fn any_word_is_a_state() {
        for word in [u64::MAX, 0x0123_4567_89ab_cdef, 1 << 63] {
            assert_eq!(State::unpack(word).pack(), word);
            let permits = Permits { state: word.into(), notifications: u32::MAX.into() };
            permits.grant(u32::MAX);
            let mut waiter = permits.register();
            permits.renew(&mut waiter);
            permits.leave(&waiter);
        }
    }

    #[test]
    fn too_many_to_count_all_wake() {
        let permits = Permits::default();
        let waiters: Vec<_> = (0..MOST + 10).map(|_| permits.register()).collect();
        assert_eq!(permits.grant(u32::MAX), MOST);
        assert!(waiters.iter().all(|waiter| permits.look(waiter) == Look::Wake));
    }
}
