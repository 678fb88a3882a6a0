//! A segment is read by the description in `segment/header.rs` alone, byte by byte.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::fs;
use sync_runtime::{Shared, SharedLocked};
use tests::Name;

#[derive(SharedLocked, Debug)]
struct Sample {
    count: u64,
    rate: f64,
    port: u16,
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_ne_bytes(bytes[at..at + 8].try_into().unwrap())
}

fn usize_at(bytes: &[u8], at: usize) -> usize {
    u64_at(bytes, at).try_into().unwrap()
}

/// The committed value's bytes, and the version.
fn value(bytes: &[u8]) -> (Vec<u8>, u64) {
    let schema = std::str::from_utf8(&bytes[128..128 + usize_at(bytes, 32)]).unwrap();
    let whole = schema.lines().last().unwrap();
    let size: usize = whole.split_once(", ").unwrap().1.split_once(" bytes").unwrap().0.parse().unwrap();
    let locked_at = usize_at(bytes, 40);
    assert_eq!(locked_at % 64, 0);
    assert_eq!(u64_at(bytes, locked_at), 0x5c1d << 48 | u64_at(bytes, 24) & (u64::MAX >> 16));
    let version = u64_at(bytes, (locked_at + 64 + 2 * size).next_multiple_of(8));
    let slot = locked_at + 64 + usize::try_from(version & 1).unwrap() * size;
    (bytes[slot..slot + size].to_vec(), version)
}

#[test]
fn read_by_the_description_alone() {
    let name = Name::new("format");
    let shared = Shared::create(name.as_str(), Sample { count: 7, rate: 0.5, port: 80 }).unwrap();
    for version in 0..3 {
        let bytes = fs::read(name.path()).unwrap();
        assert_eq!(&bytes[..8], b"sync-rt\n");
        assert_eq!(bytes[8..12], 3_u32.to_ne_bytes());
        let schema = std::str::from_utf8(&bytes[128..128 + usize_at(&bytes, 32)]).unwrap();
        let (first, schema) = schema.split_once('\n').unwrap();
        assert_eq!(first, "schema 1\tstruct\tSample");
        assert_eq!(schema, "0\tu64\tcount\n8\tf64\trate\n16\tu16\tport\nlock = mutex, 24 bytes, aligned to 8\n");
        let (value, found) = value(&bytes);
        assert_eq!((found, u64_at(&value, 0)), (version, 7 + version));
        assert_eq!(value[8..16], 0.5_f64.to_ne_bytes());
        assert_eq!(value[16..18], 80_u16.to_ne_bytes());
        shared.with_lock(|sample| sample.count += 1).unwrap();
    }
}
