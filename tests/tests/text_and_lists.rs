//! Text and lists by value: what goes in comes out, what is damaged is named, what is not used does
//! not matter.

#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_possible_truncation, reason = "a test fails by a panic")]

use arrayvec::{ArrayString, ArrayVec};
use rand::{Rng as _, SeedableRng as _, rngs::SmallRng};
use std::process::Command;
use std::time::Duration;
use sync_runtime::{Pod, Shared, SharedLocked, SyncError};
use tests::{Forged, Name};

#[derive(SharedLocked, Debug, PartialEq, Clone)]
struct Note {
    before: u64,
    title: ArrayString<12>,
    tags: ArrayVec<ArrayString<5>, 3>,
    marks: ArrayVec<Mark, 4>,
    bytes: ArrayVec<u8, 300>,
    after: u64,
}

#[derive(Pod, Debug, PartialEq, Clone)]
struct Mark {
    at: u16,
    loud: bool,
    rest: Option<Duration>,
}

fn note(length: usize) -> Note {
    let mark = |at| Mark { at, loud: at % 2 == 0, rest: (at % 3 == 0).then_some(Duration::from_millis(at.into())) };
    Note {
        before: !0,
        title: "aß漢🦀xy".chars().take(length).collect::<String>().as_str().try_into().unwrap(),
        tags: ["", "ab", "12345"].into_iter().take(length).map(|tag| ArrayString::from(tag).unwrap()).collect(),
        marks: (0..length.min(4) as u16).map(mark).collect(),
        bytes: (0..length).map(|index| (index * 7) as u8).collect(),
        after: !0,
    }
}

#[test]
fn every_length_goes_round_through_both_slots() {
    let shared = Shared::anonymous(note(0)).unwrap();
    assert_eq!(shared.load().unwrap(), note(0));
    for length in (0..=300).chain((0..=300).rev()) {
        shared.store(note(length)).unwrap();
        assert_eq!(shared.load().unwrap(), note(length), "{length}");
        shared.with_lock(|value| assert_eq!(*value, note(length))).unwrap();
    }
    shared.store(note(4)).unwrap();
    shared.with_lock(|note| note.marks.retain(|mark| mark.loud)).unwrap();
    assert_eq!(shared.load().unwrap().marks.iter().map(|mark| mark.at).collect::<Vec<_>>(), [0, 2]);
}

#[test]
fn in_another_process() {
    const TITLE: &str = "SYNC_TESTS_TITLE";
    if let Ok(name) = std::env::var(TITLE) {
        let shared = Shared::<Note>::open(&name).unwrap();
        return shared.with_lock(|note| note.title.push_str("! 🦀")).unwrap();
    }
    let name = Name::new("note");
    let shared = Shared::create(name.as_str(), note(2)).unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap());
    let status = child.args(["--exact", "in_another_process"]).env(TITLE, name.as_str()).status().unwrap();
    assert!(status.success(), "{status}");
    assert_eq!(shared.load().unwrap().title.as_str(), "aß! 🦀");
}

/// A shared note whose bytes can be changed behind its back.
struct Victim {
    shared: Shared<Note>,
    forged: Forged,
    value_at: u64,
    _name: Name,
}

impl Victim {
    fn new() -> Self {
        let name = Name::new("text");
        let shared = Shared::create(name.as_str(), note(4)).unwrap();
        let forged = Forged::open(&name);
        let length_and_title = [10_u32.to_ne_bytes().as_slice(), "aß漢🦀".as_bytes()].concat();
        let value_at = forged.value_with(&[&u64::MAX.to_ne_bytes(), length_and_title.as_slice()].concat());
        Self { shared, forged, value_at, _name: name }
    }

    /// The error, with `bytes` so far into `field`; and then they are as before.
    fn damage(&self, field: &str, within: u64, bytes: &[u8]) -> Result<Note, (String, u64, &'static str)> {
        let offset = self.value_at + self.forged.offset_of(field) + within;
        let saved: Vec<u8> = (offset..).zip(bytes).map(|(at, _)| self.forged.read::<1>(at)[0]).collect();
        self.forged.write(offset, bytes);
        let outcome = self.shared.load().map_err(|error| match error {
            SyncError::Corrupt { field, found, expected, .. } => (field.into(), found, expected),
            other => panic!("{other:?}"),
        });
        self.forged.write(offset, &saved);
        assert_eq!(self.shared.load().unwrap(), note(4));
        outcome
    }
}

#[test]
fn a_bad_length_names_the_field() {
    let victim = Victim::new();
    for (field, capacity) in [("title", 12_u32), ("tags", 3), ("marks", 4), ("bytes", 300)] {
        for length in [capacity + 1, 0x1000, u32::MAX] {
            let error = victim.damage(field, 0, &length.to_ne_bytes()).unwrap_err();
            assert_eq!(error, (format!("{field}.len"), length.into(), "a length of at most its capacity"));
        }
    }
    // In an element of a list.
    let error = victim.damage("tags", 4 + 12, &6_u32.to_ne_bytes()).unwrap_err();
    assert_eq!(error.0, "tags[1].len");
    let at = victim.forged.offset_of("marks.elements[].loud") - victim.forged.offset_of("marks.elements");
    let size = (victim.forged.offset_of("bytes") - victim.forged.offset_of("marks.elements")) / 4;
    let error = victim.damage("marks.elements", at + 3 * size, &[2]).unwrap_err();
    assert_eq!(error, ("marks[3].loud".into(), 2, "0 or 1"));
}

/// Every byte at every place of the text, against what std says of the same bytes.
#[test]
fn text_is_utf8_or_names_the_byte() {
    let victim = Victim::new();
    let right = "aß漢🦀".as_bytes();
    for at in 0..right.len() {
        for byte in 0..=u8::MAX {
            let mut bytes = right.to_vec();
            bytes[at] = byte;
            let found = victim.damage("title", 4 + at as u64, &[byte]);
            match std::str::from_utf8(&bytes) {
                Ok(text) => assert_eq!(found.unwrap().title.as_str(), text),
                Err(error) => {
                    let place = error.valid_up_to();
                    assert_eq!(found, Err((format!("title[{place}]"), bytes[place].into(), "UTF-8")));
                }
            }
        }
    }
}

#[test]
fn what_is_not_used_does_not_matter() {
    let victim = Victim::new();
    let (title, bytes) = ("aß漢🦀".len() as u64, note(4).bytes.len() as u64);
    assert_eq!(victim.damage("title", 4 + title, &[0xff; 2]), Ok(note(4)));
    assert_eq!(victim.damage("bytes", 4 + bytes, &[0xff; 296]), Ok(note(4)));
}

/// Random bytes over the whole value: a value that goes round, or an error that names a field;
/// never a panic. `SYNC_TESTS_FULL=1` tries a million.
#[test]
fn random_bytes_are_a_value_or_an_error() {
    let victim = Victim::new();
    let mut random = SmallRng::seed_from_u64(11);
    let times = if std::env::var_os("SYNC_TESTS_FULL").is_some() { 1_000_000 } else { 20_000 };
    let size = victim.forged.offset_of("after") + 8;
    let counts = [("title", 14_u32), ("tags", 4), ("marks", 5), ("bytes", 301)];
    let counts = counts.map(|(field, at_most)| (victim.forged.offset_of(field) as usize, at_most));
    let mut values = 0_u32;
    for _ in 0..times {
        let mut bytes = vec![0; size as usize];
        random.fill(bytes.as_mut_slice());
        // Most lengths would be far too large: let some of them be near what is right.
        for (at, at_most) in counts {
            bytes[at..at + 4].copy_from_slice(&random.random_range(0..at_most).to_ne_bytes());
        }
        victim.forged.write(victim.value_at, &bytes);
        match victim.shared.load() {
            Ok(note) => {
                assert!(std::str::from_utf8(note.title.as_bytes()).is_ok());
                values += 1;
            }
            Err(SyncError::Corrupt { field, .. }) => {
                assert!(
                    ["title", "tags", "marks"].iter().any(|name| field.starts_with(name)) || &*field == "bytes.len"
                );
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    println!("{times} times random bytes: {values} values");
}
