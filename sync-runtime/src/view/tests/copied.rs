//! Parts that are copied from one view to another.

use super::Memory;
use crate::error::SyncError;

/// Longer than what is copied at once.
const LONG: usize = 3000;

#[test]
fn a_part_is_copied_and_noted_before() -> Result<(), SyncError> {
    type Value = (u64, [u32; LONG], Option<u16>);
    let (from, to) = (Memory::<Value>::zeroed(), Memory::<Value>::zeroed());
    let source = from.writing();
    source.f0().set(7);
    source.f2().set(Some(9));
    for (number, element) in (0..).zip(source.f1()) {
        element.set(number);
    }
    let reading = from.reading();
    assert_eq!(to.changes(|value| value.f0().copy_from(source.f0()).unwrap()), [(0, 8)]);
    assert_eq!(to.changes(|value| value.f1().copy_from(reading.f1()).unwrap()), [(8, 4 * LONG)]);
    let (some, part) = (source.f1().range(5..2005)?, to.writing().f1().range(1000..)?);
    assert_eq!(to.changes(|_| part.copy_from(some).unwrap()), [(4008, 8000)]);
    let copied = to.reading();
    assert_eq!((copied.f0().get()?, copied.f2().get()?), (7, None));
    assert!((0..1000).zip(copied.f1()).all(|(number, element)| element.get().is_ok_and(|found| found == number)));
    assert!(
        (5..2005)
            .zip(copied.f1().range(1000..)?)
            .all(|(number, element)| element.get().is_ok_and(|found| found == number))
    );

    let other_length = to.writing().f1().range(..3)?.copy_from(some);
    assert!(matches!(other_length, Err(SyncError::LengthMismatch { expected: 3, found: 2000 })));
    // Of what a writer has changed meanwhile, nothing arrives.
    from.torn.set(true);
    let before = to.bytes(0, size_of::<<Value as crate::pod::Pod>::Layout>());
    assert!(to.writing().copy_from(reading).is_err());
    assert_eq!(to.bytes(0, before.len()), before);
    Ok(())
}

#[test]
fn elements_move_within_an_array() -> Result<(), SyncError> {
    for (from, to) in [(0, 1), (1, 0), (0, 1500), (1500, 0), (7, 7)] {
        let memory = Memory::<[u16; 2 * LONG]>::zeroed();
        let value = memory.writing();
        let mut expected: Vec<u16> = (0..).take(2 * LONG).collect();
        value.copy_from_slice(&expected)?;
        value.range(to..to + LONG)?.copy_from(value.range(from..from + LONG)?)?;
        expected.copy_within(from..from + LONG, to);
        assert_eq!(value.get()[..], expected[..], "{from} to {to}");
    }
    Ok(())
}
