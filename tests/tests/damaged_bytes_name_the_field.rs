//! Bytes that are no value of their type are an error that names the field and what was found;
//! `store` repairs them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]
#![allow(clippy::trivially_copy_pass_by_ref, reason = "as `validate` calls its function")]

use std::num::NonZero;
use sync_runtime::{Pod, Repair, Shared, SharedLocked, SyncError, Table, TransactError, zeroed};
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
            let SyncError::Corrupt { field, found: value, expected: words, .. } = error else { panic!("{error:?}") };
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
    let SyncError::Corrupt { field, found, expected, .. } = error else { panic!("{error:?}") };
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

#[derive(Pod, Debug, Clone, Copy)]
#[shared(validate = Self::is_ordered)]
struct Span {
    from: u32,
    to: u32,
}

impl Span {
    fn is_ordered(&self) -> bool {
        self.from <= self.to
    }
}

fn are_percentages(done: &[u8; 4]) -> bool {
    done.iter().all(|done| *done <= 100)
}

#[derive(SharedLocked, Debug)]
struct Copied {
    span: Span,
    #[shared(validate = are_percentages)]
    done: [u8; 4],
}

#[derive(SharedLocked)]
#[shared(in_place)]
struct InPlace {
    spans: [Span; 4],
    number: NonZero<u8>,
}

#[derive(SharedLocked)]
#[shared(lock = none)]
#[allow(dead_code, reason = "it is read by its cells")]
struct Unlocked {
    ready: bool,
}

#[derive(Pod, Debug)]
struct Ticket {
    number: NonZero<u32>,
}

/// What the message says, behind its first words, and what repairs the value.
fn told<T>(outcome: Result<T, SyncError>) -> (String, Repair) {
    let error = outcome.err().expect("it is damaged");
    let SyncError::Corrupt { damage, .. } = error else { panic!("{error:?}") };
    (error.to_string().split_once(": ").expect("words").1.to_owned(), damage.repair)
}

/// The message says what is refused, and what repairs that kind of value; and that does.
#[test]
fn what_is_refused_as_a_whole_is_no_number_and_what_repairs_it_is_told() {
    let copied = Shared::anonymous(Copied { span: Span { from: 3, to: 1 }, done: [0; 4] }).unwrap();
    let refused = "`span` is not what `Self::is_ordered` accepts; `store` a whole value to repair it";
    assert_eq!(told(copied.load()), (refused.into(), Repair::Store));
    copied.store(Copied { span: Span { from: 1, to: 3 }, done: [7, 101, 7, 7] }).unwrap();
    let refused = "`done` is not what `are_percentages` accepts; `store` a whole value to repair it";
    assert_eq!(told(copied.with_lock(|_| ())), (refused.into(), Repair::Store));
    copied.store(Copied { span: Span { from: 1, to: 3 }, done: [7; 4] }).unwrap();
    assert_eq!(copied.load().unwrap().done, [7; 4]);

    let in_place = Shared::<InPlace>::anonymous_with(|_| Ok(())).unwrap();
    let number = "`number` holds 0, expected a number other than 0; `set` this field to repair it";
    assert_eq!(told(in_place.view(|value| value.number().get())), (number.into(), Repair::Set));
    let set = |to| in_place.with_lock(|value| value.spans().at(2).map(|span| span.set(Span { from: 1, to }))).unwrap();
    set(0);
    let span = "`spans[2]` is not what `Self::is_ordered` accepts; `set` this field to repair it";
    assert_eq!(told(in_place.view(|value| value.spans().at(2)?.get())), (span.into(), Repair::Set));
    set(2);
    assert_eq!(in_place.view(|value| value.spans().at(2)?.get()).unwrap().to, 2);

    let name = Name::new("unlocked");
    let unlocked = Shared::create(name.as_str(), Unlocked { ready: true }).unwrap();
    let forged = Forged::open(&name);
    forged.write(forged.value_with(&[1]), &[2]);
    let ready = "`ready` holds 2, expected 0 or 1; `set` this field, or `store` a whole value, to repair it";
    assert_eq!(told(unlocked.cells().ready().get()), (ready.into(), Repair::SetOrStore));
    unlocked.cells().ready().set(true);
    assert!(unlocked.cells().ready().get().unwrap());

    let spans = Table::anonymous(1, |_| Copied { span: Span { from: 3, to: 1 }, done: [0; 4] }).unwrap();
    let (refused, repair) = told(spans.claim(|_| true));
    assert!(refused.starts_with("`[0].span` is not what `Self::is_ordered` accepts; `store`"), "{refused}");
    assert_eq!(repair, Repair::Store);

    let error = zeroed::<Ticket>().unwrap_err();
    let zeroes =
        "zeroes are no value of this type: `number` holds 0, expected a number other than 0; write the first value out";
    assert_eq!(error.to_string(), zeroes);
}
