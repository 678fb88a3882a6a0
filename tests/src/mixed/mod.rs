//! Values with parts of every width, and changes of them, chosen at random, that are made to a view
//! and to a plain struct alike.

mod both;
mod changes;
pub mod slots;
mod small;

pub use both::{Both, Changed, Moment};
pub use small::{Line, Scattered};

use arrayvec::ArrayVec;
use changes::{Changing, Chosen, elements, list, part};
use rand::{Rng as _, rngs::SmallRng};
use sync_runtime::{Pod, SharedLocked, SyncError};

/// Numbers beside others that are narrower or wider, texts of no fixed length, and two runs that
/// are large enough to be left to the next writer.
#[derive(SharedLocked, Clone, PartialEq, Debug)]
#[shared(in_place, timeout = never)]
#[allow(missing_docs, reason = "their types are what counts")]
pub struct Mixed {
    pub byte: u8,
    pub wide: u128,
    pub flags: [bool; 67],
    pub halves: [u16; 301],
    pub number: u64,
    pub option: Option<u32>,
    pub part: Part,
    pub parts: [Part; 40],
    pub shapes: [Shape; 9],
    pub list: ArrayVec<u16, 30>,
    pub large: [u8; 20_011],
    pub other: [u8; 20_011],
    pub last: u8,
}

/// A struct in it.
#[derive(Pod, Clone, PartialEq, Debug)]
#[allow(missing_docs, reason = "as above")]
pub struct Part {
    pub flag: bool,
    pub pair: (u16, u8),
    pub half: Option<u16>,
}

/// An enum whose variants have different lengths.
#[derive(Pod, Clone, PartialEq, Debug)]
#[allow(missing_docs, reason = "as above")]
pub enum Shape {
    Nothing,
    Dot(u8),
    Line { from: u64, to: u16 },
    Run([u32; 20]),
}

impl Chosen for Part {
    fn chosen(random: &mut SmallRng) -> Self {
        Self { flag: random.random(), pair: random.random(), half: Option::chosen(random) }
    }
}

impl Chosen for Shape {
    fn chosen(random: &mut SmallRng) -> Self {
        match random.random_range(0..4) {
            0 => Self::Nothing,
            1 => Self::Dot(random.random()),
            2 => Self::Line { from: random.random(), to: random.random() },
            _ => Self::Run(random.random()),
        }
    }
}

impl Changed for Mixed {
    fn change(view: Changing<'_, '_, Self>, plain: &mut Self, random: &mut SmallRng) -> Result<(), SyncError> {
        match random.random_range(0..15) {
            0 => part(view.byte(), &mut plain.byte, random),
            1 => part(view.wide(), &mut plain.wide, random),
            2 => elements(view.flags(), &mut plain.flags, random),
            3 => elements(view.halves(), &mut plain.halves, random),
            4 => part(view.number(), &mut plain.number, random),
            5 => part(view.option(), &mut plain.option, random),
            6 => part(view.part().pair().f1(), &mut plain.part.pair.1, random),
            7 => part(view.part(), &mut plain.part, random),
            8 => elements(view.parts(), &mut plain.parts, random),
            9 => elements(view.shapes(), &mut plain.shapes, random),
            10 => list(view.list(), &mut plain.list, random),
            11 => elements(view.large(), &mut plain.large, random),
            12 => elements(view.other(), &mut plain.other, random),
            13 => part(view.last(), &mut plain.last, random),
            _ => {
                plain.other = plain.large;
                view.other().copy_from(view.large())
            }
        }
    }
}
