//! Types of other crates in shared structs: `#[shared(as = …)]`; and what a program's own check
//! refuses.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]
#![allow(clippy::trivially_copy_pass_by_ref, reason = "these functions are given references")]

use arrayvec::ArrayString;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use ordered_float::{NotNan, OrderedFloat};
use serde::{Deserialize, Serialize};
use std::io::ErrorKind;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, SystemTime};
use sync_runtime::{Pod, Shared, SharedLocked, SyncError};
use tests::{Forged, Name};
use uuid::Uuid;

/// A moment that is told in milliseconds; a type with a `From` each way.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Stamp(SystemTime);

impl From<Stamp> for u64 {
    fn from(stamp: Stamp) -> Self {
        stamp.0.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis().try_into().unwrap()
    }
}

impl From<u64> for Stamp {
    fn from(milliseconds: u64) -> Self {
        Self(SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds))
    }
}

/// A number that threads of one process change without a lock. It is not `Clone`.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Hits(AtomicU64);

impl Hits {
    fn new(number: u64) -> Self {
        Self(AtomicU64::new(number))
    }

    fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

impl PartialEq for Hits {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

/// An enum of std, of which a few variants are used.
fn number_of(kind: &ErrorKind) -> u8 {
    match kind {
        ErrorKind::NotFound => 1,
        ErrorKind::PermissionDenied => 2,
        _ => 0,
    }
}

fn kind_of(number: u8) -> Option<ErrorKind> {
    [ErrorKind::Other, ErrorKind::NotFound, ErrorKind::PermissionDenied].get(usize::from(number)).copied()
}

#[derive(SharedLocked, Debug, PartialEq)]
struct Visit {
    #[shared(as = [u8; 16])]
    id: Uuid,
    #[shared(as = i64, into = DateTime::timestamp_micros, from = DateTime::from_timestamp_micros)]
    seen: DateTime<Utc>,
    #[shared(as = u64)]
    stamp: Stamp,
    #[shared(as = f64)]
    score: OrderedFloat<f64>,
    #[shared(as = f64)]
    share: NotNan<f64>,
    #[shared(as = u8, into = number_of, from = kind_of)]
    failure: ErrorKind,
    #[shared(as = u64, into = Hits::get, from = Hits::new)]
    hits: Hits,
    // The derive advises these two where they are missing.
    #[shared(as = i64, into = TimeDelta::num_milliseconds, from = TimeDelta::try_milliseconds)]
    skew: TimeDelta,
    #[shared(as = i32, into = chrono::Datelike::num_days_from_ce, from = NaiveDate::from_num_days_from_ce_opt)]
    day: NaiveDate,
    #[shared(validate = is_percentage)]
    done: u8,
}

fn is_percentage(done: &u8) -> bool {
    *done <= 100
}

fn visit() -> Visit {
    Visit {
        id: Uuid::from_u128(0x0102_0304_0506_0708_090a_0b0c_0d0e_0f10),
        seen: DateTime::from_timestamp(-5, 999_999_000).unwrap(),
        stamp: Stamp::from(1_700_000_000_123),
        score: OrderedFloat(f64::NEG_INFINITY),
        share: NotNan::new(0.25).unwrap(),
        failure: ErrorKind::PermissionDenied,
        hits: Hits::new(7),
        skew: TimeDelta::milliseconds(-1_500),
        day: NaiveDate::from_ymd_opt(2026, 11, 29).unwrap(),
        done: 99,
    }
}

#[test]
fn each_goes_round() {
    let shared = Shared::anonymous(visit()).unwrap();
    assert_eq!(shared.load().unwrap(), visit());
    shared
        .with_lock(|visit| {
            visit.id = Uuid::max();
            visit.hits.0.fetch_add(1, Relaxed);
            visit.failure = ErrorKind::NotFound;
            visit.seen += Duration::from_secs(1_000_000_000);
        })
        .unwrap();
    let now = shared.load().unwrap();
    assert_eq!((now.id, now.hits.get(), now.failure), (Uuid::max(), 8, ErrorKind::NotFound));
    assert_eq!(now.seen, visit().seen + Duration::from_secs(1_000_000_000));
}

#[test]
fn in_another_process() {
    const NAME: &str = "SYNC_TESTS_VISIT";
    if let Ok(name) = std::env::var(NAME) {
        let shared = Shared::<Visit>::open(&name).unwrap();
        return shared.with_lock(|visit| visit.id = Uuid::nil()).unwrap();
    }
    let name = Name::new("visit");
    let shared = Shared::create(name.as_str(), visit()).unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap());
    assert!(child.args(["--exact", "in_another_process"]).env(NAME, name.as_str()).status().unwrap().success());
    assert_eq!(shared.load().unwrap(), Visit { id: Uuid::nil(), ..visit() });
}

/// A shared value of this test whose bytes can be changed, and where it begins.
fn victim<T: SharedLocked>(value: T, first: &[u8]) -> (Shared<T>, Forged, u64, Name)
where
    T::Lock: sync_runtime::Storable<T>,
{
    let name = Name::new("foreign");
    let shared = Shared::create(name.as_str(), value).unwrap();
    let forged = Forged::open(&name);
    let value_at = forged.value_with(first);
    (shared, forged, value_at, name)
}

/// The field, the number found and what was expected.
fn corrupt<T>(outcome: Result<T, SyncError>) -> (String, u64, &'static str) {
    match outcome.err() {
        Some(SyncError::Corrupt { field, found, expected, .. }) => (field.into(), found, expected),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_cannot_be_converted_or_is_refused_names_the_field() {
    let (shared, forged, value_at, _name) = victim(visit(), visit().id.as_bytes());
    let damage = |field: &str, bytes: &[u8]| {
        let at = value_at + forged.offset_of(field);
        let saved: Vec<u8> = (at..).zip(bytes).map(|(at, _)| forged.read::<1>(at)[0]).collect();
        forged.write(at, bytes);
        let found = corrupt(shared.load());
        assert_eq!(corrupt(shared.with_lock(|_| ())), found);
        forged.write(at, &saved);
        assert_eq!(shared.load().unwrap(), visit());
        found
    };
    let nan = f64::NAN.to_bits();
    let expected = "what `NotNan<f64>` can be made from";
    assert_eq!(damage("share", &nan.to_ne_bytes()), ("share".into(), nan, expected));
    for number in 3..=u8::MAX {
        let expected = "what `ErrorKind` can be made from";
        assert_eq!(damage("failure", &[number]), ("failure".into(), number.into(), expected));
    }
    for number in 101..=u8::MAX {
        let expected = "what `is_percentage` accepts";
        assert_eq!(damage("done", &[number]), ("done".into(), number.into(), expected));
    }
    // chrono's `From<SystemTime>` would panic.
    let found = damage("seen", &i64::MAX.to_ne_bytes());
    assert_eq!(found, ("seen".into(), i64::MAX.unsigned_abs(), "what `DateTime<Utc>` can be made from"));
    let found = damage("skew", &i64::MIN.to_ne_bytes());
    assert_eq!(found, ("skew".into(), 1 << 63, "what `TimeDelta` can be made from"));
}

#[derive(Pod, Debug, Clone, Copy, PartialEq)]
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

#[derive(SharedLocked, Debug, PartialEq)]
struct Plan<T: Pod + Clone, U: Clone + Into<u32>>
where
    u32: TryInto<U>,
{
    first: u64,
    spans: [Span; 3],
    #[shared(as = T)]
    same: T,
    #[shared(as = u32)]
    other: U,
    #[shared(as = ArrayString<8>, into = text, from = number)]
    text: i16,
}

fn text(number: &i16) -> ArrayString<8> {
    ArrayString::from(&number.to_string()).unwrap()
}

fn number(text: ArrayString<8>) -> Result<i16, std::num::ParseIntError> {
    text.parse()
}

#[test]
fn structs_are_checked_as_a_whole_and_generic_ones_converted() {
    let span = Span { from: 1, to: 2 };
    let plan = || Plan { first: u64::MAX, spans: [span; 3], same: [true], other: 'x', text: -123 };
    let (shared, forged, value_at, _name) = victim(plan(), &u64::MAX.to_ne_bytes());
    assert_eq!(shared.load().unwrap(), plan());
    let spans = value_at + forged.offset_of("spans");
    forged.write(spans + 8, &3_u32.to_ne_bytes());
    let error = corrupt(shared.load());
    assert_eq!(error, ("spans[1]".into(), 3, "what `Self::is_ordered` accepts"));
    forged.write(spans + 8, &1_u32.to_ne_bytes());
    forged.write(value_at + forged.offset_of("other"), &0xd800_u32.to_ne_bytes());
    assert_eq!(corrupt(shared.load()), ("other".into(), 0xd800, "what `U` can be made from"));
    shared.store(plan()).unwrap();
    assert_eq!(shared.load().unwrap(), plan());
}

/// A large struct of numbers is copied without a look at them; not if one of them has to be
/// checked.
#[test]
fn large_structs_are_checked_too() {
    #[derive(SharedLocked, Debug, PartialEq)]
    struct Checked {
        first: u64,
        rest: [u64; 64],
        #[shared(validate = is_percentage)]
        done: u8,
    }
    #[derive(SharedLocked, Debug, PartialEq)]
    struct Converted {
        first: u64,
        rest: [u64; 64],
        #[shared(as = f64)]
        share: NotNan<f64>,
    }
    #[derive(SharedLocked, Debug, PartialEq)]
    #[shared(validate = Self::is_sound)]
    struct Sound {
        first: u64,
        rest: [u64; 64],
    }
    impl Sound {
        fn is_sound(&self) -> bool {
            self.rest[0] == self.rest[63]
        }
    }
    let first = u64::MAX.to_ne_bytes();
    let (shared, forged, at, _name) = victim(Checked { first: !0, rest: [0; 64], done: 5 }, &first);
    forged.write(at + forged.offset_of("done"), &[101]);
    assert_eq!(corrupt(shared.load()).0, "done");
    let share = NotNan::new(0.5).unwrap();
    let (shared, forged, at, _name) = victim(Converted { first: !0, rest: [0; 64], share }, &first);
    forged.write(at + forged.offset_of("share"), &[0xff; 8]);
    assert_eq!(corrupt(shared.load()).0, "share");
    let (shared, forged, at, _name) = victim(Sound { first: !0, rest: [0; 64] }, &first);
    forged.write(at + forged.offset_of("rest"), &[1]);
    assert_eq!(corrupt(shared.load()).0, "value");
}

/// A check may panic, as any function may. The lock is free afterwards, and the value as it was.
#[test]
fn a_check_that_panics_leaves_the_lock_free() {
    #[derive(SharedLocked, Debug)]
    struct Strict {
        first: u64,
        #[shared(validate = is_small)]
        small: u64,
    }
    fn is_small(small: &u64) -> bool {
        assert!(*small < 1000, "this is not even near");
        *small < 100
    }
    let (shared, forged, value_at, _name) = victim(Strict { first: u64::MAX, small: 5 }, &u64::MAX.to_ne_bytes());
    forged.write(value_at + 8, &5000_u64.to_ne_bytes());
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| shared.with_lock(|_| ())));
    assert!(outcome.is_err());
    forged.write(value_at + 8, &50_u64.to_ne_bytes());
    assert_eq!(shared.with_lock(|strict| strict.small).unwrap(), 50);
    assert_eq!(std::thread::scope(|scope| scope.spawn(|| shared.load().unwrap().small).join().unwrap()), 50);
}

/// A struct's own `Serialize` and `Deserialize` go with what is derived here.
#[test]
fn serde_works_on_the_same_struct() {
    #[derive(SharedLocked, Serialize, Deserialize, Debug, PartialEq)]
    #[serde(rename_all = "UPPERCASE")]
    struct Record {
        #[shared(as = [u8; 16])]
        id: Uuid,
        #[shared(as = i64, into = DateTime::timestamp_micros, from = DateTime::from_timestamp_micros)]
        seen: DateTime<Utc>,
        #[shared(as = u64, into = Hits::get, from = Hits::new)]
        hits: Hits,
        #[serde(default)]
        #[shared(validate = is_percentage)]
        done: u8,
    }
    let Visit { id, seen, hits, done, .. } = visit();
    let shared = Shared::anonymous(Record { id, seen, hits, done }).unwrap();
    let text = serde_json::to_string(&shared.load().unwrap()).unwrap();
    assert!(text.contains("\"ID\":\"01020304-0506-0708-090a-0b0c0d0e0f10\""), "{text}");
    let back: Record = serde_json::from_str(&text.replace("\"DONE\":99", "\"DONE\":98")).unwrap();
    shared.store(back).unwrap();
    assert_eq!(shared.load().unwrap().done, 98);
}
