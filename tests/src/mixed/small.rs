//! Values of one line, and of many lines that are changed far from each other.

use super::Changed;
use super::changes::{Changing, elements, part};
use rand::{Rng as _, rngs::SmallRng};
use sync_runtime::{SharedLocked, SyncError};

/// One line, in which numbers of several widths begin at the same place.
#[derive(SharedLocked, Clone, PartialEq, Debug)]
#[shared(in_place, timeout = never)]
#[allow(missing_docs, reason = "their types are what counts")]
pub struct Line {
    pub pair: (u32, u32),
    pub word: u64,
    pub bytes: [u8; 8],
    pub halves: [u16; 4],
    pub wide: u128,
    pub option: Option<u32>,
    pub three: (u8, u16, u32),
}

impl Changed for Line {
    fn change(view: Changing<'_, '_, Self>, plain: &mut Self, random: &mut SmallRng) -> Result<(), SyncError> {
        match random.random_range(0..10) {
            0 => part(view.pair(), &mut plain.pair, random),
            1 => part(view.pair().f0(), &mut plain.pair.0, random),
            2 => part(view.pair().f1(), &mut plain.pair.1, random),
            3 => part(view.word(), &mut plain.word, random),
            4 => elements(view.bytes(), &mut plain.bytes, random),
            5 => elements(view.halves(), &mut plain.halves, random),
            6 => part(view.wide(), &mut plain.wide, random),
            7 => part(view.option(), &mut plain.option, random),
            8 => part(view.three(), &mut plain.three, random),
            _ => part(view.three().f1(), &mut plain.three.1, random),
        }
    }
}

/// Words far from each other, of which a section changes more than the log has room for.
#[derive(SharedLocked, Clone, PartialEq, Debug)]
#[shared(in_place, timeout = never)]
#[allow(missing_docs, reason = "as above")]
pub struct Scattered {
    pub number: u64,
    pub words: [u64; 3000],
    pub pairs: [(u32, u32); 700],
}

impl Changed for Scattered {
    fn change(view: Changing<'_, '_, Self>, plain: &mut Self, random: &mut SmallRng) -> Result<(), SyncError> {
        match random.random_range(0..3) {
            0 => part(view.number(), &mut plain.number, random),
            1 => elements(view.words(), &mut plain.words, random),
            _ => elements(view.pairs(), &mut plain.pairs, random),
        }
    }
}
