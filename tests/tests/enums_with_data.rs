//! Enums whose variants hold data: each variant goes round, each wrong tag is named, and a layout
//! shows its variants.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "a test fails by a panic"
)]

use std::time::Duration;
use sync_runtime::inspect::Inspected;
use sync_runtime::{Exclusive, Pod, Shared, SharedLocked, SyncError};
use tests::{Forged, Name};

#[derive(Pod, Debug, Clone, Copy, PartialEq)]
enum Mode {
    Off,
    PerSecond(u32),
    Window { rate: u32, every: Duration, strict: bool },
    Nested(Inner, [Option<bool>; 2]),
}

#[derive(Pod, Debug, Clone, Copy, PartialEq)]
#[repr(u8)]
enum Inner {
    Low(char) = 7,
    Middle,
    High { flags: [bool; 3], pair: (u8, bool) } = 200,
}

#[derive(Pod, Debug, Clone, Copy, PartialEq)]
enum Either<A: Pod, B: Pod> {
    Left(A),
    Right(B),
    Neither,
}

#[derive(Pod, Debug, Clone, Copy, PartialEq)]
#[repr(i64)]
enum Signed {
    Lowest(u8) = i64::MIN,
    Next,
    Minus(bool) = -1,
    Zero {},
    Highest() = i64::MAX,
}

/// Without a number type: counted from 0, in a byte.
#[derive(Pod, Debug, Clone, Copy, PartialEq)]
enum Plain {
    First,
    Second,
}

#[derive(SharedLocked, Debug, Clone, Copy, PartialEq)]
struct Limits {
    before: u8,
    mode: Mode,
    maybe: Option<Mode>,
    several: [Mode; 3],
    either: Either<Inner, [u16; 3]>,
    signed: Signed,
    plain: Plain,
    after: u8,
}

const MODES: [Mode; 8] = [
    Mode::Off,
    Mode::PerSecond(u32::MAX),
    Mode::Window { rate: 5, every: Duration::new(7, 999_999_999), strict: true },
    Mode::Nested(Inner::Low('ß'), [None, Some(true)]),
    Mode::Nested(Inner::Middle, [Some(false), None]),
    Mode::Nested(Inner::High { flags: [true, false, true], pair: (9, true) }, [None, None]),
    Mode::PerSecond(0),
    Mode::Window { rate: 0, every: Duration::MAX, strict: false },
];

fn limits(index: usize) -> Limits {
    let mode = |further: usize| MODES[(index + further) % MODES.len()];
    let signed = [Signed::Lowest(3), Signed::Next, Signed::Minus(true), Signed::Zero {}, Signed::Highest()];
    Limits {
        before: 0xa5,
        mode: mode(0),
        maybe: (!index.is_multiple_of(3)).then(|| mode(1)),
        several: [mode(2), mode(3), mode(4)],
        either: [Either::Left(Inner::Middle), Either::Right([1, 2, 3]), Either::Neither][index % 3],
        signed: signed[index % 5],
        plain: [Plain::First, Plain::Second][index % 2],
        after: 0x5a,
    }
}

#[test]
fn every_variant_goes_round() {
    let shared = Shared::anonymous(limits(0)).unwrap();
    for index in 0..120 {
        shared.with_lock(|value| *value = limits(index)).unwrap();
        assert_eq!(shared.load().unwrap(), limits(index));
        assert_eq!(*shared.get_lock().unwrap(), limits(index));
        shared.store(limits(index + 1)).unwrap();
        assert_eq!(shared.snapshot().unwrap().value, limits(index + 1));
    }
}

#[test]
fn an_enum_can_be_the_whole() {
    #[derive(SharedLocked, Debug, PartialEq)]
    #[shared(timeout_ms = 250)]
    enum Job {
        Idle,
        Running { id: u64, since: Duration },
    }
    let shared = Shared::anonymous(Job::Idle).unwrap();
    shared.with_lock(|job| *job = Job::Running { id: 7, since: Duration::from_secs(1) }).unwrap();
    assert_eq!(shared.load().unwrap(), Job::Running { id: 7, since: Duration::from_secs(1) });
    assert_eq!(size_of::<<Job as Pod>::Layout>(), 32, "a tag, a number and a `Duration`");
}

/// A segment says the numbers that are stored: those of the type in `repr`, as rustc has them.
#[test]
fn the_schema_says_the_numbers_that_are_stored() {
    const BASE: u8 = 200;

    #[derive(SharedLocked, Debug, Clone, Copy, PartialEq)]
    #[repr(u64)]
    enum Wide {
        High(u8) = 1 << 31,
        Plain = 3,
        Most(u16) = !0,
        Higher(u8) = 1 << 40,
        Sum(u8) = 3_000_000_000 + 1,
        AfterTheSum(u8),
        Literal(u8) = 5_000_000_000,
        AfterTheLiteral,
    }

    #[derive(SharedLocked, Debug, Clone, Copy, PartialEq)]
    #[repr(i64)]
    enum Negative {
        Least(u8) = -1 << 62,
        Next,
        Most(bool) = !(1 << 63),
    }

    #[derive(SharedLocked, Debug, Clone, Copy, PartialEq)]
    #[repr(u8)]
    enum Byte {
        High(u8) = 1 << 7,
        Named(u8) = BASE,
        Next {},
        Most(u8) = !0,
    }

    /// What the inspector shows of each value.
    fn shown<T: SharedLocked<Lock = Exclusive> + Copy>(values: &[T]) -> String {
        let name = Name::new("numbers");
        let shared = Shared::create(name.as_str(), values[0]).unwrap();
        let inspected = Inspected::open(name.as_str()).unwrap();
        let mut shown = vec![inspected.description().unwrap().whole().to_string()];
        for value in values {
            shared.store(*value).unwrap();
            shown.push(inspected.load().unwrap().value().to_string());
        }
        shown.join("; ")
    }

    let wide = [
        Wide::High(1),
        Wide::Plain,
        Wide::Most(2),
        Wide::Higher(3),
        Wide::Sum(4),
        Wide::AfterTheSum(5),
        Wide::Literal(6),
        Wide::AfterTheLiteral,
    ];
    assert_eq!(
        shown(&wide),
        "enum u64 { High(u8) = 2147483648, Plain = 3, Most(u16) = 18446744073709551615, Higher(u8) = 1099511627776, \
         Sum(u8) = 3000000001, AfterTheSum(u8) = 3000000002, Literal(u8) = 5000000000, AfterTheLiteral = 5000000001 }; \
         High(1); Plain; Most(2); Higher(3); Sum(4); AfterTheSum(5); Literal(6); AfterTheLiteral"
    );
    assert_eq!(
        shown(&[Negative::Least(1), Negative::Next, Negative::Most(true)]),
        "enum i64 { Least(u8) = -4611686018427387904, Next = -4611686018427387903, Most(bool) = 9223372036854775807 }; \
         Least(1); Next; Most(true)"
    );
    assert_eq!(
        shown(&[Byte::High(1), Byte::Named(2), Byte::Next {}, Byte::Most(3)]),
        "enum u8 { High(u8) = 128, Named(u8) = 200, Next = 201, Most(u8) = 255 }; High(1); Named(2); Next; Most(3)"
    );
}

/// As large as the largest variant with the tag in front of it, and not one after the other.
#[test]
fn it_is_as_large_as_its_largest_variant() {
    assert_eq!(size_of::<<Mode as Pod>::Layout>(), size_of::<<(u8, u32, Duration, bool) as Pod>::Layout>());
    assert_eq!(size_of::<<Either<u8, u16> as Pod>::Layout>(), 4);
    assert_eq!(size_of::<<Plain as Pod>::Layout>(), 1);
}

/// A shared value whose bytes can be changed behind its back.
struct Victim {
    shared: Shared<Limits>,
    forged: Forged,
    value_at: u64,
    _name: Name,
}

impl Victim {
    fn new(value: Limits) -> Self {
        let name = Name::new("limits");
        let shared = Shared::create(name.as_str(), value).unwrap();
        let forged = Forged::open(&name);
        // What version 0 is in begins with this, and what follows is zero: the tag of `Off`.
        let value_at = forged.value_with(&[0xa5, 0, 0, 0, 0, 0, 0, 0]);
        Self { shared, forged, value_at, _name: name }
    }

    /// What is said when the byte at `offset` is each number that is not `good`.
    fn every_other_byte(&self, offset: u64, good: &[u8], blamed: &str) {
        let at = self.value_at + offset;
        let [saved] = self.forged.read::<1>(at);
        for byte in 0..=u8::MAX {
            self.forged.write(at, &[byte]);
            match (self.shared.load(), good.contains(&byte)) {
                (Err(SyncError::Corrupt { field, found, .. }), false) => {
                    assert_eq!((&*field, found), (blamed, u64::from(byte)));
                    assert!(self.shared.with_lock(|_| ()).is_err());
                }
                (Err(SyncError::Corrupt { field, .. }), true) => assert_ne!(&*field, blamed, "{byte}"),
                (Ok(_), true) => {}
                (other, good) => panic!("{byte}, good: {good}: {other:?}"),
            }
        }
        self.forged.write(at, &[saved]);
    }

    fn at(&self, field: &str) -> u64 {
        self.forged.offset_of(field)
    }
}

#[test]
fn every_wrong_tag_is_named() {
    let window = Mode::Window { rate: 1, every: Duration::ZERO, strict: true };
    let high = Inner::High { flags: [true; 3], pair: (1, true) };
    let nested = Mode::Nested(high, [Some(true), None]);
    let value = Limits {
        before: 0xa5,
        mode: Mode::Off,
        maybe: Some(window),
        several: [window, nested, Mode::Nested(Inner::Low('x'), [None; 2])],
        either: Either::Left(high),
        signed: Signed::Minus(true),
        plain: Plain::Second,
        after: 0x5a,
    };
    let victim = Victim::new(value);
    assert_eq!(victim.shared.load().unwrap(), value);
    let size = size_of::<<Mode as Pod>::Layout>() as u64;
    let (mode, maybe, several) = (victim.at("mode"), victim.at("maybe"), victim.at("several"));
    victim.every_other_byte(mode, &[0, 1, 2, 3], "mode");
    let strict = victim.at("mode.Window.strict") - mode;
    let value_at = victim.at("maybe.value") - maybe;
    victim.every_other_byte(maybe + value_at, &[0, 1, 2, 3], "maybe.value");
    victim.every_other_byte(maybe + value_at + strict, &[0, 1], "maybe.value.Window.strict");
    victim.every_other_byte(several + strict, &[0, 1], "several[0].Window.strict");
    let inner = victim.at("mode.Nested.0") - mode;
    victim.every_other_byte(several + size + inner, &[7, 8, 200], "several[1].Nested.0");
    let flags = victim.at("mode.Nested.0.High.flags") - mode;
    victim.every_other_byte(several + size + flags + 2, &[0, 1], "several[1].Nested.0.High.flags[2]");
    let pair = victim.at("mode.Nested.0.High.pair.1") - mode;
    victim.every_other_byte(several + size + pair, &[0, 1], "several[1].Nested.0.High.pair.1");
    let options = victim.at("mode.Nested.1") - mode;
    victim.every_other_byte(several + size + options, &[0, 1], "several[1].Nested.1[0].is_some");
    victim.every_other_byte(victim.at("either"), &[0, 1, 2], "either");
    victim.every_other_byte(victim.at("plain"), &[0, 1], "plain");
    victim.every_other_byte(victim.at("either.Left.0"), &[7, 8, 200], "either.Left.0");
    victim.every_other_byte(victim.at("signed.Minus.0"), &[0, 1], "signed.Minus.0");
    assert_eq!(victim.shared.load().unwrap(), value);

    // Random bytes are a value or an error, never anything else.
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let length = size_of::<<Limits as Pod>::Layout>() as u64;
    let (mut good, mut bad) = (0, 0);
    for _ in 0..20_000 {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        victim.forged.write(victim.value_at + random % length, &[(random >> 56) as u8 & 3]);
        match victim.shared.load() {
            Ok(value) => {
                good += 1;
                assert!(!format!("{value:?}").is_empty());
            }
            Err(SyncError::Corrupt { .. }) => bad += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert!(good + bad == 20_000 && bad > 0, "{good} {bad}");
}

#[test]
fn a_bad_character_in_a_variant_is_named() {
    let value = Limits { mode: Mode::Off, either: Either::Left(Inner::Low('x')), ..limits(0) };
    let victim = Victim::new(Limits { several: [Mode::Off; 3], maybe: None, ..value });
    victim.forged.write(victim.value_at + victim.at("either.Left.0.Low.0"), &0xd800_u32.to_ne_bytes());
    let Err(SyncError::Corrupt { field, found, .. }) = victim.shared.load() else { panic!("a value") };
    assert_eq!((&*field, found), ("either.Left.0.Low.0", 0xd800));
}

/// What another program has, which shares nothing but the name.
mod other {
    use super::{Duration, Pod, SharedLocked};

    #[derive(Pod)]
    pub(crate) enum Mode {
        Off,
        PerSecond(u32),
        Window { rate: u32, every: Duration },
    }

    #[derive(SharedLocked)]
    pub(crate) struct Limits {
        pub(crate) count: u64,
        pub(crate) mode: Mode,
    }
}

#[test]
fn a_layout_that_differs_shows_its_variants() {
    #[derive(Pod)]
    enum Mode {
        Off,
        PerSecond(u32),
        Window { rate: u32, period: Duration },
    }

    #[derive(SharedLocked)]
    struct Limits {
        count: u64,
        mode: Mode,
    }
    let name = Name::new("variants");
    let first = other::Limits { count: 1, mode: other::Mode::Window { rate: 1, every: Duration::ZERO } };
    let first = Shared::create(name.as_str(), first).unwrap();
    drop(first);
    for mode in [other::Mode::Off, other::Mode::PerSecond(1)] {
        Shared::<other::Limits>::open(name.as_str()).unwrap().with_lock(|it| (it.count, it.mode) = (2, mode)).unwrap();
    }
    let mine = Limits { count: 0, mode: Mode::Window { rate: 1, period: Duration::ZERO } };
    assert_eq!([mine.mode, Mode::Off, Mode::PerSecond(0)].len(), 3, "all are made");
    let error = Shared::<Limits>::open(name.as_str()).map(|_| ()).unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, SyncError::LayoutMismatch(_)), "{error:?}");
    for part in ["mode", "PerSecond(u32) = 1", "Window { rate: u32, period: Duration } = 2", "every: Duration"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}
