//! Waits, and signals that come meanwhile: between a parent and its forked children.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a trial fails by a panic")]

mod at_once;
mod descriptors;
mod kinds;
mod slices;

use clap::{Parser, Subcommand};
use kinds::{KINDS, Kind, Setting};
use std::fs;
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::{Timeout, monotonic};
use tests::Stop;
use tests::proof::board::Board;
use tests::proof::fork::Fork;
use tests::signals::handle_interrupts;

#[derive(Parser)]
#[command(about)]
struct Arguments {
    #[command(subcommand)]
    trial: Trial,
}

#[derive(Subcommand)]
enum Trial {
    /// A signal ends each kind of wait that is interruptible.
    Ends {
        /// Install the handler with `SA_RESTART`.
        #[arg(long)]
        restart: bool,
    },
    /// A signal does not end a wait that is not.
    Ignored {
        /// Install the handler with `SA_RESTART`.
        #[arg(long)]
        restart: bool,
    },
    /// Segments without a name, with 256 descriptors.
    Descriptors {
        /// How many.
        #[arg(long, default_value_t = 10_000)]
        count: u64,
    },
    /// Notifications to a waiter that is interrupted all the time.
    Slices {
        /// How many.
        #[arg(long, default_value_t = 10_000)]
        notifications: u64,
    },
    /// A signal and a notification at once.
    AtOnce {
        /// How often.
        #[arg(long, default_value_t = 10_000)]
        rounds: u64,
    },
}

fn main() {
    match Arguments::parse().trial {
        Trial::Ends { restart } => ends(restart),
        Trial::Ignored { restart } => ignored(restart),
        Trial::AtOnce { rounds } => at_once::run(rounds),
        Trial::Descriptors { count } => descriptors::run(count),
        Trial::Slices { notifications } => slices::run(notifications),
    }
}

/// What a child says on the board.
const ABOUT_TO_WAIT: usize = 0;
/// When its wait ended, in nanoseconds of the monotonic clock.
const ENDED: usize = 1;
const WAS_INTERRUPTED: usize = 2;
const WORDS: usize = 3;

struct Waiting {
    kind: Kind,
    board: Board,
    child: Fork,
}

impl Waiting {
    /// Starts a child that waits, and waits until it sleeps.
    fn new(kind: Kind, setting: &Setting, timeout: Timeout, restart: bool) -> Self {
        let board = Board::new(WORDS);
        let child = Fork::free(|| {
            handle_interrupts(restart);
            board[ABOUT_TO_WAIT].store(1, SeqCst);
            let interrupted = setting.wait(kind, timeout);
            board[ENDED].store(nanoseconds(monotonic()), SeqCst);
            board[WAS_INTERRUPTED].store(interrupted.into(), SeqCst);
        });
        while board[ABOUT_TO_WAIT].load(SeqCst) == 0 {
            thread::yield_now();
        }
        Self { kind, board, child }
    }

    /// Waits until the child has just gone to sleep. A signal that comes when a turn has ended, and
    /// the child is not asleep again, is not noticed.
    fn until_it_has_just_gone_to_sleep(&self) {
        let before = self.sleeps();
        while !(self.sleeps() > before && self.is_asleep()) {
            thread::yield_now();
        }
    }

    /// How often it has gone to sleep. See `proc_pid_status(5)`.
    fn sleeps(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.pid())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:")).unwrap();
        line.trim().parse().unwrap()
    }

    fn is_asleep(&self) -> bool {
        let text = fs::read_to_string(format!("/proc/{}/syscall", self.child.pid())).unwrap();
        let call = text.split_whitespace().next().and_then(|number| number.parse().ok());
        call.is_some_and(|call: i64| [libc::SYS_futex, libc::SYS_ppoll].contains(&call))
    }
}

fn nanoseconds(moment: Duration) -> u64 {
    moment.as_nanos().try_into().unwrap()
}

fn ends(restart: bool) {
    /// What half of the kinds have to keep, on machines that do something else meanwhile.
    const BOUND: Duration = Duration::from_millis(20);
    /// When a signal is taken for unnoticed.
    const LOST: Duration = Duration::from_millis(500);
    let setting = Setting::new();
    let (mut delays, mut signals) = (Vec::new(), 0);
    for kind in KINDS {
        let timeout = Timeout::After(Duration::from_secs(60)).interruptible();
        let waiting = Waiting::new(kind, &setting, timeout, restart);
        // On a busy machine a turn ends before the signal is there, which is then not noticed: it
        // is sent again, as who presses Ctrl-C does. No other wait of the trial is as long as this
        // one.
        let sent = loop {
            waiting.until_it_has_just_gone_to_sleep();
            let sent = monotonic();
            waiting.child.signal(libc::SIGINT);
            while waiting.board[ENDED].load(SeqCst) == 0 && monotonic().saturating_sub(sent) < LOST {
                thread::yield_now();
            }
            signals += 1;
            if waiting.board[ENDED].load(SeqCst) != 0 {
                break sent;
            }
        };
        assert_eq!(waiting.child.join(), Stop::Exited(0), "{kind:?}");
        let ended = Duration::from_nanos(waiting.board[ENDED].load(SeqCst));
        assert_eq!(waiting.board[WAS_INTERRUPTED].load(SeqCst), 1, "{kind:?}");
        delays.push((ended.saturating_sub(sent), kind));
    }
    delays.sort_by_key(|&(delay, _)| delay);
    let ((median, _), (worst, slowest)) = (delays[delays.len() / 2], delays[delays.len() - 1]);
    println!(
        "{} kinds of waits ended with {signals} signals, half of them within {median:?}, the slowest, {slowest:?}, after \
         {worst:?}",
        KINDS.len()
    );
    assert!(median <= BOUND, "half of the kinds took more than {BOUND:?}: {delays:?}");
}

fn ignored(restart: bool) {
    const TIMEOUT: Duration = Duration::from_millis(400);
    let setting = Setting::new();
    let begun = Instant::now();
    let waiting = KINDS.map(|kind| Waiting::new(kind, &setting, Timeout::After(TIMEOUT), restart));
    for waiting in &waiting {
        if begun.elapsed() < TIMEOUT / 2 {
            waiting.child.signal(libc::SIGINT);
        }
    }
    for Waiting { kind, board, child } in waiting {
        assert_eq!(child.join(), Stop::Exited(0), "{kind:?}");
        assert_eq!(board[WAS_INTERRUPTED].load(SeqCst), 0, "{kind:?}");
        let ended = Duration::from_nanos(board[ENDED].load(SeqCst));
        assert!(ended > Duration::ZERO, "{kind:?}");
    }
}
