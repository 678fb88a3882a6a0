//! What is changed in a segment: everything once, then anything.

use super::image::Image;
use rand::rngs::SmallRng;
use rand::{Rng as _, SeedableRng as _};
use std::ops::Range;

/// A segment that is not as it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What the bytes at a position are now.
    pub edits: Vec<(usize, u8)>,
    /// How many bytes are left.
    pub len: usize,
}

/// Bytes of a state word, which comes right before the mutex.
const STATE: usize = 8;

/// Numbers that are more often wrong than others.
const NUMBERS: [u64; 12] = [0, 1, 7, 63, 64, 65, 4096, 1 << 31, 1 << 47, u64::MAX / 2, u64::MAX - 63, u64::MAX];

impl Change {
    /// Each byte of the header with every value; the rest with a few, and with a fingerprint that
    /// makes the schema be read; and each length.
    #[must_use]
    pub fn systematic(image: &Image) -> Vec<Self> {
        const FEW: [u8; 7] = [0, 1, b'\n', 0x7f, 0x80, 0xfe, 0xff];
        /// The fingerprint's first byte.
        const FINGERPRINT: usize = 24;
        let len = image.bytes.len();
        let one = |at: usize, byte: u8| Self { edits: vec![(at, byte)], len };
        let mut changes = Vec::new();
        for at in 0..Image::HEADER {
            changes.extend((0..=u8::MAX).map(|byte| one(at, byte)));
        }
        for at in (0..len).filter(|at| *at >= Image::HEADER && !image.is_mutex(*at)) {
            changes.extend(FEW.map(|byte| one(at, byte)));
        }
        let other = (FINGERPRINT, !image.bytes[FINGERPRINT]);
        for at in Image::HEADER..image.locked_at {
            changes.extend(FEW.map(|byte| Self { edits: vec![other, (at, byte)], len }));
        }
        for at in image.locked_at..image.locked_at + STATE {
            changes.extend((0..=u8::MAX).map(|byte| one(at, byte)));
        }
        changes.extend((0..len).map(|len| Self { edits: Vec::new(), len }));
        changes
    }

    /// What a table has beside a value: how many records there are, where they begin, the state
    /// word of each, with every value of each byte and with numbers; and each length.
    #[must_use]
    pub fn systematic_of_table(image: &Image) -> Vec<Self> {
        /// Where the header says where the records begin, and how many there are.
        const WORDS: [usize; 2] = [40, 56];
        let len = image.bytes.len();
        let states = image.mutexes.iter().map(|mutex| mutex.start - STATE);
        let words: Vec<usize> = WORDS.into_iter().chain(states).collect();
        let mut changes = Vec::new();
        for at in words.iter().flat_map(|word| *word..word + STATE) {
            changes.extend((0..=u8::MAX).map(|byte| Self { edits: vec![(at, byte)], len }));
        }
        for word in words {
            let numbers = NUMBERS.into_iter().chain(2..6);
            changes.extend(numbers.map(|number| Self { edits: (word..).zip(number.to_ne_bytes()).collect(), len }));
        }
        changes.extend((0..len).map(|len| Self { edits: Vec::new(), len }));
        changes
    }

    /// The `number`th random change of a file.
    #[must_use]
    pub fn random_file(image: &Image, number: u64) -> Self {
        let mut random = SmallRng::seed_from_u64(number);
        let mut change = Self { edits: Vec::new(), len: image.bytes.len() };
        if random.random_ratio(1, 8) {
            change.len = random.random_range(0..2 * change.len);
        }
        let places = [0..Image::HEADER, Image::HEADER..image.locked_at, image.locked_at..image.bytes.len()];
        for _ in 0..random.random_range(1..5) {
            let place = places[random.random_range(0..places.len())].clone();
            change.scribble(place, &mut random);
        }
        change.spare(image);
        change
    }

    /// The `number`th random change of a value and its lock.
    #[must_use]
    pub fn random_locked(image: &Image, number: u64) -> Self {
        let mut random = SmallRng::seed_from_u64(number);
        let mut change = Self { edits: Vec::new(), len: image.bytes.len() };
        // Mostly what comes after the lock: with another state word nothing more is looked at.
        let begin = if random.random_ratio(1, 16) { image.locked_at } else { image.mutexes[0].end };
        for _ in 0..random.random_range(1..9) {
            change.scribble(begin..image.bytes.len(), &mut random);
        }
        change.spare(image);
        change
    }

    /// Changes something in a place: a byte, a bit's worth, a number, or a run.
    fn scribble(&mut self, place: Range<usize>, random: &mut SmallRng) {
        let at = random.random_range(place.clone());
        let run = match random.random_range(0..4) {
            0 => vec![random.random()],
            1 => vec![1 << random.random_range(0..8)],
            2 => NUMBERS[random.random_range(0..NUMBERS.len())].to_ne_bytes().to_vec(),
            _ => (0..random.random_range(1..64)).map(|_| random.random()).collect(),
        };
        let at = if run.len() == 8 { at & !7 } else { at };
        self.edits.extend((at..place.end).zip(run).filter(|(at, _)| place.contains(at)));
    }

    /// Leaves the mutexes alone.
    fn spare(&mut self, image: &Image) {
        self.edits.retain(|(at, _)| !image.is_mutex(*at));
    }

    /// The changed bytes.
    #[must_use]
    pub fn apply(&self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for (at, byte) in &self.edits {
            bytes[*at] = *byte;
        }
        bytes.resize(self.len, 0);
        bytes
    }
}
