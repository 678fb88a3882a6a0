//! LMDB, by `heed`: a file that processes map. A transaction copies the pages that it changes.

use super::{Records, bytes, directory};
use crate::rivals::large::Record;
use crate::rivals::random;
use heed::byteorder::NativeEndian;
use heed::types::{Bytes, U64};
use heed::{Database, Env, EnvFlags, EnvOpenOptions};
use std::hint::black_box;
use tempfile::TempDir;

/// As much as a database may grow to.
const MAP: usize = 64 << 20;

pub struct Lmdb {
    env: Env,
    records: Database<U64<NativeEndian>, Bytes>,
    count: u64,
    _directory: TempDir,
}

impl Lmdb {
    pub fn new(count: u64) -> Self {
        let directory = directory();
        let mut options = EnvOpenOptions::new();
        // What a killed process wrote is the kernel's, synchronized or not.
        // SAFETY: nothing here writes through stray pointers, and the machine does not lose power.
        unsafe { options.map_size(MAP).flags(EnvFlags::NO_SYNC | EnvFlags::WRITE_MAP) };
        // SAFETY: the files are of this process alone.
        let env = unsafe { options.open(directory.path()) }.expect("an LMDB environment");
        let mut transaction = env.write_txn().expect("a transaction");
        let records = env.create_database(&mut transaction, None).expect("a database");
        for key in 0..count {
            records.put(&mut transaction, &key, [1; 64].as_slice()).expect("put");
        }
        transaction.commit().expect("commit");
        Self { env, records, count, _directory: directory }
    }
}

impl Records for Lmdb {
    fn replace_one(&self, record: &Record, times: u64) {
        let mut state = random::state();
        for _ in 0..times {
            let mut transaction = self.env.write_txn().expect("a transaction");
            let key = random::below(&mut state, self.count) as u64;
            self.records.put(&mut transaction, &key, bytes(record).as_slice()).expect("put");
            transaction.commit().expect("commit");
        }
        random::keep(state);
    }

    fn read_one(&self, times: u64) {
        for _ in 0..times {
            let transaction = self.env.read_txn().expect("a transaction");
            let key = black_box(self.count / 2);
            let found = self.records.get(&transaction, &key).expect("get").and_then(|found| found.first_chunk::<64>());
            black_box(&found.copied());
        }
    }
}
