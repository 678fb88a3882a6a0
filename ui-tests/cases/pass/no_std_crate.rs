//! A crate without std, whose types are shared by what has it: the derives name core alone, and nothing else is asked.
//!
//! The runtime itself has std, so that a program that shares is built for a system that has it. A crate that is built for
//! others as well, such as firmware, puts the derives under a feature: `#[cfg_attr(feature = "shared", derive(…))]`.

#![no_std]
#![deny(warnings)]

use core::num::NonZeroU32;
use core::time::Duration;
use sync_runtime::{Pod, Shared, SharedLocked, SyncError, Table};

/// A number in the place of a name.
#[derive(Pod, Clone, Copy, PartialEq)]
#[repr(u8)]
pub enum Mode {
    /// Nothing to do.
    Idle,
    /// Something to do.
    Serving,
}

/// A variant with data.
#[derive(Pod, Clone, Copy, PartialEq)]
pub enum Limit {
    /// None.
    Off,
    /// So many.
    Window {
        /// How many.
        rate: NonZeroU32,
        /// In which time.
        every: Duration,
    },
}

/// A field that is converted.
#[derive(Clone, Copy)]
pub struct Id(u32);

impl From<Id> for u32 {
    fn from(Id(number): Id) -> Self {
        number
    }
}

impl From<u32> for Id {
    fn from(number: u32) -> Self {
        Self(number)
    }
}

/// Copied for each lock.
#[derive(SharedLocked)]
#[shared(timeout_ms = 250, validate = is_sound)]
pub struct Stats<const N: usize> {
    requests: [u64; N],
    longest: Option<Duration>,
    mode: Mode,
    limit: Limit,
    #[shared(as = u32)]
    id: Id,
}

fn is_sound<const N: usize>(stats: &Stats<N>) -> bool {
    stats.requests[0] < 1_000
}

/// Without a lock.
#[derive(SharedLocked)]
#[shared(lock = none)]
pub struct Gauges {
    load: [f32; 4],
    mode: Mode,
}

/// Changed in place.
#[derive(SharedLocked)]
#[shared(in_place)]
pub struct Frame {
    number: u64,
    mode: Mode,
    pixels: [u8; 100_000],
}

/// A function that a crate without std can have.
///
/// # Errors
///
/// Those of the lock.
pub fn hit<const N: usize>(stats: &Shared<Stats<N>>) -> Result<u64, SyncError> {
    stats.with_lock(|stats| {
        stats.requests[0] += 1;
        stats.requests[0]
    })
}

fn main() -> Result<(), SyncError> {
    let initial = || Stats { requests: [0; 4], longest: None, mode: Mode::Idle, limit: Limit::Off, id: Id(7) };
    let stats = Shared::anonymous(initial())?;
    assert!(hit(&stats)? == 1);
    let Stats { longest, mode, limit, id: Id(7), .. } = stats.load()? else { panic!("it is the first value") };
    assert!(longest.is_none() && mode == Mode::Idle && limit == Limit::Off);

    let gauges = Shared::anonymous(Gauges { load: [0.0; 4], mode: Mode::Idle })?;
    gauges.cells().load().at(3)?.set(0.5);
    gauges.cells().mode().set(Mode::Serving);
    assert!(gauges.load()?.mode == Mode::Serving);

    let frame = Shared::<Frame>::anonymous_with(|frame| frame.number().add(1).map(drop))?;
    frame.with_lock(|frame| {
        frame.mode().set(Mode::Serving);
        frame.pixels().fill(7);
        Ok(())
    })?;
    assert!(frame.view(|frame| frame.pixels().at(99_999)?.get())? == 7);

    let table = Table::anonymous(3, |_| initial())?;
    table.at(2)?.with_lock(|stats| {
        let every = Duration::from_secs(1);
        stats.limit = Limit::Window { rate: NonZeroU32::MIN, every };
    })
}
