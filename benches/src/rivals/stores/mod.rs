//! What a user would otherwise take for large state that is whole after a `kill -9`. All of it is
//! under `/dev/shm`, so no disk takes part. Left out with `--no-default-features`, for they take
//! long to build.

#[cfg(feature = "stores")]
mod blackboard;
#[cfg(feature = "stores")]
mod lmdb;
#[cfg(feature = "stores")]
mod mmap_sync;
#[cfg(feature = "stores")]
mod redb;

use super::large::Record;
#[cfg(feature = "stores")]
use tempfile::TempDir;

/// As many words as are 1 MiB.
pub const WORDS: usize = 1 << 17;

/// So many words, all of them the same; never on the stack.
pub fn frame(word: u64) -> Box<[u64; WORDS]> {
    vec![word; WORDS].try_into().unwrap_or_else(|_| unreachable!("as many as that"))
}

/// Many records, of which one is replaced or copied in a transaction.
pub trait Records {
    /// Replaces one of them, at random.
    fn replace_one(&self, record: &Record, times: u64);

    /// Copies one of them, always the same.
    fn read_one(&self, times: u64);
}

/// A value of 1 MiB that is replaced as a whole.
pub trait Whole {
    fn replace(&self, value: &[u64; WORDS], times: u64);

    /// Copies 64 bytes of a value.
    fn read_record(&self, times: u64);
}

/// In a table: the name, and what has to be known of it.
pub type Named<T> = (&'static str, &'static str, Box<T>);

/// Databases of so many records, a power of two.
#[cfg(feature = "stores")]
pub fn records(count: u64) -> Vec<Named<dyn Records>> {
    vec![
        ("LMDB (heed)", "crash-atomic", Box::new(lmdb::Lmdb::new(count))),
        ("redb", "crash-atomic, one process", Box::new(redb::Redb::new(count))),
    ]
}

/// Exchanges of one value.
#[cfg(feature = "stores")]
pub fn wholes() -> Vec<Named<dyn Whole>> {
    vec![
        ("mmap-sync", "crash-atomic, one writer", Box::new(mmap_sync::MmapSync::new())),
        ("iceoryx2 blackboard", "crash-atomic, one writer", Box::new(blackboard::Blackboard::new())),
    ]
}

#[cfg(not(feature = "stores"))]
pub fn records(_: u64) -> Vec<Named<dyn Records>> {
    Vec::new()
}

#[cfg(not(feature = "stores"))]
pub fn wholes() -> Vec<Named<dyn Whole>> {
    Vec::new()
}

#[cfg(feature = "stores")]
fn directory() -> TempDir {
    tempfile::tempdir_in("/dev/shm").expect("a directory in memory")
}

#[cfg(feature = "stores")]
fn bytes(record: &Record) -> [u8; 64] {
    let mut bytes = [0; 64];
    for (to, word) in bytes.chunks_exact_mut(8).zip(record) {
        to.copy_from_slice(&word.to_ne_bytes());
    }
    bytes
}
