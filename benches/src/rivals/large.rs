//! Large values that are changed where they are: this project's, and those under a robust mutex in
//! C (`c/pthread.c`), of which half a change is left when the owner dies. All counts are powers of
//! two.

use super::random;
use crate::area::Area;
use std::ffi::{c_int, c_void};
use std::hint::black_box;
use sync_runtime::{Shared, SharedLocked};

/// `struct counter`: a mutex, then the words on a cache line of their own.
const WORDS_AT: usize = 64;

unsafe extern "C" {
    fn counter_init(counter: *mut c_void, robust: c_int) -> c_int;
    fn counter_add_to_words(
        counter: *mut c_void,
        count: u64,
        each: u64,
        between: u64,
        state: *mut u64,
        times: u64,
    ) -> c_int;
    fn counter_add_to_words_of_two(
        counter: *mut c_void,
        size: u64,
        version: *mut u64,
        count: u64,
        each: u64,
        between: u64,
        state: *mut u64,
        times: u64,
    ) -> c_int;
    fn counter_replace_record(
        counter: *mut c_void,
        count: u64,
        record: *const Record,
        state: *mut u64,
        times: u64,
    ) -> c_int;
    fn counter_replace(counter: *mut c_void, value: *const c_void, len: usize, times: u64) -> c_int;
    fn counter_read(counter: *mut c_void, out: *mut c_void, len: usize, times: u64) -> c_int;
}

/// Words of a page.
const PAGE: usize = 4096 / size_of::<u64>();

/// 64 bytes.
pub type Record = [u64; 8];

/// `N` words of this project's.
#[derive(SharedLocked)]
#[shared(in_place)]
struct Words<const N: usize> {
    words: [u64; N],
}

pub struct InPlace<const N: usize>(Shared<Words<N>>);

impl<const N: usize> InPlace<N> {
    /// All of its memory has been touched.
    pub fn new() -> Self {
        let words = Self(Shared::anonymous_with(|_| Ok(())).expect("an anonymous segment"));
        // Page by page, for the copying of a large change is left to the next owner of the lock.
        for first in (0..N).step_by(PAGE) {
            let page = first..N.min(first + PAGE);
            let fill = words.0.with_lock(|value| {
                value.words().range(page)?.fill(1);
                Ok(())
            });
            fill.expect("with_lock");
        }
        words
    }

    /// Under each lock, adds 1 to `each` of the first `count` words, at random. Between two locks
    /// it makes so many random numbers.
    pub fn add(&self, count: u64, each: u64, between: u64, times: u64) {
        let mut state = random::state();
        for _ in 0..times {
            for _ in 0..between {
                random::next(&mut state);
            }
            let add = self.0.with_lock(|value| {
                for _ in 0..each {
                    let word = value.words().at(random::below(&mut state, count))?;
                    word.set(word.get() + 1);
                }
                Ok(())
            });
            add.expect("with_lock");
        }
        random::keep(state);
    }

    /// Replaces all words.
    pub fn replace(&self, value: &[u64], times: u64) {
        for _ in 0..times {
            self.0.with_lock(|words| words.words().copy_from_slice(value)).expect("with_lock");
        }
    }
}

/// `N` records of this project's.
#[derive(SharedLocked)]
#[shared(in_place)]
struct Records<const N: usize> {
    records: [Record; N],
}

pub struct RecordsInPlace<const N: usize>(Shared<Records<N>>);

impl<const N: usize> RecordsInPlace<N> {
    /// All of its memory has been touched.
    pub fn new() -> Self {
        let records = Self(Shared::anonymous_with(|_| Ok(())).expect("an anonymous segment"));
        for index in 0..N {
            records.replace(index, &[1; 8]);
        }
        records
    }

    #[inline(always)]
    fn replace(&self, index: usize, record: &Record) {
        let replace = self.0.with_lock(|value| {
            value.records().at(index)?.set(*record);
            Ok(())
        });
        replace.expect("with_lock");
    }

    /// Replaces one of them, at random.
    pub fn replace_one(&self, record: &Record, times: u64) {
        let mut state = random::state();
        for _ in 0..times {
            let index = random::below(&mut state, N as u64);
            self.replace(index, record);
        }
        random::keep(state);
    }

    /// Copies one of them, always the same.
    pub fn read_one(&self, times: u64) {
        (0..times).for_each(|_| self.read());
    }

    /// As a user has it: a function with a copy in a variable of its own.
    #[inline(never)]
    fn read(&self) {
        let index = black_box(N / 2);
        let record = self.0.view(|value| value.records().at(index)?.get()).expect("view");
        black_box(&record);
    }
}

/// A large value under a robust mutex in C, or two of them, one behind the other.
pub struct InC(Area);

impl InC {
    /// All of its memory has been touched.
    pub fn new(len: usize) -> Self {
        let area = Area::new(WORDS_AT + len);
        // SAFETY: so many bytes are mapped, and nobody else uses them.
        unsafe { area.start().write_bytes(0, WORDS_AT + len) };
        // SAFETY: new memory, larger than the struct, that lives as long as this.
        let failed = unsafe { counter_init(area.start().as_ptr().cast(), 1) };
        assert_eq!(failed, 0, "counter_init");
        Self(area)
    }

    fn counter(&self) -> *mut c_void {
        self.0.start().as_ptr().cast()
    }

    /// As [`InPlace::add`].
    pub fn add(&self, count: u64, each: u64, between: u64, times: u64) {
        let mut state = random::state();
        // SAFETY: `new` initialized the counter, which has so many words, and the state is a number
        // to be changed.
        let failed = unsafe { counter_add_to_words(self.counter(), count, each, between, &raw mut state, times) };
        assert_eq!(failed, 0, "counter_add_to_words");
        random::keep(state);
    }

    /// As [`InPlace::add`], in one of two slots, each half of the memory, and then in the other
    /// one. At most 16 words are changed under each lock.
    pub fn add_to_two(&self, count: u64, each: u64, between: u64, times: u64) {
        const MOST: u64 = 16;
        let size = ((self.0.len() - WORDS_AT) / size_of::<u64>() / 2) as u64;
        assert!(each <= MOST && count <= size, "{each} words of {count}, of which there are {size}");
        let (mut state, mut version) = (random::state(), 0);
        let (version, random) = (&raw mut version, &raw mut state);
        // SAFETY: as for `add`; the words are twice as many as `size`.
        let failed =
            unsafe { counter_add_to_words_of_two(self.counter(), size, version, count, each, between, random, times) };
        assert_eq!(failed, 0, "counter_add_to_words_of_two");
        random::keep(state);
    }

    /// Replaces one of the first `count` records, at random.
    pub fn replace_one(&self, count: u64, record: &Record, times: u64) {
        let mut state = random::state();
        // SAFETY: as for `add`; the record is readable.
        let failed = unsafe { counter_replace_record(self.counter(), count, record, &raw mut state, times) };
        assert_eq!(failed, 0, "counter_replace_record");
        random::keep(state);
    }

    /// Replaces the first words.
    pub fn replace(&self, value: &[u64], times: u64) {
        // SAFETY: `new` initialized the counter, which has so many words.
        let failed = unsafe { counter_replace(self.counter(), value.as_ptr().cast(), size_of_val(value), times) };
        assert_eq!(failed, 0, "counter_replace");
    }

    /// Copies the first record.
    pub fn read_one(&self, times: u64) {
        let mut out = Record::default();
        // SAFETY: `new` initialized the counter, which has as many bytes as `out`.
        let failed = unsafe { counter_read(self.counter(), (&raw mut out).cast(), size_of_val(&out), times) };
        assert_eq!(failed, 0, "counter_read");
    }
}
