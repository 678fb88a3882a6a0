//! Puts changed segments to a process that may die of them.

use super::change::Change;
use super::exercise::{Valid, exercise, exercise_table};
use super::image::{Image, word};
use super::outcome::{Outcome, Tally};
use crate::name::Name;
use crate::proof::board::Board;
use crate::proof::fork::Fork;
use crate::ptrace::Stop;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::panic;
use std::sync::atomic::Ordering::SeqCst;
use sync_runtime::{Locked, Shared, Table};

/// Who is given the changed segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The runtime.
    Runtime,
    /// A mistake: a reader that believes what the header says.
    Trusting,
}

/// What the segments were before they were changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One value.
    Value,
    /// A table of three.
    Table,
}

/// What came of all inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// How many inputs were tried.
    pub inputs: u64,
    /// Each outcome that was, how often, and whether it should not have been.
    pub outcomes: Vec<(&'static str, u64, bool)>,
    /// The first inputs with an outcome that should not have been.
    pub bad: Vec<String>,
}

/// How many inputs a process is given if it survives them.
const ROUND: u64 = 5000;

/// After so many broken promises there is no need to go on.
const ENOUGH: usize = 500;

/// Attacks a reader of `T` with all systematic changes and with so many random ones. `progress` is
/// told how many were done.
pub fn attack<T: Valid>(reader: Reader, form: Form, random: u64, progress: &mut dyn FnMut(u64, u64)) -> Report {
    let (image, systematic) = match form {
        Form::Value => {
            let image = Image::of(T::sample());
            (image.clone(), Change::systematic(&image))
        }
        Form::Table => {
            let image = Image::of_table(3, T::sample);
            (image.clone(), Change::systematic_of_table(&image))
        }
    };
    let total = systematic.len() as u64 + random;
    let (tally, name) = (Tally::new(), Name::new("hostile"));
    let memory = Board::new(image.locked().len().div_ceil(8));
    let mut bad = Vec::new();

    // Which change an input is, and whether it is put into memory or into a file.
    let input = |number: u64| match systematic.get(usize::try_from(number).unwrap()) {
        Some(change) => (change.clone(), false),
        None if number.is_multiple_of(10) || form == Form::Table => (Change::random_file(&image, number), false),
        None => (Change::random_locked(&image, number), true),
    };
    while tally.begun().load(SeqCst) < total {
        let end = total.min(tally.begun().load(SeqCst) + ROUND);
        let round = Fork::free(|| {
            // Panics are counted here, and shown by their inputs.
            panic::set_hook(Box::new(|_| {}));
            // A process that is stuck dies, too.
            // SAFETY: takes no pointer.
            unsafe { libc::alarm(60) };
            while tally.begun().load(SeqCst) < end {
                let (change, in_memory) = input(tally.begun().fetch_add(1, SeqCst));
                let bytes = change.apply(&image.bytes);
                let outcome = match reader {
                    Reader::Trusting => trust(&bytes),
                    Reader::Runtime if in_memory => place::<T>(&image, &bytes, &memory),
                    Reader::Runtime => open::<T>(&name, form, &bytes),
                };
                tally.count(outcome);
                assert!(!outcome.is_bad(), "{outcome:?}");
            }
        });
        let outcome = match round.join() {
            Stop::Exited(0) => None,
            Stop::Exited(_) => Some(Outcome::Panic),
            _ => Some(Outcome::Signal),
        };
        let number = tally.begun().load(SeqCst);
        if let Some(outcome) = outcome {
            tally.count(outcome);
            bad.push(format!("{outcome:?} at input {}: {:?}", number - 1, input(number - 1)));
        }
        progress(number, total);
        if bad.len() >= ENOUGH {
            break;
        }
    }
    Report { inputs: tally.begun().load(SeqCst), outcomes: tally.counts().collect(), bad }
}

/// Opens a file with these bytes.
fn open<T: Valid>(name: &Name, form: Form, bytes: &[u8]) -> Outcome {
    fs::write(name.path(), bytes).unwrap();
    fs::set_permissions(name.path(), fs::Permissions::from_mode(0o600)).unwrap();
    let outcome = match form {
        Form::Value => Shared::<T>::open(name.as_str()).map(|shared| exercise(&shared)),
        Form::Table => Table::<T>::open(name.as_str()).map(|table| exercise_table(&table)),
    };
    outcome.unwrap_or_else(|error| Outcome::of(&error))
}

/// Attaches to memory with these bytes.
fn place<T: Valid>(image: &Image, bytes: &[u8], memory: &Board) -> Outcome {
    let bytes = &bytes[image.locked_at..];
    assert!(bytes.len() <= size_of_val::<[_]>(memory));
    // SAFETY: as many bytes of the board, which is used for nothing else.
    unsafe { memory.start().copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
    // SAFETY: the board outlives the reference, and holds a mutex that nobody changed.
    match unsafe { Locked::<T>::attach(memory.start(), bytes.len()) } {
        Ok(locked) => exercise(locked),
        Err(error) => Outcome::of(&error),
    }
}

/// What a reader does that believes the header: it goes where the header says.
fn trust(bytes: &[u8]) -> Outcome {
    if bytes.len() < Image::HEADER {
        return Outcome::Error(3);
    }
    let locked_at = usize::try_from(word(bytes, 40)).unwrap();
    assert!(locked_at.is_multiple_of(size_of::<u64>()), "nobody writes such a header");
    let place = bytes.as_ptr().wrapping_add(locked_at);
    // SAFETY: none; that is the mistake, and this process is there to die of it.
    let state = unsafe { place.cast::<u64>().read_unaligned() };
    std::hint::black_box(state);
    Outcome::Value
}
