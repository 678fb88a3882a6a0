//! All that is plain data.

use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::{NonZero, NonZeroU8};
use std::time::Duration;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked, Debug, PartialEq, Clone, Copy)]
#[allow(unused_parens)]
struct Everything {
    unsigned: (u8, u16, u32, u64, u128, usize),
    signed: (i8, i16, i32, i64, i128, isize),
    float: (f32, f64),
    truth: bool,
    letter: char,
    nonzero: (NonZeroU8, NonZero<i64>),
    time: Duration,
    address: (IpAddr, Ipv4Addr, Ipv6Addr),
    maybe: Option<Option<[Option<char>; 2]>>,
    table: [[u16; 3]; 2],
    nothing: [u64; 0],
    unit: PhantomData<String>,
    twelve: (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8),
    parenthesized: (u8),
}

fn main() {
    let everything = Everything {
        unsigned: (1, 2, 3, 4, 5, 6),
        signed: (-1, -2, -3, -4, -5, -6),
        float: (0.5, f64::MIN_POSITIVE),
        truth: true,
        letter: 'ß',
        nonzero: (NonZeroU8::MAX, NonZero::<i64>::MIN),
        time: Duration::from_nanos(1_000_000_001),
        address: (Ipv6Addr::LOCALHOST.into(), Ipv4Addr::LOCALHOST, Ipv6Addr::UNSPECIFIED),
        maybe: Some(Some([None, Some('x')])),
        table: [[1, 2, 3], [4, 5, 6]],
        nothing: [],
        unit: PhantomData,
        twelve: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
        parenthesized: 1,
    };
    assert_eq!(Shared::anonymous(everything).unwrap().load().unwrap(), everything);
}
