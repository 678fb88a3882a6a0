//! Bytes that are no value of their type are an error that names the field and what was found;
//! `store` repairs them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use sync_runtime::{Shared, SyncError, TransactError};
use tests::values::Particular;
use tests::{Forged, Name};

/// A shared value whose bytes can be changed behind its back.
struct Victim {
    shared: Shared<Particular>,
    forged: Forged,
    /// Where its committed value is in the file.
    value_at: u64,
    _name: Name,
}

impl Victim {
    fn new() -> Self {
        let name = Name::new("victim");
        let shared = Shared::create(name.as_str(), Particular::sample()).unwrap();
        let forged = Forged::open(&name);
        // `flag`, padding, and `letter`.
        let value_at = forged.value_with(&[&[1, 0, 0, 0], u32::from('ß').to_ne_bytes().as_slice()].concat());
        Self { shared, forged, value_at, _name: name }
    }

    /// Expects that `bytes`, so far into `field` as the schema has it, are blamed on `blamed`.
    fn damage(&self, (field, within): (&str, u64), bytes: &[u8], blamed: &str, found: u64, expected: &str) {
        let offset = self.value_at + self.forged.offset_of(field) + within;
        let saved: Vec<u8> = (offset..).zip(bytes).map(|(at, _)| self.forged.read::<1>(at)[0]).collect();
        self.forged.write(offset, bytes);
        let version = self.shared.version();
        let errors = [
            self.shared.load().map(drop),
            self.shared.get_lock().map(drop),
            self.shared.with_lock(|_| ()),
            self.shared.transact(|_| Ok::<_, String>(())).map_err(|error| match error {
                TransactError::Sync(error) => error,
                TransactError::Aborted(error) => panic!("{error}"),
            }),
        ];
        for outcome in errors {
            let error = outcome.expect_err(blamed);
            let text = error.to_string();
            let SyncError::Corrupt { field, found: value, expected: words } = error else { panic!("{error:?}") };
            assert_eq!((&*field, value, words), (blamed, found, expected));
            assert!(text.contains(&format!("`{blamed}`")), "{text}");
        }
        assert_eq!(self.shared.version(), version, "nothing was committed");
        self.forged.write(offset, &saved);
        assert_eq!(self.shared.load().unwrap(), Particular::sample());
    }
}

#[test]
fn each_type_that_has_bytes_without_a_meaning() {
    const FLAG: &str = "0 or 1";
    const SCALAR: &str = "a Unicode scalar value";
    const BELOW_A_SECOND: &str = "fewer than 1000000000 nanoseconds";
    let victim = Victim::new();
    let damage = |at, bytes: &[u8], blamed, found, expected| victim.damage(at, bytes, blamed, found, expected);

    for byte in [2, 0x80, 0xff] {
        damage(("flag", 0), &[byte], "flag", byte.into(), FLAG);
        damage(("grid", 4), &[byte], "grid[1][1]", byte.into(), FLAG);
        damage(("inner.pair.1", 0), &[byte], "inner.pair.1", byte.into(), FLAG);
        damage(("maybe", 0), &[byte], "maybe.is_some", byte.into(), FLAG);
        damage(("maybe.value", 0), &[byte], "maybe.value.is_some", byte.into(), FLAG);
        damage(("address", 0), &[byte], "address", byte.into(), "IP version 4 or 6");
    }
    for code in [0xd800_u32, 0xdfff, 0x11_0000, u32::MAX] {
        damage(("letter", 0), &code.to_ne_bytes(), "letter", code.into(), SCALAR);
    }
    for number in [1_u16, 6, 8, 65534] {
        let error = victim_error(&victim, "phase", &number.to_ne_bytes());
        assert_eq!((&*error.0, error.1), ("phase", number.into()));
        let error = victim_error(&victim, "inner.phases", &[7_u16.to_ne_bytes(), number.to_ne_bytes()].concat());
        assert_eq!((&*error.0, error.1), ("inner.phases[1]", number.into()));
    }
    damage(("some", 0), &[0; 4], "some", 0, "a number other than 0");
    for nanoseconds in [1_000_000_000_u64, u64::from(u32::MAX), u64::MAX] {
        damage(("time", 8), &nanoseconds.to_ne_bytes(), "time", nanoseconds, BELOW_A_SECOND);
    }
}

/// The field and the number that are blamed when a field's bytes are these.
fn victim_error(victim: &Victim, field: &str, bytes: &[u8]) -> (Box<str>, u64) {
    let offset = victim.value_at + victim.forged.offset_of(field);
    victim.forged.write(offset, bytes);
    let error = victim.shared.load().unwrap_err();
    victim.shared.store(Particular::sample()).unwrap();
    // The other slot counts now, until it is stored again.
    victim.shared.store(Particular::sample()).unwrap();
    let SyncError::Corrupt { field, found, expected } = error else { panic!("{error:?}") };
    assert!(expected.contains("Phase"), "{expected}");
    (field, found)
}

#[test]
fn a_store_repairs() {
    let victim = Victim::new();
    victim.forged.write(victim.value_at, &[7]);
    assert!(matches!(victim.shared.load(), Err(SyncError::Corrupt { .. })));
    assert!(format!("{:?}", victim.shared).contains("damaged"), "{:?}", victim.shared);
    victim.shared.store(Particular::sample()).unwrap();
    assert_eq!(victim.shared.load().unwrap(), Particular::sample());
    victim.shared.with_lock(|value| value.flag = false).unwrap();
    assert!(!victim.shared.load().unwrap().flag);
}

/// What a value does not consist of can be anything.
#[test]
fn bytes_that_mean_nothing_do_not_matter() {
    let victim = Victim::new();
    let offset = |field| victim.value_at + victim.forged.offset_of(field);
    // Padding behind `flag`, and the octets that a version 4 address has not got.
    victim.forged.write(offset("flag") + 1, &[0xff; 3]);
    victim.forged.write(offset("address") + 5, &[0xff; 12]);
    assert_eq!(victim.shared.load().unwrap(), Particular::sample());
    // The value of what is not there.
    victim.forged.write(offset("maybe"), &[0]);
    victim.forged.write(offset("maybe.value"), &[0xff; 8]);
    assert_eq!(victim.shared.load().unwrap().maybe, None);
}
