//! Processes use the family and are killed at random moments. At the end every permit is there,
//! nobody hangs, and no item came twice.

use super::semantics::LONG;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::{Channel, RwLock, Semaphore, Shared};
use tests::proof::board::Board;
use tests::proof::fork::Fork;

#[derive(clap::Args)]
pub(crate) struct Options {
    #[arg(long, default_value_t = 2000)]
    kills: u64,
    /// What the random moments come from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

const WORKERS: usize = 6;
const PERMITS: u32 = 3;
/// So many are never sent.
const MOST_ITEMS: usize = 1 << 22;
/// A worker that has done nothing for so long hangs.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two kills.
const LONGEST_PAUSE: Duration = Duration::from_millis(2);

/// What the workers share.
struct Stage {
    semaphore: Shared<Semaphore>,
    /// Permits that are used up.
    jobs: Shared<Semaphore>,
    lock: Shared<RwLock>,
    channel: Shared<Channel<u64, 8>>,
    /// What each worker has done, the next item, and how many permits were added and used up.
    board: Board,
    /// How often each item was received.
    received: Board,
}

const NEXT_ITEM: usize = WORKERS;
const ADDED: usize = WORKERS + 1;
const USED_UP: usize = WORKERS + 2;

/// Prints what came of it; whether nothing is wrong.
pub(crate) fn run(options: &Options) -> bool {
    let stage = Stage {
        semaphore: Shared::anonymous(Semaphore::bounded(PERMITS)).unwrap(),
        jobs: Shared::anonymous(Semaphore::new(0)).unwrap(),
        lock: Shared::anonymous(RwLock::new()).unwrap(),
        channel: Shared::anonymous(Channel::new()).unwrap(),
        board: Board::new(WORKERS + 3),
        received: Board::new(MOST_ITEMS),
    };
    let mut rng = StdRng::seed_from_u64(options.seed);
    let mut workers: Vec<_> = (0..WORKERS).map(|number| stage.worker(number, rng.random())).collect();
    let (mut seen, mut hung) = (vec![(0, Instant::now()); WORKERS], 0);
    for _ in 0..options.kills {
        thread::sleep(rng.random_range(Duration::ZERO..LONGEST_PAUSE));
        let victim = rng.random_range(0..WORKERS);
        assert_eq!(workers[victim].has_ended(), None, "a worker ends when it is killed");
        workers[victim] = stage.worker(victim, rng.random());
        for (number, seen) in seen.iter_mut().enumerate() {
            let done = stage.board[number].load(SeqCst);
            if done != seen.0 {
                *seen = (done, Instant::now());
            }
            hung += usize::from(seen.1.elapsed() > PATIENCE);
        }
        if hung != 0 {
            break;
        }
    }
    for worker in workers {
        worker.kill();
    }

    // All permits can be had, and the lock, and the channel is whole.
    let permits: Vec<_> = (0..PERMITS).map(|_| stage.semaphore.permit(LONG).unwrap()).collect();
    let too_many = stage.semaphore.try_permit().unwrap().is_some();
    drop(permits);
    let available = stage.semaphore.available().unwrap();
    drop(stage.lock.write(LONG).unwrap());
    while let Some(item) = stage.channel.try_recv().unwrap() {
        stage.received[usize::try_from(item).unwrap()].fetch_add(1, SeqCst);
    }
    let [added, used_up] = [ADDED, USED_UP].map(|count| stage.board[count].load(SeqCst));
    let mut left = 0;
    while let Some(permit) = stage.jobs.try_permit().unwrap() {
        permit.consume().unwrap();
        left += 1;
    }
    // A dead process did one thing at most that it did not count.
    let uncounted = (used_up + left).abs_diff(added);
    let sent = stage.board[NEXT_ITEM].load(SeqCst);
    let items = || stage.received.iter().take(usize::try_from(sent).unwrap()).map(|times| times.load(SeqCst));
    let doubled = items().filter(|&times| times > 1).count();
    let missing = items().filter(|&times| times == 0).count() as u64;
    println!(
        "killed {}, items {sent}, doubled {doubled}, gone with the dead {missing}, hung {hung}, permits {available} of {PERMITS}, \
         added {added}, used up {used_up}, left {left}",
        options.kills
    );
    // A dead process takes one item with it at most: the one that it sent or had received.
    let dead = options.kills + WORKERS as u64;
    hung == 0 && doubled == 0 && available == PERMITS && !too_many && missing <= dead && uncounted <= dead
}

impl Stage {
    fn worker(&self, number: usize, seed: u64) -> Fork {
        Fork::free(|| {
            let mut rng = StdRng::seed_from_u64(seed);
            loop {
                match rng.random_range(0..5) {
                    0 => drop(self.semaphore.permit(LONG).unwrap()),
                    1 => drop(self.lock.read(LONG).unwrap()),
                    2 => drop(self.lock.write(LONG).unwrap()),
                    3 => self.add_and_consume(),
                    _ => self.send_and_receive(),
                }
                self.board[number].fetch_add(1, SeqCst);
            }
        })
    }

    fn add_and_consume(&self) {
        self.jobs.add().unwrap();
        self.board[ADDED].fetch_add(1, SeqCst);
        if let Some(permit) = self.jobs.try_permit().unwrap() {
            permit.consume().unwrap();
            self.board[USED_UP].fetch_add(1, SeqCst);
        }
    }

    fn send_and_receive(&self) {
        let item = self.board[NEXT_ITEM].fetch_add(1, SeqCst);
        self.channel.send(item, LONG).unwrap();
        if let Some(item) = self.channel.try_recv().unwrap() {
            self.received[usize::try_from(item).unwrap()].fetch_add(1, SeqCst);
        }
    }
}
