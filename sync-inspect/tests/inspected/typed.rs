//! Every kind of field: what the inspector shows is what the typed program loads, for values and
//! for damage.

use crate::{as_json, trials};
use arrayvec::{ArrayString, ArrayVec};
use rand::{Rng as _, SeedableRng as _, rngs::SmallRng};
use serde::{Serialize, Serializer};
use serde_json::json;
use std::cmp::{Ordering, Reverse};
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::{NonZero, Saturating, Wrapping};
use std::ops::Range;
use std::time::{Duration, SystemTime};
use sync_runtime::inspect::{Inspected, Lock};
use sync_runtime::{Pod, Shared, SharedLocked, SyncError};
use tests::{At, Forged, Name};

/// Where a value is, from the beginning of its record.
const SLOT: u64 = 64;

/// Puts random bytes in the place of a `T`, and compares what both see.
fn compare<T: SharedLocked<Lock = sync_runtime::Exclusive> + Serialize>(kind: &str, first: T) {
    let name = Name::new("typed");
    let shared = Shared::create(name.as_str(), first).unwrap();
    let forged = Forged::open(&name);
    let inspected = Inspected::open(name.as_str()).unwrap();
    let size = inspected.description().unwrap().whole().size();
    assert_eq!(size, size_of::<T::Layout>(), "{kind}");
    assert_eq!(as_json(inspected.load().unwrap().value()), serde_json::to_string(&shared.load().unwrap()).unwrap());
    let slot = forged.word(At::LockedAt) + SLOT;
    let mut random = SmallRng::seed_from_u64(kind.len() as u64);
    let (mut values, mut errors) = (0, 0);
    for turn in 0..trials(600) {
        let mut bytes = vec![0; size];
        match turn % 3 {
            0 => random.fill(bytes.as_mut_slice()),
            1 => bytes.iter_mut().for_each(|byte| *byte = random.random_range(0..8)),
            _ => bytes.iter_mut().for_each(|byte| *byte = u8::from(random.random_range(0..8) == 0)),
        }
        // Each first byte, for it is often a tag.
        if turn % 5 != 0
            && let Some(byte) = bytes.first_mut()
        {
            *byte = turn.to_le_bytes()[0];
        }
        forged.write(slot, &bytes);
        let copied = inspected.load().unwrap();
        let (value, damage) = (copied.value(), copied.value().damage());
        match (shared.load(), damage) {
            (Ok(typed), None) => {
                assert_eq!(as_json(value), serde_json::to_string(&typed).unwrap(), "{kind}: {bytes:?}");
                values += 1;
            }
            (Err(SyncError::Corrupt { field, found, .. }), Some((path, damage))) => {
                assert_eq!(below_value(&path), below_value(&field), "{kind}: {path} for {field}");
                assert_eq!(damage.found(), found, "{kind}: {path}");
                errors += 1;
            }
            (typed, damage) => panic!("{kind}: {:?}, inspected {damage:?} in {bytes:?}", typed.err()),
        }
    }
    println!("{kind:<40} {values:>8} values, {errors:>8} errors, all the same");
}

/// A bare value has no path in an error, and is called `value` by the inspector.
fn below_value(path: &str) -> &str {
    path.strip_prefix("value").unwrap_or(path).trim_start_matches('.')
}

#[derive(SharedLocked, Serialize)]
struct Whole<T: Pod + Serialize> {
    value: T,
}

macro_rules! kinds {
    ($($kind:ty = $first:expr),* $(,)?) => {
        $(compare::<Whole<$kind>>(stringify!($kind), Whole { value: $first });)*
    };
}

#[derive(Pod, Serialize, Clone, Copy, Debug)]
struct Endpoint {
    address: [u8; 4],
    port: u16,
}

#[derive(Pod, Serialize, Clone, Copy, Debug)]
enum Mode {
    Off,
    PerSecond(u32),
    Window { rate: u32, every: Duration },
    Deep(Option<Level>, [bool; 2]),
}

#[derive(Pod, Serialize, Clone, Copy, Debug)]
#[repr(i16)]
enum Level {
    Low = -1,
    High = 255,
}

#[derive(Pod, Serialize, Clone, Copy, Debug)]
#[repr(u64)]
enum Wide {
    Small = 3,
    Large = u64::MAX,
}

#[derive(Pod, Serialize)]
struct Nested {
    modes: [[Mode; 2]; 2],
    point: (i8, Endpoint, char),
    peers: ArrayVec<Endpoint, 3>,
    #[allow(clippy::option_option, reason = "every kind of field")]
    maybe: Option<Option<Endpoint>>,
    #[serde(serialize_with = "address")]
    socket: SocketAddrV4,
    nothing: PhantomData<u64>,
    range: Range<u16>,
    wide: Wide,
}

/// As it is stored.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn address<S: Serializer>(address: &SocketAddrV4, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Stored {
        ip: Ipv4Addr,
        port: u16,
    }
    Stored { ip: *address.ip(), port: address.port() }.serialize(serializer)
}

/// What has no `Serialize` that shows what is stored.
#[derive(SharedLocked)]
struct Others {
    socket: SocketAddr,
    six: SocketAddrV6,
    time: SystemTime,
    order: Ordering,
    wrapped: (Wrapping<u16>, Saturating<i64>, Reverse<u8>),
}

fn one_word() -> ArrayString<7> {
    ArrayString::from("größe").unwrap()
}

#[test]
fn numbers_and_what_is_made_of_them() {
    kinds! {
        u8 = 1, u16 = 1, u32 = 1, u64 = u64::MAX, u128 = u128::MAX - 1, usize = 1,
        i8 = -1, i16 = -2, i32 = -3, i64 = i64::MIN, i128 = i128::MIN, isize = -1,
        f32 = 0.1, f64 = f64::NAN, bool = true, char = 'ß',
        NonZero<u8> = NonZero::<u8>::MIN, NonZero<i128> = NonZero::<i128>::MIN, NonZero<usize> = NonZero::<usize>::MIN,
        Duration = Duration::new(1, 999_999_999), IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST),
        Ipv4Addr = Ipv4Addr::LOCALHOST, Ipv6Addr = Ipv6Addr::LOCALHOST,
        [u64; 7] = [5; 7], [[u8; 3]; 5] = [[1, 2, 3]; 5], (u8, u64, u16) = (1, 2, 3), (bool,) = (true,),
        [bool; 5] = [true; 5]
    }
}

#[test]
fn enums_options_texts_lists_and_nests() {
    let endpoint = Endpoint { address: [127, 0, 0, 1], port: 80 };
    let window = Mode::Window { rate: 7, every: Duration::from_millis(5) };
    kinds! {
        Level = Level::Low, Wide = Wide::Large, Mode = Mode::Deep(Some(Level::High), [true, false]), [Mode; 3] = [window, Mode::Off, Mode::PerSecond(3)],
        Option<u32> = Some(7), Option<Option<char>> = Some(None), Option<Mode> = Some(window),
        ArrayString<7> = one_word(), ArrayString<1> = ArrayString::new(),
        ArrayVec<u8, 5> = ArrayVec::from_iter([1, 2]), ArrayVec<Mode, 2> = ArrayVec::from_iter([window]),
        ArrayVec<ArrayString<7>, 3> = ArrayVec::from_iter([one_word()]),
        Option<ArrayVec<Option<bool>, 4>> = Some(ArrayVec::from_iter([None, Some(true)])),
        Nested = Nested {
            modes: [[Mode::Off, window], [Mode::PerSecond(1), window]],
            point: (-1, endpoint, 'x'),
            peers: ArrayVec::from_iter([endpoint; 2]),
            maybe: Some(Some(endpoint)),
            socket: SocketAddrV4::new(Ipv4Addr::LOCALHOST, 443),
            nothing: PhantomData,
            range: 3..5,
            wide: Wide::Small,
        },
    }
}

/// Bare values, whose schema has no field.
#[test]
fn wholes_that_are_no_struct() {
    compare::<u64>("u64", 5);
    compare::<[u16; 3]>("[u16; 3]", [1, 2, 3]);
    compare::<(u8, bool)>("(u8, bool)", (1, true));
    compare::<Option<Duration>>("Option<Duration>", Some(Duration::from_secs(1)));
    compare::<Option<Endpoint>>("Option<Endpoint>", None);
    compare::<[Endpoint; 2]>("[Endpoint; 2]", [Endpoint { address: [1; 4], port: 2 }; 2]);
    compare::<ArrayString<7>>("ArrayString<7>", one_word());
    compare::<ArrayVec<Endpoint, 2>>("ArrayVec<Endpoint, 2>", ArrayVec::new());
    let name = Name::new("field-called-value");
    let _shared = Shared::create(name.as_str(), Whole { value: 5_u64 }).unwrap();
    assert_eq!(Inspected::open(name.as_str()).unwrap().load().unwrap().value().to_string(), "{ value: 5 }");
}

#[test]
fn what_is_changed_in_place() {
    #[derive(SharedLocked)]
    #[shared(in_place)]
    struct Frame<const N: usize> {
        number: u32,
        mode: Option<Mode>,
        pixels: [u16; N],
        title: ArrayString<7>,
    }

    fn compare<const N: usize>() {
        let name = Name::new("in-place");
        let shared = Shared::<Frame<N>>::create_with(name.as_str(), |_| Ok(())).unwrap();
        let inspected = Inspected::open(name.as_str()).unwrap();
        for number in 1..4 {
            shared
                .with_lock(|frame| {
                    frame.number().set(number);
                    frame.mode().set(Some(Mode::PerSecond(number)));
                    frame.pixels().at(N - 1)?.set(7);
                    frame.title().set(one_word());
                    Ok(())
                })
                .unwrap();
            let loaded = shared.load().unwrap();
            let copied = inspected.load().unwrap();
            let expected = json!({
                "number": loaded.number,
                "mode": { "PerSecond": number },
                "pixels": loaded.pixels.to_vec(),
                "title": loaded.title.as_str(),
            });
            assert_eq!(serde_json::from_str::<serde_json::Value>(&as_json(copied.value())).unwrap(), expected);
            assert_eq!((copied.version(), inspected.recoveries().unwrap()), (u64::from(number), 0));
            assert!(matches!(inspected.lock().unwrap(), Lock::Free));
            let guard = shared.get_lock().unwrap();
            assert!(matches!(inspected.lock().unwrap(), Lock::Held(_)));
            drop(guard);
        }
    }

    compare::<3>();
    compare::<1000>();
    compare::<100_000>();
}

#[test]
fn what_is_stored_as_something_else() {
    let name = Name::new("others");
    let others = Others {
        socket: "127.0.0.1:80".parse().unwrap(),
        six: "[::1]:443".parse().unwrap(),
        time: SystemTime::UNIX_EPOCH - Duration::from_millis(1),
        order: Ordering::Less,
        wrapped: (Wrapping(1), Saturating(-2), Reverse(3)),
    };
    let _shared = Shared::create(name.as_str(), others).unwrap();
    let inspected = Inspected::open(name.as_str()).unwrap();
    assert_eq!(
        inspected.load().unwrap().value().to_string(),
        "{ socket: { ip: 127.0.0.1, port: 80, flowinfo: 0, scope_id: 0 }, \
         six: { ip: ::1, port: 443, flowinfo: 0, scope_id: 0 }, \
         time: 1969-12-31T23:59:59.999Z, order: Less, wrapped: (1, -2, 3) }"
    );
    assert_eq!(inspected.description().unwrap().type_name(), "Others");
}
