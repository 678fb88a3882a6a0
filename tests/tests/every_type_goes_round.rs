//! What goes in comes out, for every type, at its extremes, through both slots, and in another
//! process.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::large_stack_arrays,
    reason = "a test fails by a panic"
)]

use arrayvec::{ArrayString, ArrayVec};
use std::cmp::{Ordering, Reverse};
use std::fmt::Debug;
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::{NonZero, Saturating, Wrapping};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use sync_runtime::{Lockable, Pod, Shared, SharedLocked};
use tests::values::{Inner, Particular, Phase};
use tests::{Actor, Name, program};

#[derive(SharedLocked, Debug)]
struct Whole<T: Pod> {
    before: u8,
    value: T,
    after: u8,
}

/// Stores each value, twice, and loads it; with a byte around it that must stay.
fn goes_round<T: Pod + PartialEq + Debug + Copy>(values: &[T]) {
    let shared = Shared::anonymous(Whole { before: 0xa5, value: values[0], after: 0x5a }).unwrap();
    for value in values.iter().chain(values.iter().rev()) {
        for _ in 0..2 {
            shared.with_lock(|whole| whole.value = *value).unwrap();
            let whole = shared.load().unwrap();
            assert_eq!((whole.before, whole.value, whole.after), (0xa5, *value, 0x5a));
            assert_eq!(shared.get_lock().unwrap().value, *value);
        }
    }
}

/// The same, and for arrays, options and tuples of the type.
fn goes_round_in_every_form<T: Pod + PartialEq + Debug + Copy>(values: &[T]) {
    goes_round(values);
    let (first, last) = (values[0], values[values.len() - 1]);
    goes_round(&[[first; 1], [last; 1]]);
    goes_round(&[[first, last, first], [last, first, last]]);
    goes_round(&[[[first, last]; 5], [[last, first]; 5]]);
    goes_round::<[T; 0]>(&[[]]);
    goes_round(&[None, Some(first), None, Some(last)]);
    goes_round(&[None, Some(None), Some(Some(last))]);
    goes_round(&[[Some(first), None], [None, Some(last)]]);
    goes_round(&[(first,), (last,)]);
    goes_round(&[(1_u8, first, -1_i64), (2, last, i64::MIN)]);
}

macro_rules! integers {
    ($($test:ident: $type:ident;)*) => {$(
        #[test]
        fn $test() {
            goes_round_in_every_form(&[0, 1, $type::MIN, $type::MAX, $type::MAX / 3]);
            let [one, max] = [1, $type::MAX].map(|number| NonZero::new(number).unwrap());
            goes_round_in_every_form(&[one, max]);
        }
    )*};
}

integers! {
    u8_: u8; u16_: u16; u32_: u32; u64_: u64; u128_: u128; usize_: usize;
    i8_: i8; i16_: i16; i32_: i32; i64_: i64; i128_: i128; isize_: isize;
}

#[test]
fn floating_point_numbers_bit_by_bit() {
    goes_round_in_every_form(&[0.0_f32, f32::MIN, f32::MAX, f32::EPSILON, f32::INFINITY, f32::NEG_INFINITY, 1e-45]);
    goes_round_in_every_form(&[0.0_f64, f64::MIN, f64::MAX, f64::EPSILON, f64::INFINITY, f64::NEG_INFINITY, 5e-324]);
    // Those that are not equal to themselves, or equal to others: quiet and signalling NaNs, with a
    // payload; -0.
    let bits = [0x7fc0_0000_u32, 0x7f80_0001, 0xffff_ffff, 0x8000_0000];
    let shared = Shared::anonymous([0.0_f32; 4]).unwrap();
    shared.store(bits.map(f32::from_bits)).unwrap();
    assert_eq!(shared.load().unwrap().map(f32::to_bits), bits);
    let bits = [0x7ff8_0000_0000_0000_u64, 0x7ff0_0000_0000_0001, u64::MAX, 1 << 63];
    let shared = Shared::anonymous([0.0_f64; 4]).unwrap();
    shared.store(bits.map(f64::from_bits)).unwrap();
    assert_eq!(shared.load().unwrap().map(f64::to_bits), bits);
}

#[test]
fn booleans_and_characters() {
    goes_round_in_every_form(&[false, true]);
    goes_round_in_every_form(&['\0', 'a', '\u{d7ff}', '\u{e000}', char::MAX]);
}

#[test]
fn times() {
    goes_round_in_every_form(&[Duration::ZERO, Duration::MAX, Duration::from_nanos(1), Duration::new(1, 999_999_999)]);
}

#[test]
fn moments_before_1970_and_after() {
    let second = Duration::from_secs(1);
    let edge = [i64::MAX.unsigned_abs(), i64::MAX.unsigned_abs() - 1].map(Duration::from_secs);
    goes_round_in_every_form(&[
        UNIX_EPOCH,
        SystemTime::now(),
        UNIX_EPOCH + Duration::from_nanos(1),
        UNIX_EPOCH - Duration::from_nanos(1),
        UNIX_EPOCH - second,
        UNIX_EPOCH - second - Duration::from_nanos(1),
        UNIX_EPOCH + edge[0] + Duration::from_nanos(999_999_999),
        UNIX_EPOCH - edge[0] - second,
        UNIX_EPOCH - edge[0] - Duration::from_nanos(1),
        UNIX_EPOCH - edge[1],
    ]);
}

#[test]
fn socket_addresses() {
    let four = [SocketAddrV4::new(Ipv4Addr::LOCALHOST, 80), SocketAddrV4::new(Ipv4Addr::BROADCAST, u16::MAX)];
    let six = [
        SocketAddrV6::new(Ipv6Addr::LOCALHOST, 443, 0, 0),
        SocketAddrV6::new(Ipv6Addr::from([0xff; 16]), u16::MAX, u32::MAX, 7),
    ];
    goes_round_in_every_form(&four);
    goes_round_in_every_form(&six);
    goes_round_in_every_form(&[SocketAddr::from(six[1]), four[0].into(), six[0].into(), four[1].into()]);
}

#[test]
fn wrapped_numbers_and_comparisons() {
    goes_round_in_every_form(&[Wrapping(u8::MAX), Wrapping(1)]);
    goes_round_in_every_form(&[Saturating(i64::MIN), Saturating(1)]);
    goes_round_in_every_form(&[Reverse(1.5_f64), Reverse(f64::INFINITY)]);
    goes_round_in_every_form(&[Ordering::Less, Ordering::Equal, Ordering::Greater]);
}

#[test]
fn ranges_also_after_they_were_iterated() {
    let shared = Shared::anonymous((0..0_u64, 0.0..1.0_f64)).unwrap();
    shared.store((5..u64::MAX, -1.0..f64::INFINITY)).unwrap();
    assert_eq!(shared.load().unwrap(), (5..u64::MAX, -1.0..f64::INFINITY));

    // One that was iterated to its end is empty, and another value than the same limits unused.
    let mut range = 3..=5_i32;
    let shared = Shared::anonymous(range.clone()).unwrap();
    loop {
        shared.store(range.clone()).unwrap();
        let same = shared.load().unwrap();
        assert_eq!((&same, same.is_empty()), (&range, range.is_empty()));
        assert_eq!(shared.with_lock(Iterator::next).unwrap(), range.next());
        if range.is_empty() {
            break;
        }
    }
    assert_eq!(shared.load().unwrap(), range);
    assert_ne!(shared.load().unwrap(), 5..=5);
    let reals = Shared::anonymous(0.0..=1.0_f64).unwrap();
    assert_eq!(reals.load().unwrap(), 0.0..=1.0);
}

#[test]
fn each_is_a_whole_by_itself() {
    fn whole<T: SharedLocked + PartialEq + Debug + Clone>(value: &T)
    where
        T::Lock: Lockable<T>,
    {
        let shared = Shared::anonymous(value.clone()).unwrap();
        shared.with_lock(|whole| assert_eq!(whole, value)).unwrap();
        assert_eq!(&shared.load().unwrap(), value);
    }
    whole(&NonZero::<u128>::MAX);
    whole(&NonZero::<i8>::MIN);
    whole(&SystemTime::now());
    whole(&SocketAddr::from(([127, 0, 0, 1], 80)));
    whole(&SocketAddrV4::new(Ipv4Addr::LOCALHOST, 80));
    whole(&SocketAddrV6::new(Ipv6Addr::LOCALHOST, 80, 1, 2));
    whole(&Wrapping(7_u8));
    whole(&Saturating(7_u8));
    whole(&Reverse(7_u8));
    whole(&Ordering::Less);
    whole(&(1..5_u8));
    whole(&(1..=5_u8));
    whole(&[Some((1..2_u8, Wrapping(3_i32))), None]);
    whole(&(1_u8, 2_u16, 3_u32, 4_u64, 5_i8));
    whole(&(1_u8, 2_u16, 3_u32, 4_u64, 5_i8, 6_i16, 7_i32, 8_i64, true, 'x', 1.5_f32, 2.5_f64));
    whole(&ArrayString::<8>::from("a word").unwrap());
    whole(&ArrayVec::<(u8, bool), 3>::from_iter([(1, true), (2, false)]));
}

#[test]
fn addresses() {
    let four = [Ipv4Addr::UNSPECIFIED, Ipv4Addr::LOCALHOST, Ipv4Addr::BROADCAST];
    let six = [Ipv6Addr::UNSPECIFIED, Ipv6Addr::LOCALHOST, Ipv6Addr::from([0xff; 16])];
    goes_round_in_every_form(&four);
    goes_round_in_every_form(&six);
    let both: Vec<IpAddr> = four.into_iter().map(IpAddr::from).chain(six.into_iter().map(IpAddr::from)).collect();
    goes_round_in_every_form(&both);
}

#[test]
fn enums_structs_and_nothing() {
    #[derive(Pod, Debug, Clone, Copy, PartialEq)]
    #[repr(i64)]
    enum Signed {
        Lowest = i64::MIN,
        Minus = -1,
        Highest = i64::MAX,
    }

    #[derive(Pod, Debug, Clone, Copy, PartialEq)]
    struct Pair<T: Pod, const N: usize>(T, [Option<T>; N]);

    goes_round_in_every_form(&[Phase::Waiting, Phase::Running, Phase::Done]);
    goes_round_in_every_form(&[PhantomData::<String>]);

    goes_round_in_every_form(&[Signed::Lowest, Signed::Minus, Signed::Highest]);

    goes_round_in_every_form(&[Pair(1_u16, [None, Some(2)]), Pair(3, [Some(4), None])]);
}

#[test]
fn twelve_in_a_tuple() {
    let one = (1_u8, 2_u16, 3_u32, 4_u64, 5_i8, 6_i16, 7_i32, 8_i64, true, 'x', 1.5_f32, 2.5_f64);
    let two = (2_u8, 3_u16, 4_u32, 5_u64, 6_i8, 7_i16, 8_i32, 9_i64, false, 'y', 2.5_f32, 3.5_f64);
    goes_round(&[one, two]);
}

#[test]
fn in_another_process() {
    let name = Name::new("echo");
    let shared = Shared::create(name.as_str(), Particular::sample()).unwrap();
    Actor::spawn(program!("actor", "echo", &name)).succeed();
    let expected = Particular { maybe: None, letter: '\u{10ffff}', ..Particular::sample() };
    assert_eq!(shared.load().unwrap(), expected);
    assert_eq!(expected.inner, Inner { pair: (1, true), phases: [Phase::Done, Phase::Waiting] });
}

/// Arrays of every length around the words and vectors by which runs are copied, at every
/// alignment.
#[test]
fn runs_of_every_length() {
    fn length<const N: usize>() {
        let bytes = |seed: u8| std::array::from_fn::<u8, N, _>(|index| (index as u8).wrapping_mul(31) ^ seed);
        goes_round(&[bytes(0), bytes(0x55), bytes(0xff)]);
        let shorts = |seed: u16| bytes(7).map(|byte| u16::from(byte) << 8 ^ seed);
        goes_round(&[shorts(0), shorts(0x5555)]);
    }
    macro_rules! lengths {
        ($($len:literal)*) => { $(length::<$len>();)* };
    }
    lengths! {
        1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 31 32 33 47 48 49 63 64 65 79 80 95 96 97
        127 128 129 191 192 255 256 257 511 512 513 1023 1024 1025 4095 4096 4097
    }
}

const LIMIT: usize = 64 * 1024;

#[test]
fn bytes_up_to_64_kib() {
    on_a_large_stack(|| {
        let shared = Shared::anonymous([0_u8; LIMIT]).unwrap();
        let pattern = |index: usize| (index / 251) as u8;
        shared.store(std::array::from_fn(pattern)).unwrap();
        let wrong = shared.load().unwrap().iter().enumerate().position(|(index, byte)| *byte != pattern(index));
        assert_eq!(wrong, None);
        shared.with_lock(|bytes| bytes[LIMIT - 1] = !pattern(LIMIT - 1)).unwrap();
        assert_eq!(shared.load().unwrap()[LIMIT - 2..], [pattern(LIMIT - 2), !pattern(LIMIT - 1)]);
    });
}

#[test]
fn structs_up_to_64_kib() {
    #[derive(SharedLocked)]
    struct Large {
        numbers: [u64; 4096],
        bytes: [u8; LIMIT / 2 - 8],
        last: [u32; 2],
    }
    let name = Name::new("large");
    on_a_large_stack(|| {
        let large = Large { numbers: [u64::MAX; 4096], bytes: [7; LIMIT / 2 - 8], last: [1, 2] };
        let first = Shared::create(name.as_str(), large).unwrap();
        let second = Shared::<Large>::open(name.as_str()).unwrap();
        first.with_lock(|large| (large.numbers[4095], large.last[1]) = (9, 9)).unwrap();
        let Large { numbers, bytes, last } = second.load().unwrap();
        assert_eq!(([numbers[4094], numbers[4095]], bytes[LIMIT / 2 - 9], last), ([u64::MAX, 9], 7, [1, 9]));
    });
}

/// Without optimization every step of the way in and out has a copy of its own, and they exceed a
/// thread's 2 MiB.
fn on_a_large_stack(run: impl FnOnce() + Send) {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(32 << 20).spawn_scoped(scope, run).unwrap();
        thread.join().unwrap();
    });
}
