//! Waiters are killed at random moments while a process notifies them.
//!
//! What a waiter is owed: it waits for a number that the notifier raises before every notification.
//! After the last one, each that lives has something to see, so each must see the last number and
//! go home. A wake-up that went to a waiter that was just being killed is made good within a tenth
//! of a second; `--patience` is far above that and far below the wait's own timeout.

use crate::meeting::{Bare, Condition, Further, Meeting};
use crate::pthread::Pthread;
use crate::report::{bar, table};
use crate::wait::{ended_within, unfinished};
use clap::ValueEnum;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};
use tests::Stop;
use tests::proof::board::Board;
use tests::proof::fork::Fork;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// By which condition.
    #[arg(long, value_enum, default_value_t = By::Condition)]
    by: By,
    #[arg(long, default_value_t = 1000)]
    trials: u64,
    /// How often the notifier notifies in each trial.
    #[arg(long, default_value_t = 20_000)]
    notifications: u64,
    /// Seconds without a notification after which the notifier counts as hung, or after the last
    /// one a waiter as forgotten.
    #[arg(long, default_value_t = 10)]
    patience: u64,
    /// What the first trial's random moments come from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Kill nobody, to see that it is the kills that matter.
    #[arg(long)]
    spare: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum By {
    /// A shared struct's.
    Condition,
    /// A further one of a shared struct.
    Further,
    /// `Condvar` and `Mutex` in bare memory.
    Condvar,
    /// The C library's `pthread_cond_t`, as a demonstration.
    PthreadCond,
}

/// What came of the trials.
#[derive(Debug, Default)]
struct Outcome {
    killed: u64,
    hung: usize,
    missed: usize,
    slowest: Duration,
}

const WAITERS: usize = 4;
/// Between two kills.
const LONGEST_PAUSE: Duration = Duration::from_micros(500);

/// Prints the table; whether nobody hung and nobody was forgotten.
pub(crate) fn run(options: &Options) -> bool {
    let mut sum = Outcome::default();
    let bar = bar("notifying those who are killed", options.trials);
    for trial in 0..options.trials {
        let one = match options.by {
            By::Condition => Trial::new(&Condition::new(), options, trial).run(),
            By::Further => Trial::new(&Further::new(), options, trial).run(),
            By::Condvar => Trial::new(&Bare::new(), options, trial).run(),
            By::PthreadCond => Trial::new(&Pthread::new(), options, trial).run(),
        };
        sum.killed += one.killed;
        sum.hung += one.hung;
        sum.missed += one.missed;
        sum.slowest = sum.slowest.max(one.slowest);
        bar.inc(1);
    }
    bar.finish_and_clear();
    let by = options.by.to_possible_value().unwrap();
    let header =
        ["by", "trials", "notifications", "killed", "notifiers hung", "waiters forgotten", "longest until all went"];
    let notifications = options.trials * options.notifications;
    let mut line = vec![by.get_name().to_owned()];
    line.extend([options.trials, notifications, sum.killed].map(|number| number.to_string()));
    line.extend([sum.hung, sum.missed].map(|number| number.to_string()));
    line.push(format!("{:.1?}", sum.slowest));
    println!("{}", table(&header, [line]));
    sum.hung + sum.missed == 0
}

struct Trial<'a> {
    meeting: &'a dyn Meeting,
    notifications: u64,
    patience: Duration,
    spare: bool,
    rng: StdRng,
    /// How often the notifier has notified.
    made: Board,
}

impl<'a> Trial<'a> {
    fn new(meeting: &'a dyn Meeting, options: &Options, trial: u64) -> Self {
        let &Options { notifications, patience, seed, spare, .. } = options;
        let rng = StdRng::seed_from_u64(seed + trial);
        Self { meeting, notifications, patience: Duration::from_secs(patience), spare, rng, made: Board::new(1) }
    }

    fn run(mut self) -> Outcome {
        let mut outcome = Outcome::default();
        let mut waiters: Vec<Fork> = (0..WAITERS).map(|_| self.waiter()).collect();
        let mut notifier = self.notifier();
        let mut progress = (0, Instant::now());
        loop {
            let pause = self.rng.random_range(Duration::ZERO..LONGEST_PAUSE);
            if let Some(end) = ended_within(&mut notifier, pause) {
                assert_eq!(end, Stop::Exited(0), "the notifier");
                break;
            }
            let made = self.made[0].load(Relaxed);
            if made != progress.0 {
                progress = (made, Instant::now());
            } else if progress.1.elapsed() > self.patience {
                outcome.hung = 1;
                return outcome;
            }
            if self.spare {
                continue;
            }
            let victim = self.rng.random_range(0..WAITERS);
            match waiters[victim].has_ended() {
                None => outcome.killed += 1,
                Some(end) => assert_eq!(end, Stop::Exited(0), "it went home with the last number"),
            }
            waiters[victim] = self.waiter();
        }
        let start = Instant::now();
        outcome.missed = unfinished(waiters, self.patience);
        outcome.slowest = start.elapsed();
        outcome
    }

    /// Waits for every new number until the last.
    fn waiter(&self) -> Fork {
        Fork::free(|| {
            let mut seen = 0;
            while seen < self.notifications {
                let newer = self.meeting.wait_newer(seen);
                assert!(newer > seen, "the number went back from {seen} to {newer}");
                seen = newer;
            }
        })
    }

    fn notifier(&mut self) -> Fork {
        let mut rng = StdRng::from_rng(&mut self.rng);
        Fork::free(|| {
            for left in (0..self.notifications).rev() {
                // The last number is for all: to notify one wakes one, and no other notification
                // would come.
                self.meeting.advance(left == 0 || rng.random());
                self.made[0].fetch_add(1, Relaxed);
            }
        })
    }
}
