//! A process is killed after every instruction of acquiring and of releasing.

use super::hands::{Hand, How};
use super::place::Place;
use super::turns::{decode, waits};
use std::sync::atomic::Ordering::SeqCst;
use sync_runtime::Timeout;
use tests::Stop;
use tests::proof::board::Board;
use tests::proof::fork::Fork;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// After every so many instructions.
    #[arg(long, default_value_t = 1)]
    every: usize,
}

const VICTIMS: [Hand; 2] = [Hand::Library(Timeout::Try), Hand::TryLock];
const WAITERS: [Hand; 2] = [Hand::Library(Timeout::Never), Hand::Lock];

/// Prints what came of it; whether nothing is wrong.
pub(crate) fn run(options: &Options) -> bool {
    let mut wrong = 0;
    for victim in VICTIMS {
        wrong += acquire(victim, options.every);
        for waiter in WAITERS {
            wrong += release(victim, waiter, false, options.every);
        }
        // The C library's own waiter would sleep on.
        wrong += release(victim, Hand::Library(Timeout::Never), true, options.every);
    }
    wrong == 0
}

/// Kills one that acquires a lock that is free, between two others that it holds.
fn acquire(victim: Hand, every: usize) -> usize {
    let (mut tried, mut died, mut wrong) = (0, 0, 0);
    loop {
        let places = [Place::bare(), Place::bare(), Place::bare()];
        let [first, place, second] = &places;
        let acquire = |place: &Place, hand| assert_eq!(place.acquire(hand), How::Clean);
        let prepare = || [first, second].into_iter().for_each(|other| acquire(other, Hand::Library(Timeout::Try)));
        let mut fork = Fork::traced_after(prepare, || acquire(place, victim));
        let returned = advance(&mut fork, tried * every);
        fork.kill();
        tried += 1;
        let held = [first, second].map(next);
        let how = next(place);
        died += usize::from(how == How::OwnerDied);
        // Once it is acquired, it stays so.
        let is_right = held == [How::OwnerDied; 2] && if died > 0 { how == How::OwnerDied } else { how == How::Clean };
        wrong += usize::from(!is_right);
        if !is_right {
            println!("{victim:?} acquires, killed after {} instructions: {held:?}, {how:?}", (tried - 1) * every);
        }
        if returned {
            println!("{victim:?} acquires: tried {tried}, died as owner {died}, wrong {wrong}");
            return wrong + usize::from(died == 0 || died == tried);
        }
    }
}

/// Kills one that releases a lock for which another sleeps, between two others that it holds. A
/// third one may be faster than the one that sleeps.
fn release(victim: Hand, waiter: Hand, is_overtaken: bool, every: usize) -> usize {
    let besides = if is_overtaken { ", overtaken" } else { "" };
    let (mut tried, mut clean, mut wrong) = (0, 0, 0);
    loop {
        let places = [Place::bare(), Place::bare(), Place::bare()];
        let [first, place, second] = &places;
        let prepare = || {
            assert_eq!(first.acquire(Hand::TryLock), How::Clean);
            assert_eq!(place.acquire(victim), How::Clean);
            assert_eq!(second.acquire(Hand::Library(Timeout::Try)), How::Clean);
        };
        let mut fork = Fork::traced_after(prepare, || place.release(victim));
        let board = Board::new(1);
        let sleeper = waits(place, waiter, &board);
        let returned = advance(&mut fork, tried * every);
        let overtakes = is_overtaken && place.acquire(Hand::TryLock) == How::Clean;
        fork.kill();
        if overtakes {
            place.release(Hand::TryLock);
        }
        tried += 1;
        let ended = sleeper.join();
        let how = (ended == Stop::Exited(0)).then(|| decode(board[0].load(SeqCst)));
        let held = [first, second].map(next);
        clean += usize::from(how == Some(How::Clean));
        let expected = if clean > 0 { How::Clean } else { How::OwnerDied };
        let is_right = held == [How::OwnerDied; 2] && how == Some(expected) && next(place) == How::Clean;
        wrong += usize::from(!is_right);
        if !is_right {
            let after = (tried - 1) * every;
            println!(
                "{victim:?} releases for {waiter:?}{besides}, killed after {after} instructions: {held:?}, {how:?}"
            );
        }
        if returned {
            println!("{victim:?} releases for {waiter:?}{besides}: tried {tried}, released {clean}, wrong {wrong}");
            return wrong + usize::from(clean == 0 || clean == tried);
        }
    }
}

/// How the next one gets the lock.
fn next(place: &Place) -> How {
    let how = place.acquire(Hand::TryLock);
    if how != How::Busy {
        place.release(Hand::TryLock);
    }
    how
}

/// Lets it go so many instructions; whether it has returned before that.
fn advance(fork: &mut Fork, count: usize) -> bool {
    for _ in 0..count {
        match fork.step() {
            Stop::Instruction => {}
            Stop::Marker => return true,
            stop => panic!("after an instruction: {stop:?}"),
        }
    }
    false
}
