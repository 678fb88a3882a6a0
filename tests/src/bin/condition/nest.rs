//! Processes lock three deep, and some of them are killed: never are two inside at once.

use crate::report::{bar, table};
use crate::wait::ended_within;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use std::process;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;
use sync_runtime::{RecursiveGuard, Shared, SharedLocked};
use tests::Stop;
use tests::proof::board::Board;
use tests::proof::fork::Fork;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// How many are killed.
    #[arg(long, default_value_t = 2000)]
    kills: u32,
    #[arg(long, default_value_t = 4)]
    processes: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// A count for each level; they are equal where nobody is inside.
#[derive(SharedLocked, Debug, Clone, Copy)]
#[shared(lock = recursive, timeout = never)]
pub(crate) struct Levels {
    counts: [u64; 3],
}

impl Levels {
    pub(crate) const NONE: Self = Self { counts: [0; 3] };

    /// How often a nest was committed, if it was as a whole.
    pub(crate) fn whole(self) -> Option<u64> {
        let [first, ..] = self.counts;
        (self.counts == [first; 3]).then_some(first)
    }

    /// Three sections, one in the other, each of which counts; `inside` is called with the
    /// innermost.
    pub(crate) fn descend(shared: &Shared<Self>, inside: impl FnOnce(&RecursiveGuard<'_, Self>)) {
        let first = shared.get_lock().unwrap();
        Self::descend_from(&first, shared, inside);
    }

    /// The same, where the outermost is there already.
    fn descend_from(
        first: &RecursiveGuard<'_, Self>,
        shared: &Shared<Self>,
        inside: impl FnOnce(&RecursiveGuard<'_, Self>),
    ) {
        first.update(|levels| levels.counts[0] += 1).unwrap();
        let second = shared.get_lock().unwrap();
        second.update(|levels| levels.counts[1] += 1).unwrap();
        let third = shared.get_lock().unwrap();
        third.update(|levels| levels.counts[2] += 1).unwrap();
        inside(&third);
        drop(third);
        assert_eq!(second.depth(), 2);
        drop(second);
        assert_eq!(first.depth(), 1);
    }
}

const LONGEST_PAUSE: Duration = Duration::from_micros(500);
const PATIENCE: Duration = Duration::from_secs(10);

/// Prints the table, and returns whether no process hung. A process that finds another inside, or
/// half a nest, fails.
pub(crate) fn run(options: &Options) -> bool {
    let &Options { kills, processes, seed } = options;
    let shared = Shared::anonymous(Levels::NONE).unwrap();
    // Who is inside; what each has done; and whether they are to end.
    let board = Board::new(3);
    let start = || {
        Fork::free(|| {
            while board[2].load(Relaxed) == 0 {
                visit(&shared, &board);
            }
        })
    };
    let mut visitors: Vec<Fork> = (0..processes).map(|_| start()).collect();
    let (bar, mut rng) = (bar("killing those in nested sections", kills.into()), StdRng::seed_from_u64(seed));
    for _ in 0..kills {
        let victim = rng.random_range(0..processes);
        let end = ended_within(&mut visitors[victim], rng.random_range(Duration::ZERO..LONGEST_PAUSE));
        assert_eq!(end, None, "it ended by itself");
        visitors[victim] = start();
        bar.inc(1);
    }
    bar.finish_and_clear();
    board[2].store(1, Relaxed);
    let ends: Vec<_> = visitors.iter_mut().map(|visitor| ended_within(visitor, PATIENCE)).collect();
    let hung = ends.iter().filter(|end| end.is_none()).count();
    assert!(ends.iter().flatten().all(|end| *end == Stop::Exited(0)), "{ends:?}");
    let whole = shared.load().unwrap().whole();
    let header = ["processes", "killed", "died inside", "nests", "torn", "hung"];
    let line = [
        processes.to_string(),
        kills.to_string(),
        shared.recoveries().to_string(),
        whole.unwrap_or(0).to_string(),
        u32::from(whole.is_none()).to_string(),
        hung.to_string(),
    ];
    println!("{}", table(&header, [line.to_vec()]));
    // What the runtime committed, the visitors counted themselves; each death may have come between
    // the two.
    let counted = board[1].load(Relaxed);
    let agreed = whole.is_some_and(|nests| nests >= counted && nests - counted <= u64::from(kills));
    hung == 0 && agreed
}

fn inherited() -> Shared<Levels> {
    Shared::inherit("LEVELS").unwrap()
}

/// One nest, for a test that waits for it.
pub(crate) fn visit_once() -> bool {
    let shared = inherited();
    Levels::descend(&shared, |_| ());
    shared.notify_all();
    true
}

/// Is killed in a nest, after it has notified a test that waits.
pub(crate) fn die_inside() -> bool {
    let shared = inherited();
    Levels::descend(&shared, |_| {
        shared.notify_all();
        // SAFETY: takes no pointer.
        unsafe { libc::raise(libc::SIGKILL) };
    });
    false
}

/// One nest, with a look whether another process is inside.
fn visit(shared: &Shared<Levels>, board: &Board) {
    let outer = shared.get_lock().unwrap();
    let before = board[0].swap(process::id().into(), Relaxed);
    // Only a process that died inside leaves a mark.
    assert!(before == 0 || outer.recovered(), "process {before} is inside, too");
    assert_eq!(outer.depth(), 1, "nothing is left of a nest whose owner died");
    assert!(outer.get().unwrap().whole().is_some(), "half a nest was committed");
    Levels::descend_from(&outer, shared, |innermost| {
        assert_eq!(board[0].load(Relaxed), process::id().into(), "another process came in");
        assert_eq!(innermost.depth(), 3);
    });
    assert_eq!(board[0].swap(0, Relaxed), process::id().into(), "another process came in");
    drop(outer);
    board[1].fetch_add(1, Relaxed);
}
