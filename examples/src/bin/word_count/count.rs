//! Counting: what `wc` does, for a range of a file.
//!
//! A word is a maximal run of bytes that are not ASCII white space. It is counted where it starts;
//! so a range needs to know the one byte before it, and nothing of what follows it.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::ops::AddAssign;
use std::os::unix::fs::FileExt as _;
use sync_runtime::Pod;

/// What was counted: a part of the shared struct.
#[derive(Pod, Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) lines: u64,
    pub(crate) words: u64,
    pub(crate) bytes: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.lines += other.lines;
        self.words += other.words;
        self.bytes += other.bytes;
    }
}

/// Counts files, a block at a time.
#[derive(Debug)]
pub(crate) struct Counter {
    /// The byte before the block, and the block.
    buffer: Vec<u8>,
}

/// Fits into a core's second cache, so that counting does not wait for memory.
const BLOCK: usize = 128 << 10;

impl Counter {
    pub(crate) fn new() -> Self {
        Self { buffer: vec![0; 1 + BLOCK] }
    }

    /// Counts a range of a file; with no `end`, to wherever the file ends.
    ///
    /// # Errors
    ///
    /// Those of reading; [`UnexpectedEof`](ErrorKind::UnexpectedEof) if the file ends before the
    /// range does.
    pub(crate) fn count(&mut self, file: &File, start: u64, end: Option<u64>) -> io::Result<Counts> {
        let mut counts = Counts::default();
        let mut offset = start;
        match offset.checked_sub(1) {
            Some(before) => file.read_exact_at(&mut self.buffer[..1], before)?,
            None => self.buffer[0] = b'\n',
        }
        while end != Some(offset) {
            let wanted = end.map_or(BLOCK, |end| usize::try_from(end - offset).map_or(BLOCK, |left| left.min(BLOCK)));
            let got = match file.read_at(&mut self.buffer[1..=wanted], offset) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                outcome => outcome?,
            };
            if got == 0 {
                return if end.is_none() { Ok(counts) } else { Err(ErrorKind::UnexpectedEof.into()) };
            }
            counts += tally(&self.buffer[..=got]);
            self.buffer[0] = self.buffer[got];
            offset += got as u64;
        }
        Ok(counts)
    }
}

/// Counts all bytes but the first, which is the one before them.
fn tally(bytes: &[u8]) -> Counts {
    /// Few enough for a sum of one byte, so that the compiler makes it a sum of 16 or 32 at once.
    const LANE: usize = 128;
    let here = &bytes[1..];
    let before = &bytes[..here.len()];
    let mut counts = Counts { bytes: here.len() as u64, ..Counts::default() };
    for (before, here) in before.chunks(LANE).zip(here.chunks(LANE)) {
        let [mut lines, mut words] = [0_u8; 2];
        for (&before, &here) in before.iter().zip(here) {
            lines += u8::from(here == b'\n');
            words += u8::from(is_white(before) & !is_white(here));
        }
        counts.lines += u64::from(lines);
        counts.words += u64::from(words);
    }
    counts
}

/// Space, `\t`, `\n`, `\v`, `\f` or `\r`. (`u8::is_ascii_whitespace` leaves out `\v`.)
fn is_white(byte: u8) -> bool {
    (byte == b' ') | (byte.wrapping_sub(b'\t') < 5)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::*;
    use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
    use std::io::Write as _;

    /// The same, as simply as can be.
    #[allow(clippy::naive_bytecount, reason = "the simplest program is the easiest to trust")]
    fn naive(text: &[u8]) -> Counts {
        let lines = text.iter().filter(|&&byte| byte == b'\n').count();
        let words = text.split(|byte| b" \t\n\x0b\x0c\r".contains(byte)).filter(|word| !word.is_empty()).count();
        Counts { lines: lines as u64, words: words as u64, bytes: text.len() as u64 }
    }

    fn file_of(text: &[u8]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(text).unwrap();
        file
    }

    #[test]
    fn only_these_six_bytes_are_white() {
        let white: Vec<u8> = (0..=u8::MAX).filter(|&byte| is_white(byte)).collect();
        assert_eq!(white, b"\t\n\x0b\x0c\r ");
    }

    #[test]
    fn wherever_a_text_is_cut_its_parts_add_up() {
        let text = b"one  two\n\nthree\x0bfour\r\n\xff\xfe five\0six \n";
        let file = file_of(text);
        let mut counter = Counter::new();
        let whole = Counts { lines: 4, words: 6, bytes: text.len() as u64 };
        assert_eq!(counter.count(&file, 0, None).unwrap(), whole);
        for cut in 0..=text.len() as u64 {
            let mut sum = counter.count(&file, 0, Some(cut)).unwrap();
            sum += counter.count(&file, cut, None).unwrap();
            assert_eq!(sum, whole, "cut at {cut}");
        }
    }

    #[test]
    fn texts_of_many_blocks_are_counted_as_the_simplest_program_counts_them() {
        let mut rng = StdRng::seed_from_u64(7);
        let mut counter = Counter::new();
        for length in [0, 1, 127, 128, 129, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 77] {
            let text: Vec<u8> = (0..length).map(|_| b"abc \t\n\x0b\x0c\r\0\xa0\x85"[rng.random_range(0..12)]).collect();
            let file = file_of(&text);
            assert_eq!(counter.count(&file, 0, None).unwrap(), naive(&text), "{length} bytes");
            let cut = rng.random_range(0..=length) as u64;
            let mut sum = counter.count(&file, 0, Some(cut)).unwrap();
            sum += counter.count(&file, cut, Some(length as u64)).unwrap();
            assert_eq!(sum, naive(&text), "{length} bytes, cut at {cut}");
        }
    }

    #[test]
    fn a_word_longer_than_a_block_is_one() {
        let file = file_of(&vec![b'x'; 2 * BLOCK + 1]);
        let mut counter = Counter::new();
        assert_eq!(counter.count(&file, 0, None).unwrap().words, 1);
        assert_eq!(counter.count(&file, 1, None).unwrap().words, 0);
    }

    #[test]
    fn a_file_that_became_shorter_is_an_error() {
        let error = Counter::new().count(&file_of(b"ab"), 0, Some(3)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
    }
}
