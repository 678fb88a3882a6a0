//! Many processes use one lock, each by another hand, and are killed at random moments.

use super::hands::{HANDS, Hand, How, LONG};
use super::place::Place;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::{Duration, Instant};
use tests::Stop;
use tests::proof::board::Board;
use tests::proof::fork::Fork;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// How many are killed at each of the two places, a bare mutex and that of a value.
    #[arg(long, default_value_t = 3000)]
    kills: u64,
    /// What the random moments come from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The C library alone, to compare with.
    #[arg(long)]
    without: bool,
}

/// A worker that has done nothing for so long hangs.
const PATIENCE: Duration = Duration::from_secs(10);
/// Sections between two kills, at most.
const MOST_BETWEEN: u64 = 200;

/// What is guarded by the lock, and what the workers tell.
struct Stage {
    place: Place,
    board: Board,
}

const TOTAL: usize = 0;
/// The worker that is inside, plus 1.
const INSIDE: usize = 1;
const DEATHS: usize = 2;
const WRONG: usize = 3;
const STOP: usize = 4;
/// What each worker has added to the total.
const ADDED: usize = 5;

/// Prints what came of it; whether nothing is wrong.
pub(crate) fn run(options: &Options) -> bool {
    let mut hands = HANDS.to_vec();
    if options.without {
        hands.retain(|hand| !matches!(hand, Hand::Library(_)));
        hands.extend_from_within(..);
    }
    let places = [("a mutex", Place::bare()), ("that of a value", Place::of_value())];
    let outcomes = places.map(|(name, place)| storm(name, place, &hands, options));
    outcomes == [true; 2]
}

fn storm(name: &str, place: Place, hands: &[Hand], options: &Options) -> bool {
    let stage = Stage { place, board: Board::new(ADDED + hands.len()) };
    let mut rng = StdRng::seed_from_u64(options.seed);
    // Nobody is killed: every wake-up comes.
    let hung = stage.calm(hands);
    let mut workers = stage.workers(hands);
    let mut stuck = 0;
    for _ in 0..options.kills {
        let until = stage.total() + rng.random_range(0..MOST_BETWEEN);
        stuck += usize::from(!until_in_time(|| stage.total() >= until));
        let victim = rng.random_range(0..hands.len());
        assert_eq!(workers[victim].has_ended(), None, "a worker ends when it is killed");
        workers[victim] = stage.worker(victim, hands[victim]);
        if stuck > 0 {
            break;
        }
    }
    // Each of them goes on.
    for number in 0..hands.len() {
        let before = stage.board[ADDED + number].load(SeqCst);
        stuck += usize::from(!until_in_time(|| stage.board[ADDED + number].load(SeqCst) > before));
    }
    let slept_on = stage.end(workers);
    let [total, deaths, wrong] = [TOTAL, DEATHS, WRONG].map(|word| stage.board[word].load(SeqCst));
    // The last may have been killed inside.
    let how = stage.place.acquire(Hand::ClockLock(LONG));
    let lost = total.abs_diff(stage.added());
    let deaths = deaths + u64::from(how == How::OwnerDied);
    println!(
        "{name}: killed {}, sections {total}, lost {lost}, owners that died {}, wrong {wrong}, hung {}, wake-ups that \
         died with a process {slept_on}",
        options.kills,
        deaths,
        hung + stuck
    );
    lost == 0 && wrong == 0 && hung + stuck == 0 && how != How::Busy && deaths <= options.kills
}

impl Stage {
    /// Lets all of them work until each has done something many times, and end; how many did not.
    fn calm(&self, hands: &[Hand]) -> usize {
        const EACH: u64 = 200;
        let workers = self.workers(hands);
        let done = |number: usize| move || self.board[ADDED + number].load(SeqCst) >= EACH;
        let hung = (0..hands.len()).filter(|&number| !until_in_time(done(number))).count();
        self.board[STOP].store(1, SeqCst);
        let begun = Instant::now();
        let mut still: Vec<_> = workers.into_iter().collect();
        while !still.is_empty() && begun.elapsed() < PATIENCE {
            still.retain_mut(|worker| worker.has_ended().is_none());
            thread::yield_now();
        }
        self.board[STOP].store(0, SeqCst);
        hung + still.len()
    }

    /// Ends all of them, and says how many slept beside a free lock, for a wake-up went to one that
    /// was killed: the C library's own functions do not look again.
    fn end(&self, mut workers: Vec<Fork>) -> u64 {
        self.board[STOP].store(1, SeqCst);
        let (mut since, mut slept_on) = (Instant::now(), 0);
        while !workers.is_empty() {
            workers.retain_mut(|worker| match worker.has_ended() {
                None => true,
                Some(stop) => {
                    assert_eq!(stop, Stop::Exited(0));
                    since = Instant::now();
                    false
                }
            });
            if since.elapsed() > Duration::from_millis(500) {
                slept_on += self.place.wake_all();
                since = Instant::now();
            }
            thread::yield_now();
        }
        slept_on
    }

    fn workers(&self, hands: &[Hand]) -> Vec<Fork> {
        hands.iter().enumerate().map(|(number, &hand)| self.worker(number, hand)).collect()
    }

    /// One that adds to the total until told to stop.
    fn worker(&self, number: usize, hand: Hand) -> Fork {
        Fork::free(|| {
            while self.board[STOP].load(SeqCst) == 0 {
                if !self.place.section(hand, |how| self.inside(number, how)) {
                    thread::yield_now();
                }
            }
        })
    }

    /// What a worker does while it holds the lock. It may be killed in the midst of this, and then
    /// the next one has to be told.
    fn inside(&self, number: usize, how: How) {
        let [total, inside] = [TOTAL, INSIDE].map(|word| &self.board[word]);
        if how == How::OwnerDied {
            self.board[DEATHS].fetch_add(1, SeqCst);
            if let Some(dead) = usize::try_from(inside.load(SeqCst)).unwrap().checked_sub(1) {
                let missing = total.load(SeqCst) - self.added();
                self.complain_unless(missing <= 1);
                self.board[ADDED + dead].fetch_add(missing, SeqCst);
                inside.store(0, SeqCst);
            }
        }
        self.complain_unless(inside.load(SeqCst) == 0 && total.load(SeqCst) == self.added());
        inside.store(number as u64 + 1, SeqCst);
        // Not one instruction: what two do at once is lost.
        let before = total.load(SeqCst);
        total.store(before + 1, SeqCst);
        self.board[ADDED + number].fetch_add(1, SeqCst);
        self.complain_unless(inside.load(SeqCst) == number as u64 + 1);
        inside.store(0, SeqCst);
    }

    fn complain_unless(&self, right: bool) {
        self.board[WRONG].fetch_add(u64::from(!right), SeqCst);
    }

    fn total(&self) -> u64 {
        self.board[TOTAL].load(SeqCst)
    }

    fn added(&self) -> u64 {
        self.board[ADDED..].iter().map(|added: &AtomicU64| added.load(SeqCst)).sum()
    }
}

/// Whether it came to be before it took too long.
fn until_in_time(condition: impl Fn() -> bool) -> bool {
    let begun = Instant::now();
    while !condition() {
        if begun.elapsed() > PATIENCE {
            return false;
        }
        thread::yield_now();
    }
    true
}
