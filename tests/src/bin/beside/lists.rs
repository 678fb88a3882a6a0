//! A thread holds locks of many kinds, acquired by both libraries and released in any order, when
//! it ends.

use super::hands::{self, Hand, How};
use super::place::PLAIN;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use std::os::unix::process::CommandExt as _;
use std::process::Command;
use std::ptr;
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use sync_runtime::{Mutex, MutexOptions, Timeout};
use tests::Stop;
use tests::mutexes::every_kind;
use tests::proof::board::Board;
use tests::proof::fork::Fork;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// How many threads end.
    #[arg(long, default_value_t = 2000)]
    deaths: u64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Words from one mutex to the next.
const SPACE: usize = 8;
/// How many there are of each kind.
const EACH: usize = 2;

/// Mutexes of all robust kinds that processes share, and how often the thread that is about to end
/// holds each.
struct Shelf {
    words: Board,
    held: Board,
    kinds: Vec<MutexOptions>,
}

/// How a thread ends.
#[derive(Debug, Clone, Copy)]
enum End {
    Killed,
    Exits,
    Executes,
    Returns,
}

const ENDS: [End; 4] = [End::Killed, End::Exits, End::Executes, End::Returns];

/// Prints what came of it; whether nothing is wrong.
pub(crate) fn run(options: &Options) -> bool {
    let mut rng = StdRng::seed_from_u64(options.seed);
    let (mut wrong, mut left) = (0, 0);
    for _ in 0..options.deaths {
        let shelf = Shelf::new();
        let (seed, end) = (rng.random(), *ENDS.choose(&mut rng).unwrap());
        let stop = Fork::free(|| shelf.live_and_end(seed, end)).join();
        let expected = if matches!(end, End::Killed) { Stop::Killed(libc::SIGKILL) } else { Stop::Exited(0) };
        assert_eq!(stop, expected, "seed {seed}");
        for index in 0..shelf.kinds.len() {
            let expected = if shelf.held[index].load(SeqCst) > 0 { How::OwnerDied } else { How::Clean };
            left += u64::from(expected == How::OwnerDied);
            // SAFETY: an initialized mutex, which stays.
            let found = unsafe { hands::acquire(shelf.raw(index), Hand::TryLock) };
            if found != expected {
                println!("{end:?}, {:?}: expected {expected:?}, found {found:?}", shelf.kinds[index]);
                wrong += 1;
            }
            if found != How::Busy {
                // SAFETY: as above. One of a dead owner cannot be recovered then; nobody wants it
                // any more.
                unsafe { hands::release(shelf.raw(index)) };
            }
        }
    }
    println!("threads that ended {}, locks that they held {left}, wrong {wrong}", options.deaths);
    wrong == 0
}

impl Shelf {
    fn new() -> Self {
        let mut kinds: Vec<_> = every_kind().into_iter().filter(|kind| kind.robust && kind.shared).collect();
        kinds.extend([PLAIN; 3]);
        kinds = kinds.repeat(EACH);
        let shelf = Self { words: Board::new(kinds.len() * SPACE), held: Board::new(kinds.len()), kinds };
        for (index, &kind) in shelf.kinds.iter().enumerate() {
            // SAFETY: nobody else knows it.
            unsafe { shelf.mutex(index).initialize(kind) }.unwrap();
        }
        shelf
    }

    fn raw(&self, index: usize) -> *mut libc::pthread_mutex_t {
        self.words[index * SPACE].as_ptr().cast()
    }

    fn mutex(&self, index: usize) -> &Mutex {
        // SAFETY: a mutex that stays as long as it is borrowed; see `new`.
        unsafe { Mutex::from_buffer(self.raw(index).cast(), Mutex::SIZE) }.unwrap()
    }

    /// Acquires and releases at random, then ends.
    fn live_and_end(&self, seed: u64, end: End) {
        if !matches!(end, End::Returns) {
            return self.live_and(seed, || match end {
                End::Killed => {
                    // SAFETY: takes no pointer.
                    unsafe { libc::raise(libc::SIGKILL) };
                }
                // SAFETY: ends the process at once.
                End::Exits => unsafe { libc::_exit(0) },
                End::Executes | End::Returns => drop(Command::new("true").exec()),
            });
        }
        // Two at once: each has a list of its own.
        thread::scope(|scope| {
            scope.spawn(|| self.live_and(seed, || ()));
            let own = Self::new();
            own.live_and(!seed, || ());
            // They are in this thread's list as long as it lives.
            std::mem::forget(own);
        });
    }

    fn live_and(&self, seed: u64, end: impl FnOnce()) {
        let mut rng = StdRng::seed_from_u64(seed);
        for _ in 0..rng.random_range(0..120) {
            let index = rng.random_range(0..self.kinds.len());
            let (held, by_library) = (self.held[index].load(SeqCst), rng.random());
            let acquires = held == 0 || self.kinds[index].recursive && rng.random_range(0..3) == 0;
            match (acquires, by_library) {
                (true, true) => drop(self.mutex(index).acquire(Timeout::Try).unwrap()),
                (false, true) => self.mutex(index).release().unwrap(),
                // SAFETY: an initialized mutex, which stays.
                (true, false) => assert_eq!(unsafe { hands::acquire(self.raw(index), Hand::TryLock) }, How::Clean),
                // SAFETY: as above.
                (false, false) => unsafe { hands::release(self.raw(index)) },
            }
            self.held[index].store(if acquires { held + 1 } else { held - 1 }, SeqCst);
            self.compare_with_list();
        }
        end();
    }

    /// Whether the kernel finds in the calling thread's list what it holds, each once, and those
    /// that inherit priorities marked; and whether the way back is the same. See
    /// `get_robust_list(2)`.
    fn compare_with_list(&self) {
        let word = |address: usize| {
            // SAFETY: a word of the list's start or of a mutex in it, all of which stay.
            unsafe { ptr::with_exposed_provenance::<usize>(address).read() }
        };
        let (mut start, mut len) = (ptr::null_mut::<usize>(), 0_usize);
        // SAFETY: 0 is the calling thread; both pointers are valid for writing.
        let outcome = unsafe { libc::syscall(libc::SYS_get_robust_list, 0, &raw mut start, &raw mut len) };
        assert_eq!(outcome, 0);
        let start = start.expose_provenance();
        let offset = word(start + size_of::<usize>());
        assert_eq!(word(start + 2 * size_of::<usize>()), 0, "nothing is being acquired or released");
        let (mut found, mut before, mut link) = (Vec::new(), start, word(start));
        while link & !1 != start {
            let address = link & !1;
            // glibc has lists of two directions, and so has musl.
            assert_eq!(word(address - size_of::<usize>()), before, "the way back");
            found.push((address.wrapping_add(offset), link & 1 == 1));
            (before, link) = (address, word(address));
        }
        let holds = |&index: &usize| self.held[index].load(SeqCst) > 0;
        let lock = |index| self.raw(index).expose_provenance() + Self::LOCK;
        let held = (0..self.kinds.len()).filter(holds);
        let mut expected: Vec<_> = held.map(|index| (lock(index), self.kinds[index].priority_inherit)).collect();
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected);
    }

    /// Where the kernel finds the owner of a mutex.
    const LOCK: usize = if cfg!(target_env = "gnu") { 0 } else { 4 };
}
