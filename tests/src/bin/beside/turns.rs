//! One holds the lock and another sleeps until it has it.

use super::hands::{HANDS, Hand, How, WAITING};
use super::place::Place;
use std::sync::atomic::Ordering::SeqCst;
use tests::Stop;
use tests::actor::until_it_waits;
use tests::proof::board::Board;
use tests::proof::fork::Fork;
use tests::ptrace::marker;

/// Tries every pair of an owner and one that waits, on both kinds of place; whether nothing was
/// wrong.
pub(crate) fn run() -> bool {
    let (mut tried, mut wrong) = (0, 0);
    for place in [Place::bare(), Place::of_value()] {
        for owner in WAITING {
            for waiter in WAITING {
                for dies in [false, true] {
                    tried += 1;
                    let found = hand_over(&place, owner, waiter, dies);
                    let expected = [if dies { Some(How::OwnerDied) } else { Some(How::Clean) }, Some(How::Clean)];
                    if found != expected {
                        println!("{owner:?} {}, {waiter:?}: {found:?}", if dies { "killed" } else { "released" });
                        wrong += 1;
                    }
                }
            }
            for next in HANDS {
                tried += 1;
                let found = after_death(&place, owner, next);
                if found != [How::OwnerDied, How::Clean] {
                    println!("{owner:?} killed, then {next:?}: {found:?}");
                    wrong += 1;
                }
            }
        }
    }
    println!("tried {tried}, wrong {wrong}");
    wrong == 0
}

/// How one that waits got the lock, and the next one after it.
fn hand_over(place: &Place, owner: Hand, waiter: Hand, dies: bool) -> [Option<How>; 2] {
    let board = Board::new(1);
    let mut owner = Fork::free(|| {
        assert_eq!(place.acquire(owner), How::Clean);
        marker();
        place.release(owner);
    });
    owner.wait_until_stopped();
    let waiter = waits(place, waiter, &board);
    if dies {
        owner.kill();
    } else {
        owner.signal(libc::SIGCONT);
        assert_eq!(owner.join(), Stop::Exited(0));
    }
    let ended = waiter.join();
    let first = (ended == Stop::Exited(0)).then(|| decode(board[0].load(SeqCst)));
    let next = (first.is_some()).then(|| {
        let how = place.acquire(Hand::TryLock);
        if how != How::Busy {
            place.release(Hand::TryLock);
        }
        how
    });
    [first, next]
}

/// How the lock of a dead owner is acquired, and then once more.
fn after_death(place: &Place, owner: Hand, next: Hand) -> [How; 2] {
    let mut owner = Fork::free(|| {
        assert_eq!(place.acquire(owner), How::Clean);
        marker();
    });
    owner.wait_until_stopped();
    owner.kill();
    [next, next].map(|hand| {
        let how = place.acquire(hand);
        if how != How::Busy {
            place.release(hand);
        }
        how
    })
}

/// A process that sleeps until it has the lock, and ends.
pub(crate) fn waits(place: &Place, hand: Hand, board: &Board) -> Fork {
    const PATIENCE: u32 = 5;
    let waiter = Fork::free(|| {
        // SAFETY: takes no pointer. One that waits for ever ends, and is found.
        unsafe { libc::alarm(PATIENCE) };
        let how = place.acquire(hand);
        board[0].store(how as u64, SeqCst);
        place.release(hand);
    });
    until_it_waits(waiter.pid());
    waiter
}

/// What a process wrote down.
pub(crate) fn decode(word: u64) -> How {
    [How::Clean, How::OwnerDied, How::Busy].into_iter().find(|how| *how as u64 == word).unwrap()
}
