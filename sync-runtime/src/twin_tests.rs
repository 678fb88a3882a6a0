//! What `twin` promises, one call after the other. Which orders a writer and readers can meet in is
//! explored by `tests/tests/memory_model_in_place`, which compiles that module and would compile
//! these tests with it.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use crate::atomic::{AtomicU64, Ordering::Relaxed};
use crate::sys::fork::Generation;
use crate::twin::log::Log;
use crate::twin::place::half;
use crate::twin::slot::{LINE, Range, Slot};
use crate::twin::{Look, Pen, Room, Tip, Twin};
use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::ptr::NonNull;

/// Bytes of a word, of which the values consist.
const WORD: usize = size_of::<u64>();

type Cells<const N: usize> = [AtomicU64; N];

/// A value of `N` words in memory of its own.
struct Memory<const N: usize>(NonNull<Twin<Cells<N>>>);

impl<const N: usize> Memory<N> {
    const LAYOUT: Layout = match Layout::from_size_align(Twin::<Cells<N>>::SIZE, 64) {
        Ok(layout) => layout,
        Err(_) => panic!("a size"),
    };

    fn new() -> Self {
        // SAFETY: it has bytes.
        let start = unsafe { alloc_zeroed(Self::LAYOUT) };
        start.expose_provenance();
        Self(NonNull::new(start.cast()).unwrap())
    }

    fn twin(&self) -> &Twin<Cells<N>> {
        // SAFETY: allocated, and zeroes are a twin.
        unsafe { self.0.as_ref() }
    }

    /// A writer, as if the thread had acquired a lock. A test has one after the other.
    fn writer(&self) -> Writer<'_> {
        let room = Room::new();
        // SAFETY: no other thread uses the value, and all of it is allocated.
        let tip = unsafe { self.twin().tip(&room, Generation::current()) };
        Writer { tip, room }
    }

    /// All words of it, of the log too.
    fn all(&self) -> &[AtomicU64] {
        // SAFETY: allocated; all of it is atomic integers.
        unsafe { std::slice::from_raw_parts(self.0.as_ptr().cast(), Self::LAYOUT.size() / WORD) }
    }

    fn slots(&self) -> [Vec<u64>; 2] {
        [0, 1].map(|version| self.twin().slot(version).cells().iter().map(|cell| cell.load(Relaxed)).collect())
    }

    fn committed(&self) -> Vec<u64> {
        self.twin().look().1.iter().map(|cell| cell.load(Relaxed)).collect()
    }

    fn log_len(&self) -> usize {
        let mut len = 0;
        self.pen_log(|_| len += 1);
        len
    }

    /// Calls `see` with each noted range.
    fn pen_log(&self, mut see: impl FnMut(Range)) {
        // SAFETY: all of it is allocated.
        let place = unsafe { self.twin().place() };
        Log::new(place).look(&mut see);
    }

    /// No word differs that the log does not name.
    fn check(&self) {
        let [even, odd] = self.slots();
        let mut named = vec![false; Slot::<Cells<N>>::LINES];
        self.pen_log(|range| named[range.first..range.end].fill(true));
        for index in 0..N {
            assert!(
                even[index] == odd[index] || named[index * WORD / LINE],
                "word {index} differs, and the log does not say so"
            );
        }
    }
}

impl<const N: usize> Drop for Memory<N> {
    fn drop(&mut self) {
        // SAFETY: allocated with this layout.
        unsafe { dealloc(self.0.as_ptr().cast(), Self::LAYOUT) };
    }
}

/// What a pen is made of.
struct Writer<'a> {
    tip: Tip<'a>,
    room: Room,
}

impl Writer<'_> {
    fn pen(&self) -> Pen<'_> {
        // SAFETY: they were made together.
        unsafe { self.tip.pen(&self.room) }
    }

    fn commit(&self) -> bool {
        self.pen().commit()
    }
}

fn set<const N: usize>(memory: &Memory<N>, writer: &Writer<'_>, index: usize, value: u64) {
    let cell = &memory.twin().working(writer.pen())[index];
    writer.pen().before_write(std::ptr::from_ref(cell).cast(), WORD, WORD);
    cell.store(value, Relaxed);
}

fn fill<const N: usize>(memory: &Memory<N>, writer: &Writer<'_>, range: Range, value: u64) {
    let cells = &memory.twin().working(writer.pen())[range.first..range.end];
    writer.pen().before_write(cells.as_ptr().cast(), size_of_val(cells), WORD);
    for cell in cells {
        cell.store(value, Relaxed);
    }
}

fn get<const N: usize>(memory: &Memory<N>, writer: &Writer<'_>, index: usize) -> u64 {
    let cell = &memory.twin().working(writer.pen())[index];
    writer.pen().before_read(std::ptr::from_ref(cell).cast(), WORD);
    cell.load(Relaxed)
}

/// Numbers that look random, the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }
}

#[test]
fn a_commit_moves_the_version_and_makes_the_slots_equal() {
    let memory = Memory::<1000>::new();
    let writer = memory.writer();
    set(&memory, &writer, 0, 1);
    set(&memory, &writer, 999, 2);
    assert_eq!(memory.committed(), [0; 1000]);
    assert!(writer.commit());
    assert_eq!(memory.twin().version(), 1);
    let [even, odd] = memory.slots();
    assert_eq!((even[0], even[999]), (1, 2));
    assert_eq!(even, odd);
    assert_eq!(memory.log_len(), 0);
    assert!(!writer.commit(), "nothing was written since");
    assert_eq!(memory.twin().version(), 1);
}

#[test]
fn what_is_not_committed_is_undone_by_the_next_owner() {
    let memory = Memory::<1000>::new();
    let writer = memory.writer();
    set(&memory, &writer, 5, 1);
    writer.commit();
    set(&memory, &writer, 5, 2);
    set(&memory, &writer, 7, 2);
    memory.check();
    let writer = memory.writer();
    assert_eq!((get(&memory, &writer, 5), get(&memory, &writer, 7)), (1, 0));
    assert_eq!((memory.twin().version(), memory.log_len()), (1, 0));
    set(&memory, &writer, 7, 3);
    writer.commit();
    assert_eq!((memory.committed()[5], memory.committed()[7]), (1, 3));
}

/// Notes `len` bytes of a word and sets it, as a view of a narrower number or of a pair does.
fn set_noted<const N: usize>(memory: &Memory<N>, writer: &Writer<'_>, index: usize, len: usize, value: u64) {
    let cell = &memory.twin().working(writer.pen())[index];
    writer.pen().before_write(std::ptr::from_ref(cell).cast(), len, len);
    cell.store(value, Relaxed);
}

#[test]
fn numbers_of_two_widths_at_one_place_are_copied_whole() {
    for lens in [[4, 8], [8, 4], [2, 8], [4, 1]] {
        let memory = Memory::<16>::new();
        let writer = memory.writer();
        let mut value = 0;
        for len in lens {
            // All bytes that are noted change, and no other.
            value ^= u64::MAX >> (64 - 8 * len);
            set_noted(&memory, &writer, 3, len, value);
        }
        writer.commit();
        let [even, odd] = memory.slots();
        assert_eq!((even[3], &even), (value, &odd), "{lens:?}");
    }
}

#[test]
fn what_is_changed_again_after_commits_is_noted_again() {
    let memory = Memory::<4096>::new();
    let writer = memory.writer();
    for others in [0, 1, 100] {
        // Of two commits the second is made in the slot of the first change, where the line is the
        // one that was noted last.
        for round in [1, 2, 3] {
            if round != 2 {
                set(&memory, &writer, 9, round);
            }
            memory.check();
            for other in 0..others {
                let first = 50 + 30 * other;
                fill(&memory, &writer, Range { first, end: first + 12 }, round);
            }
            if round == 2 {
                fill(&memory, &writer, Range { first: 4000, end: 4012 }, round);
            }
            assert!(writer.commit(), "round {round}");
            let [even, odd] = memory.slots();
            assert_eq!((even[9], &even), (if round == 2 { 1 } else { round }, &odd));
        }
    }
}

#[test]
fn what_is_set_again_and_again_is_not_noted_each_time() {
    let memory = Memory::<4096>::new();
    let writer = memory.writer();
    for round in 0..1000 {
        for place in [0, 100, 2000, 300, 4000] {
            set(&memory, &writer, place, round);
        }
    }
    // Two of the lines may have had the same place among those that were seen.
    assert!((5..16).contains(&memory.log_len()), "{}", memory.log_len());
    for index in 0..4096 {
        set(&memory, &writer, index, 7);
    }
    assert!(memory.log_len() <= 20, "a run is one range: {}", memory.log_len());
    writer.commit();
    assert!(memory.committed().iter().all(|word| *word == 7));
}

#[test]
fn more_ranges_than_the_log_holds_are_joined() {
    const WORDS: usize = 1 << 16;
    let memory = Memory::<WORDS>::new();
    let mut random = Random(7);
    let mut model = vec![0; WORDS];
    let writer = memory.writer();
    for round in 1..2000 {
        let index = random.below(WORDS);
        set(&memory, &writer, index, round);
        model[index] = round;
        assert!(memory.log_len() <= half(WORDS * WORD / LINE));
        if round % 100 == 0 {
            memory.check();
        }
    }
    let mut copied = 0;
    memory.pen_log(|range| copied += range.len());
    assert!(copied < WORDS * WORD / LINE, "2,000 words are not everything: {copied}");
    writer.commit();
    assert_eq!(memory.committed(), model);
    memory.check();
}

#[test]
fn a_large_range_that_is_overwritten_whole_is_not_copied() {
    const WORDS: usize = 1 << 14;
    let frame = Range { first: 1, end: WORDS - 1 };
    let memory = Memory::<WORDS>::new();
    let writer = memory.writer();
    fill(&memory, &writer, frame, 1);
    writer.commit();
    assert_eq!(memory.log_len(), 1, "it is left");
    let working = || memory.twin().working(writer.pen())[50].load(Relaxed);
    assert_eq!(working(), 0, "and not copied");
    let cells = &memory.twin().working(writer.pen())[frame.first..frame.end];
    writer.pen().before_write(cells.as_ptr().cast(), size_of_val(cells), WORD);
    assert_eq!(working(), 0, "nor is it when all of it is about to be overwritten");
    fill(&memory, &writer, frame, 2);
    writer.commit();
    assert_eq!(memory.committed()[frame.first..frame.end], vec![2; frame.len()]);

    let writer = memory.writer();
    assert_eq!(get(&memory, &writer, 50), 2, "what is read is copied before");
    set(&memory, &writer, WORDS - 3, 4);
    writer.commit();
    let mut wanted = vec![2; frame.len()];
    wanted[WORDS - 4] = 4;
    assert_eq!(memory.committed()[frame.first..frame.end], wanted);
    memory.check();
}

/// Otherwise each small change after a large one would cost what the large one cost.
#[test]
fn a_small_change_leaves_nothing_of_a_large_one_before() {
    let memory = Memory::<10_000>::new();
    let writer = memory.writer();
    fill(&memory, &writer, Range { first: 0, end: 10_000 }, 1);
    assert!(writer.commit());
    assert_eq!(memory.log_len(), 1, "it is left");

    let writer = memory.writer();
    set(&memory, &writer, 17, 2);
    assert!(writer.commit());
    assert_eq!(memory.log_len(), 0, "the next writers have nothing to copy");
    let [even, odd] = memory.slots();
    assert_eq!(even, odd);
    assert_eq!((even[16], even[17], even[18]), (1, 2, 1));

    // Nor does one that undoes its change.
    let writer = memory.writer();
    fill(&memory, &writer, Range { first: 0, end: 10_000 }, 3);
    assert!(writer.commit());
    let writer = memory.writer();
    set(&memory, &writer, 17, 4);
    let writer = memory.writer();
    set(&memory, &writer, 18, 5);
    assert!(writer.commit());
    assert_eq!(memory.log_len(), 0);
    let mut wanted = vec![3; 10_000];
    wanted[18] = 5;
    assert_eq!(memory.committed(), wanted);
}

#[test]
fn whatever_writers_do_and_wherever_they_die_the_last_commit_counts() {
    const WORDS: usize = 20_000;
    for seed in 1..12 {
        let memory = Memory::<WORDS>::new();
        let mut random = Random(seed);
        let mut committed = vec![0; WORDS];
        for turn in 0..60 {
            let writer = memory.writer();
            let mut model = committed.clone();
            for _ in 0..random.below(30) {
                match random.below(8) {
                    0 => {
                        let first = random.below(WORDS);
                        let range = Range { first, end: first + random.below(WORDS - first) + 1 };
                        fill(&memory, &writer, range, turn);
                        model[range.first..range.end].fill(turn);
                    }
                    1 => {
                        let frame = Range { first: 100, end: WORDS - 100 };
                        fill(&memory, &writer, frame, turn);
                        model[frame.first..frame.end].fill(turn);
                    }
                    2..4 => {
                        let index = random.below(WORDS);
                        assert_eq!(get(&memory, &writer, index), model[index]);
                    }
                    4 => {
                        let next = random.next();
                        for place in 0..100 {
                            set(&memory, &writer, place * 190, next);
                            model[place * 190] = next;
                        }
                    }
                    _ => {
                        let (index, value) = (random.below(WORDS), random.next());
                        set(&memory, &writer, index, value);
                        model[index] = value;
                    }
                }
                if random.below(6) == 0 {
                    writer.commit();
                    committed.clone_from(&model);
                }
            }
            memory.check();
            // Otherwise the owner rolls back, or dies.
            if random.below(2) == 0 {
                writer.commit();
                committed = model;
            }
            assert_eq!(memory.committed(), committed);
            memory.check();
        }
    }
}

#[test]
fn a_damaged_log_leads_nowhere() {
    const WORDS: usize = 3000;
    let mut random = Random(99);
    for _ in 0..600 {
        let memory = Memory::<WORDS>::new();
        let writer = memory.writer();
        set(&memory, &writer, 1, 1);
        writer.commit();
        // The version, the watchers, the log beside them, and the halves.
        let slots = 8..8 + 2 * Slot::<Cells<WORDS>>::LINES * LINE / WORD;
        for _ in 0..=random.below(12) {
            let index = if random.below(2) == 0 { random.below(8) } else { random.below(memory.all().len()) };
            if !slots.contains(&index) {
                let small = random.next() >> random.below(64);
                memory.all()[index].store(small, Relaxed);
            }
        }
        let writer = memory.writer();
        for _ in 0..100 {
            set(&memory, &writer, random.below(WORDS), 5);
        }
        writer.commit();
        let writer = memory.writer();
        set(&memory, &writer, 2, 6);
        writer.commit();
        assert_eq!(memory.committed()[2], 6);
        memory.check();
    }
}

#[test]
fn a_damaged_log_is_taken_for_everything() {
    const WORDS: usize = 3000;
    const LINES: u64 = Slot::<Cells<WORDS>>::LINES as u64;
    // The state of the log, and its first entry, are behind the version and the word after it.
    let states = [6 << 2, 1000 << 2 | 1, 1000 << 2 | 2, LINES << 2 | 3, u64::MAX].map(|state| (state, 0));
    let entries = [0, 9 << 32 | 3, LINES + 1, LINES << 32 | (LINES + 1), u64::MAX].map(|entry| (1 << 2, entry));
    for (state, entry) in states.into_iter().chain(entries) {
        let memory = Memory::<WORDS>::new();
        let writer = memory.writer();
        set(&memory, &writer, 5, 1);
        writer.commit();
        for index in [5, 1500, WORDS - 1] {
            set(&memory, &writer, index, 2);
        }
        memory.all()[2].store(state, Relaxed);
        memory.all()[3].store(entry, Relaxed);
        let writer = memory.writer();
        let seen = [5, 1500, WORDS - 1].map(|index| get(&memory, &writer, index));
        assert_eq!(seen, [1, 0, 0], "{state:#x}, {entry:#x}");
        set(&memory, &writer, 7, 3);
        writer.commit();
        let [even, odd] = memory.slots();
        assert_eq!(even, odd, "{state:#x}, {entry:#x}");
    }
}

#[test]
fn a_look_says_when_a_writer_was_faster() {
    let memory = Memory::<8>::new();
    let (look, cells) = memory.twin().look();
    let writer = memory.writer();
    set(&memory, &writer, 0, 1);
    assert!(look.is_whole() && cells[0].load(Relaxed) == 0);
    writer.commit();
    assert!(!look.is_whole() && Look::was_overtaken(&look));
    assert_eq!((look.version(), memory.twin().version()), (0, 1));
}
