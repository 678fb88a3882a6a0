//! A writer in place that is killed before any of its stores: the runtime's own `twin`, compiled
//! here with atomics that count them. What it committed is whole, and so are the heirs, who may be
//! killed too while they repair.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

mod atomic;

/// What `twin` names as `crate::pod`: values of any number of words.
mod pod {
    use crate::atomic::{AtomicU64, count};
    use std::slice;

    pub(crate) trait Cells {}

    impl<const N: usize> Cells for [AtomicU64; N] {}

    pub(crate) mod copy {
        use super::{AtomicU64, count, slice};

        pub(crate) fn prefetch(_: *const u8) {}

        /// Copies line by line, each by one store.
        #[allow(clippy::cast_ptr_alignment, reason = "lines are aligned")]
        pub(crate) unsafe fn lines(from: *const u8, to: *mut u8, len: usize) {
            let words = len / size_of::<AtomicU64>();
            // SAFETY: the caller's promise.
            let from = unsafe { slice::from_raw_parts(from.cast::<AtomicU64>(), words) };
            // SAFETY: the same.
            let to = unsafe { slice::from_raw_parts(to.cast::<AtomicU64>(), words) };
            for (from, to) in from.chunks(8).zip(to.chunks(8)) {
                count();
                from.iter().zip(to).for_each(|(from, to)| to.put(from.get()));
            }
        }
    }
}

#[path = "../models/around_twin.rs"]
mod around_twin;

use around_twin::{sys, timeout, watchers};

#[path = "../../../sync-runtime/src/twin/mod.rs"]
#[allow(dead_code, clippy::inline_always, reason = "the runtime uses all of it, and inlines what is measured")]
mod twin;

use atomic::{AtomicU64, count, dies_at};
use rand::{Rng as _, SeedableRng as _, rngs::SmallRng};
use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::ptr::NonNull;
use std::slice;
use sys::fork::Generation;
use twin::{Pen, Room, Twin};

/// Bytes of a word.
const WORD: usize = size_of::<u64>();

/// One thing that a writer does.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// Room so many bytes of a word, and changes the word.
    Set {
        index: usize,
        len: usize,
    },
    /// Changes some words at once.
    Fill {
        first: usize,
        end: usize,
    },
    Look(usize),
    Commit,
}

impl Step {
    fn chosen<const N: usize>(commits: bool, random: &mut SmallRng) -> Self {
        let first = random.random_range(0..N);
        match random.random_range(0..if commits { 14 } else { 12 }) {
            0..8 => Self::Set { index: first, len: [WORD, WORD, WORD, 4][random.random_range(0..4)] },
            8 => Self::Fill { first, end: random.random_range(first..N) + 1 },
            9 => Self::Fill { first, end: N.min(first + random.random_range(1..20)) },
            // As good as all.
            10 => Self::Fill { first: random.random_range(0..N.min(9)), end: N },
            11 => Self::Look(first),
            _ => Self::Commit,
        }
    }

    /// What a word is after the step with this number.
    fn value(number: usize, former: u64, len: usize) -> u64 {
        let new = (number as u64 + 1) * 0x0001_0001_0001_0001;
        if len == WORD { new } else { former & !u64::from(u32::MAX) | new & u64::from(u32::MAX) }
    }
}

/// What the words are after each commit, the last one last, if all steps are taken and committed.
fn versions<const N: usize>(steps: &[Step], first: &[u64]) -> Vec<Vec<u64>> {
    let (mut words, mut all, mut has_changed) = (first.to_vec(), vec![first.to_vec()], false);
    for (number, step) in steps.iter().enumerate() {
        match *step {
            Step::Set { index, len } => words[index] = Step::value(number, words[index], len),
            Step::Fill { first, end } => words[first..end].fill(Step::value(number, 0, WORD)),
            Step::Look(_) => continue,
            Step::Commit if has_changed => all.push(words.clone()),
            Step::Commit => {}
        }
        has_changed = !matches!(step, Step::Commit);
    }
    all
}

/// A value of `N` words in memory of its own.
struct Memory<const N: usize>(NonNull<Twin<[AtomicU64; N]>>);

impl<const N: usize> Memory<N> {
    const LAYOUT: Layout = match Layout::from_size_align(Twin::<[AtomicU64; N]>::SIZE, 64) {
        Ok(layout) => layout,
        Err(_) => panic!("a size"),
    };

    fn new() -> Self {
        // SAFETY: it has bytes.
        let start = unsafe { alloc_zeroed(Self::LAYOUT) };
        start.expose_provenance();
        Self(NonNull::new(start.cast()).unwrap())
    }

    /// All words of it, of the log too.
    fn all(&self) -> &[AtomicU64] {
        // SAFETY: allocated; all of it is atomic integers.
        unsafe { slice::from_raw_parts(self.0.as_ptr().cast(), Self::LAYOUT.size() / WORD) }
    }

    fn copy_to(&self, other: &Self) {
        self.all().iter().zip(other.all()).for_each(|(from, to)| to.put(from.get()));
    }

    fn twin(&self) -> &Twin<[AtomicU64; N]> {
        // SAFETY: allocated, and zeroes are a twin.
        unsafe { self.0.as_ref() }
    }

    fn committed(&self) -> Vec<u64> {
        self.twin().look().1.iter().map(AtomicU64::get).collect()
    }

    /// Does what an owner of the lock does, and says whether it was not killed before this store.
    fn lock(&self, dies: Option<u32>, work: impl FnOnce(Pen<'_>)) -> bool {
        dies_at(dies, || {
            let room = Room::new();
            // SAFETY: no other thread uses the value, and all of it is allocated and exposed.
            let tip = unsafe { self.twin().tip(&room, Generation::current()) };
            // SAFETY: made with these room right above.
            work(unsafe { tip.pen(&room) });
        })
    }

    fn take(&self, pen: Pen<'_>, steps: &[Step]) {
        for (number, step) in steps.iter().enumerate() {
            let cells = self.twin().working(pen);
            match *step {
                Step::Set { index, len } => {
                    let cell = &cells[index];
                    // As an `update`.
                    pen.before_read(std::ptr::from_ref(cell).cast(), len);
                    let former = cell.get();
                    pen.before_write(std::ptr::from_ref(cell).cast(), len, len);
                    count();
                    cell.put(Step::value(number, former, len));
                }
                Step::Fill { first, end } => {
                    let cells = &cells[first..end];
                    pen.before_write(cells.as_ptr().cast(), size_of_val(cells), WORD);
                    for half in cells.chunks(cells.len().div_ceil(2)) {
                        count();
                        for cell in half {
                            cell.put(Step::value(number, 0, WORD));
                        }
                    }
                }
                Step::Look(index) => pen.before_read(std::ptr::from_ref(&cells[index]).cast(), WORD),
                Step::Commit => _ = pen.commit(),
            }
        }
    }

    /// Every word, as the owner of the lock sees it.
    fn seen(&self, pen: Pen<'_>) -> Vec<u64> {
        let cells = self.twin().working(pen);
        pen.before_read(cells.as_ptr().cast(), size_of_val(cells));
        cells.iter().map(AtomicU64::get).collect()
    }
}

impl<const N: usize> Drop for Memory<N> {
    fn drop(&mut self) {
        // SAFETY: allocated with this layout.
        unsafe { dealloc(self.0.as_ptr().cast(), Self::LAYOUT) };
    }
}

/// Kills a writer, and then its heirs, before each store, or before `most` of them.
fn kill<const N: usize>(seeds: u64, most: u32) {
    let (before, memory) = (Memory::<N>::new(), Memory::<N>::new());
    for seed in 0..seeds {
        let mut random = SmallRng::seed_from_u64(seed);
        // Without a commit between them, many are more than the log has room for.
        let (many, commits) = ([3, 10, 150][random.random_range(0..3)], random.random());
        let mut steps: Vec<Step> =
            (0..random.random_range(1..=many)).map(|_| Step::chosen::<N>(commits, &mut random)).collect();
        steps.extend(random.random::<bool>().then_some(Step::Commit));
        let first = before.twin().version();
        let versions = versions::<N>(&steps, &before.committed());

        before.copy_to(&memory);
        assert!(memory.lock(Some(u32::MAX), |pen| memory.take(pen, &steps)));
        assert_eq!(memory.twin().version() - first, versions.len() as u64 - 1, "seed {seed}");
        let stores = atomic::counted();
        for turn in 0..stores.min(most) {
            let dies = if stores <= most { turn } else { random.random_range(0..stores) };
            before.copy_to(&memory);
            assert!(!memory.lock(Some(dies), |pen| memory.take(pen, &steps)));
            for heir in 0..4 {
                let version = usize::try_from(memory.twin().version() - first).unwrap();
                let wanted = &versions[version];
                assert!(memory.committed() == *wanted, "seed {seed}, store {dies}, heir {heir}: torn or lost");
                // The last one lives.
                let end = (heir < 3).then(|| random.random_range(0..12));
                memory.lock(end, |pen| {
                    assert!(memory.seen(pen) == *wanted, "seed {seed}, store {dies}, heir {heir}: not undone");
                    let some = [Step::Set { index: heir * 9 % N, len: WORD }, Step::Fill { first: N / 2, end: N }];
                    memory.take(pen, &some[..random.random_range(0..=2)]);
                });
            }
        }
        // The next writer comes after all of these steps, or after a death.
        if random.random() {
            before.lock(None, |pen| before.take(pen, &steps));
        } else {
            memory.copy_to(&before);
        }
    }
}

#[test]
fn of_a_few_lines_each_store_is_tried() {
    kill::<7>(60, u32::MAX);
    kill::<40>(60, u32::MAX);
}

#[test]
fn of_many_lines_some_are_tried() {
    kill::<3000>(60, 40);
}
