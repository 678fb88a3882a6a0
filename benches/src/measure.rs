//! Timing, so that what disturbs one contestant disturbs all: in turns, a slice of time each.

use serde::Serialize;
use std::time::Duration;

/// How thoroughly to measure.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// How often every contestant has its turn.
    pub rounds: usize,
    /// How long a turn is.
    pub slice: Duration,
    /// How long several processes compete in a turn: many times as long as the scheduler takes to
    /// let each of 16 run.
    pub contest: Duration,
    /// How often something is done that takes long, such as starting processes.
    pub repeats: usize,
}

impl Effort {
    pub const FULL: Self =
        Self { rounds: 301, slice: Duration::from_micros(200), contest: Duration::from_millis(200), repeats: 11 };
    pub const QUICK: Self =
        Self { rounds: 61, slice: Duration::from_micros(100), contest: Duration::from_millis(40), repeats: 5 };
}

/// The middle half of what was measured.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Spread {
    pub low: f64,
    pub median: f64,
    pub high: f64,
}

impl Spread {
    pub fn of(mut samples: Vec<f64>) -> Self {
        samples.sort_by(f64::total_cmp);
        let at = |share: f64| {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index in range")]
            let index = ((samples.len() - 1) as f64 * share).round() as usize;
            samples[index]
        };
        Self { low: at(0.25), median: at(0.5), high: at(0.75) }
    }
}

/// What one contestant does so many times, and how long that took.
pub type Turn<'a> = Box<dyn FnMut(u64) -> Duration + 'a>;

/// Nanoseconds per operation, of every contestant in every round.
pub fn interleaved(effort: Effort, contestants: &mut [Turn<'_>]) -> Vec<Vec<f64>> {
    // The most of a few tries: if one is disturbed, all turns of that contestant would be short, and
    // find in the cache what the others have left there.
    let most = |turn: &mut Turn<'_>| (0..3).map(|_| fill(effort.slice, turn)).max().unwrap_or(1);
    let times: Vec<u64> = contestants.iter_mut().map(most).collect();
    let mut samples = vec![Vec::with_capacity(effort.rounds); contestants.len()];
    let count = contestants.len();
    for round in 0..effort.rounds {
        // Another contestant begins every time.
        for position in 0..count {
            let which = (round + position) % count;
            let taken = contestants[which](times[which]);
            samples[which].push(nanoseconds(taken) / times[which] as f64);
        }
    }
    samples
}

/// How many operations fill a slice of time.
fn fill(slice: Duration, turn: &mut Turn<'_>) -> u64 {
    let mut times = 1;
    loop {
        let taken = turn(times).max(Duration::from_nanos(1));
        if taken >= slice || times >= 1 << 30 {
            let share = slice.as_secs_f64() / taken.as_secs_f64();
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at least 1, and small")]
            return ((times as f64 * share) as u64).max(1);
        }
        times *= 2;
    }
}

pub fn nanoseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e9
}
