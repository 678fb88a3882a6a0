//! What `condvar::permits` promises, one call after the other. Which orders several threads can
//! meet in is explored by `tests/tests/no_wake_up_is_lost`, which compiles that file and would
//! compile these tests with it.

use crate::atomic::Ordering::SeqCst;
use crate::condvar::permits::{Look, MOST, Permits, Registration, State, TURNS};

fn sleeps(permits: &Permits, registration: &Registration) -> bool {
    matches!(permits.look(registration), Look::Sleep { .. })
}

fn state_of(permits: &Permits) -> State {
    State::unpack(permits.state.load(SeqCst))
}

#[test]
fn as_many_wake_as_were_notified() {
    let permits = Permits::default();
    let waiters: Vec<_> = (0..6).map(|_| permits.register()).collect();
    assert_eq!(permits.grant(2), 2);
    let woken = waiters.iter().filter(|waiter| permits.look(waiter) == Look::Wake).count();
    assert_eq!(woken, 2);
    assert_eq!(state_of(&permits).waiters, 4);
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
    assert_eq!(state_of(&permits).waiters, 0);
}

#[test]
fn a_waiter_that_times_out_takes_what_was_granted() {
    let permits = Permits::default();
    let waiter = permits.register();
    assert_eq!(permits.grant(1), 1);
    assert!(permits.leave(&waiter));
    assert_eq!(state_of(&permits), State { changes: 2, ..State::default() });
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
    let state = state_of(&permits);
    assert_eq!((state.waiters + state.old_waiters, state.permits + state.old_permits), (1, 0));
    let other = permits.register();
    assert_eq!(permits.grant(1), 1);
    assert_ne!(sleeps(&permits, &waiter), sleeps(&permits, &other), "one, and not two");
}

/// One that waits, turn after turn, until an epoch begins.
fn begin_an_epoch(permits: &Permits) {
    let mut waiter = permits.register();
    let before = state_of(permits).epoch;
    while state_of(permits).epoch == before {
        assert!(sleeps(permits, &waiter));
        permits.renew(&mut waiter);
    }
    assert!(!permits.leave(&waiter));
}

#[test]
fn permits_of_the_dead_expire_with_their_registrations() {
    let permits = Permits::default();
    for dead in [0, 1, 5] {
        for of_each_epoch in [0, 1, 4] {
            for notified in [0, 1, 3, u32::MAX] {
                let _dead: Vec<_> = (0..dead).map(|_| permits.register()).collect();
                permits.grant(notified);
                begin_an_epoch(&permits);
                let _dead: Vec<_> = (0..of_each_epoch).map(|_| permits.register()).collect();
                permits.grant(notified);
                begin_an_epoch(&permits);
                // Neither of these sleeps, however many waiters have died before.
                let living = [permits.register(), permits.register()];
                assert_eq!(permits.grant(2), 2, "{dead} {of_each_epoch} {notified}: {:?}", state_of(&permits));
                assert_eq!(living.map(|waiter| permits.look(&waiter)), [Look::Wake; 2]);
            }
        }
    }
}

#[test]
fn a_permit_outlasts_the_epoch_for_a_waiter_that_is_slow() {
    let permits = Permits::default();
    let _dead = permits.register();
    begin_an_epoch(&permits);
    let slow = permits.register();
    let mut other = permits.register();
    assert_eq!(permits.grant(1), 1);
    let seen = permits.register();
    for _ in 0..TURNS {
        permits.renew(&mut other);
    }
    assert_eq!(permits.look(&slow), Look::Wake);
    assert!(sleeps(&permits, &seen), "it came later");
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
        let permits = Permits { state: word.into(), notifications: u32::MAX.into(), notified_version: u32::MAX.into() };
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
    assert_eq!(permits.grant(u32::MAX), u32::MAX);
    assert!(waiters.iter().all(|waiter| permits.look(waiter) == Look::Wake));
}

#[test]
fn so_many_dead_that_none_is_counted_are_forgotten() {
    let permits = Permits::default();
    let _dead: Vec<_> = (0..MOST).map(|_| permits.register()).collect();
    assert_eq!(permits.grant(u32::MAX), u32::MAX);
    let short = permits.register();
    assert!(sleeps(&permits, &short));
    assert_ne!(permits.grant(1), 0);
    assert_eq!(permits.look(&short), Look::Wake);
    begin_an_epoch(&permits);
    begin_an_epoch(&permits);
    let living = permits.register();
    assert_eq!((state_of(&permits).waiters, permits.grant(1)), (1, 1));
    assert_eq!(permits.look(&living), Look::Wake);
}
